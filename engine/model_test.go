package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/auroradb/aurora/engine/dberr"
)

// row is a document of the naive model: nil pointers are absent fields.
type row struct {
	id, s string
	k, n  *int
	tags  []string
}

func (r row) json() string {
	var b strings.Builder
	fmt.Fprintf(&b, `{"id":%q`, r.id)
	if r.k != nil {
		fmt.Fprintf(&b, `,"k":%d`, *r.k)
	} else {
		b.WriteString(`,"k":null`)
	}
	if r.n != nil {
		fmt.Fprintf(&b, `,"n":%d`, *r.n)
	} else {
		b.WriteString(`,"n":null`)
	}
	fmt.Fprintf(&b, `,"s":%q`, r.s)
	if r.tags == nil {
		b.WriteString(`,"tags":null}`)
		return b.String()
	}
	quoted := make([]string, len(r.tags))
	for i, t := range r.tags {
		quoted[i] = fmt.Sprintf("%q", t)
	}
	fmt.Fprintf(&b, `,"tags":[%s]}`, strings.Join(quoted, ","))
	return b.String()
}

// model is the naive database: a slice in insertion order.
type model struct{ rows []row }

func (m *model) clone() *model {
	c := &model{rows: slices.Clone(m.rows)}
	for i := range c.rows {
		c.rows[i].tags = slices.Clone(c.rows[i].tags)
	}
	return c
}

// valid reports whether ids and k are unique.
func (m *model) valid() bool {
	ids, ks := map[string]bool{}, map[int]bool{}
	for _, r := range m.rows {
		if ids[r.id] || r.k != nil && ks[*r.k] {
			return false
		}
		ids[r.id] = true
		if r.k != nil {
			ks[*r.k] = true
		}
	}
	return true
}

func (m *model) dump() string {
	docs := make([]string, len(m.rows))
	for i, r := range m.rows {
		docs[i] = r.json()
	}
	return `{"c":[` + strings.Join(docs, ",") + `]}`
}

const modelDump = `{ c { id k n s tags } }`

// draw are the generators of one run.
type draw struct{ t *rapid.T }

func (d draw) n(max int, label string) int { return rapid.IntRange(0, max).Draw(d.t, label) }

func (d draw) row(next *int) row {
	r := row{s: string(rune('a' + d.n(3, "s")))}
	*next++
	r.id = fmt.Sprintf("r%d", *next)
	if d.n(9, "sameID") == 0 && *next > 1 {
		r.id = fmt.Sprintf("r%d", 1+d.n(*next-1, "id"))
	}
	if d.n(3, "hasK") > 0 {
		k := d.n(12, "k")
		r.k = &k
	}
	if d.n(3, "hasN") > 0 {
		n := d.n(5, "n")
		r.n = &n
	}
	if d.n(2, "hasTags") > 0 {
		r.tags = []string{}
		for range d.n(3, "tags") {
			r.tags = append(r.tags, string(rune('x'+d.n(2, "tag"))))
		}
	}
	return r
}

// literal writes the fields that the row has.
func (r row) literal() string {
	parts := []string{fmt.Sprintf("id: %q, s: %q", r.id, r.s)}
	if r.k != nil {
		parts = append(parts, fmt.Sprintf("k: %d", *r.k))
	}
	if r.n != nil {
		parts = append(parts, fmt.Sprintf("n: %d", *r.n))
	}
	if r.tags != nil {
		quoted := make([]string, len(r.tags))
		for i, t := range r.tags {
			quoted[i] = fmt.Sprintf("%q", t)
		}
		parts = append(parts, "tags: ["+strings.Join(quoted, ", ")+"]")
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// filter draws a condition with its naive meaning.
func (d draw) filter() (string, func(row) bool) {
	switch d.n(5, "filter") {
	case 0:
		s := string(rune('a' + d.n(3, "s")))
		return fmt.Sprintf(`{s: {eq: %q}}`, s), func(r row) bool { return r.s == s }
	case 1:
		k := d.n(12, "k")
		return fmt.Sprintf(`{k: {lt: %d}}`, k), func(r row) bool { return r.k != nil && *r.k < k }
	case 2:
		tag := string(rune('x' + d.n(2, "tag")))
		return fmt.Sprintf(`{tags: {contains: %q}}`, tag), func(r row) bool { return slices.Contains(r.tags, tag) }
	case 3:
		n := d.n(5, "n")
		return fmt.Sprintf(`{n: {ne: %d}}`, n), func(r row) bool { return r.n == nil || *r.n != n }
	case 4:
		return `{n: {isNull: true}, s: {gte: "b"}}`, func(r row) bool { return r.n == nil && r.s >= "b" }
	}
	return `{}`, func(row) bool { return true }
}

// change draws an update with its naive meaning.
func (d draw) change() (string, func(*row)) {
	switch d.n(6, "change") {
	case 0:
		by := d.n(3, "by")
		return fmt.Sprintf(`{n: {increment: %d}}`, by), func(r *row) {
			n := by
			if r.n != nil {
				n += *r.n
			}
			r.n = &n
		}
	case 1:
		return `{k: {increment: 1}}`, func(r *row) {
			k := 1
			if r.k != nil {
				k += *r.k
			}
			r.k = &k
		}
	case 2:
		tag := string(rune('x' + d.n(2, "tag")))
		return fmt.Sprintf(`{tags: {push: %q}}`, tag), func(r *row) { r.tags = append(slices.Clone(r.tags), tag) }
	case 3:
		tag := string(rune('x' + d.n(2, "tag")))
		return fmt.Sprintf(`{tags: {pull: %q}}`, tag), func(r *row) {
			kept := []string{}
			for _, t := range r.tags {
				if t != tag {
					kept = append(kept, t)
				}
			}
			r.tags = kept
		}
	case 4:
		return `{k: {unset: true}, n: null}`, func(r *row) { r.k, r.n = nil, nil }
	case 5:
		tag := string(rune('x' + d.n(2, "tag")))
		return fmt.Sprintf(`{tags: {addToSet: %q}}`, tag), func(r *row) {
			if !slices.Contains(r.tags, tag) {
				r.tags = append(slices.Clone(r.tags), tag)
			} else {
				r.tags = slices.Clone(r.tags)
			}
		}
	}
	s := string(rune('a' + d.n(3, "s")))
	return fmt.Sprintf(`{s: %q}`, s), func(r *row) { r.s = s }
}

// call draws one call of a mutation and applies it to the model.
func (d draw) call(m *model, alias string, next *int) string {
	where, match := d.filter()
	switch d.n(4, "call") {
	case 0, 1:
		var docs []string
		for range d.n(3, "rows") {
			r := d.row(next)
			docs = append(docs, r.literal())
			m.rows = append(m.rows, r)
		}
		return alias + `: insertMany(collection: "c", data: [` + strings.Join(docs, ", ") + `]) { id }`
	case 2:
		set, apply := d.change()
		for i := range m.rows {
			if match(m.rows[i]) {
				apply(&m.rows[i])
			}
		}
		return alias + `: update(collection: "c", where: ` + where + `, set: ` + set + `) { id }`
	case 3:
		m.rows = slices.DeleteFunc(m.rows, match)
		return alias + `: deleteFrom(collection: "c", where: ` + where + `) { id }`
	}
	r := d.row(next)
	found := false
	for i := range m.rows {
		if match(m.rows[i]) {
			found = true
			n := 1
			if m.rows[i].n != nil {
				n += *m.rows[i].n
			}
			m.rows[i].n, m.rows[i].s = &n, r.s
		}
	}
	if !found {
		one := 1
		m.rows = append(m.rows, row{id: "up" + r.id, s: r.s, n: &one})
	}
	data := fmt.Sprintf(`{s: %q, n: {increment: 1}}`, r.s)
	if !found {
		data = fmt.Sprintf(`{id: %q, s: %q, n: {increment: 1}}`, "up"+r.id, r.s)
	}
	return alias + `: upsert(collection: "c", where: ` + where + `, data: ` + data + `) { id }`
}

// TestRandomMutations compares blocks of random calls, schema changes and
// reopenings with a naive model, and checks every invariant after each.
func TestRandomMutations(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		db := open(t, nil)
		db.run(`schema { define collection c { k: Int @unique  n: Int  s: String! @indexed  tags: [String] @indexed } }`)
		d, m, next := draw{rt}, &model{}, 0
		for range rapid.IntRange(1, 12).Draw(rt, "blocks") {
			switch d.n(9, "block") {
			case 0:
				ddl := []string{
					`create index on c (n, s)`, `create index if not exists on c (n DESC)`, `drop index if exists on c (n, s)`,
					`alter collection c { modify n: Int @indexed }`, `alter collection c { modify n: Int }`,
					`alter collection c { rename tags to labels  rename labels to tags }`, `create unique index on c (k, s)`,
				}[d.n(6, "ddl")]
				if err := db.do(`schema { ` + ddl + ` }`).Err(); err != nil && dberr.CodeOf(err) != dberr.InvalidDefinition {
					rt.Fatalf("%s: %v", ddl, err)
				}
			case 1:
				db.reopen(nil)
			default:
				after := m.clone()
				var calls []string
				ok := true
				for i := range d.n(2, "calls") + 1 {
					calls = append(calls, d.call(after, fmt.Sprintf("a%d", i), &next))
					ok = ok && after.valid()
				}
				text := `mutation { ` + strings.Join(calls, " ") + ` }`
				err := db.do(text).Err()
				switch {
				case ok && err != nil:
					rt.Fatalf("%s: %v", text, err)
				case !ok && dberr.CodeOf(err) != dberr.UniqueViolation:
					rt.Fatalf("%s: got %v, want a unique violation", text, err)
				case ok:
					m = after
				}
			}
			if got := db.run(modelDump); got != m.dump() {
				rt.Fatalf("got  %s\nwant %s", got, m.dump())
			}
			db.check()
			where, match := d.filter()
			var want []string
			for _, r := range m.rows {
				if match(r) {
					want = append(want, fmt.Sprintf(`{"id":%q}`, r.id))
				}
			}
			if got := db.run(`{ c(where: ` + where + `) { id } }`); got != `{"c":[`+strings.Join(want, ",")+`]}` {
				rt.Fatalf("%s: got %s, want %s", where, got, want)
			}
		}
	})
}
