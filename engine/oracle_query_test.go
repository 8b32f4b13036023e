package engine_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/auroradb/aurora/engine/value"
)

// sortKey is a part of an order.
type sortKey struct {
	path string
	desc bool
}

// order draws an orderBy; none at all is the order of insertion.
func (o *oracle) order() (text string, keys []sortKey) {
	pool := []string{"k", "n", "s", "at", "id", "o.x", "tags"}
	var parts []string
	for range o.n(3) {
		key := sortKey{pool[o.n(len(pool))], o.n(2) == 0}
		if slices.ContainsFunc(keys, func(k sortKey) bool { return k.path == key.path }) {
			continue
		}
		dir := "ASC"
		if key.desc {
			dir = "DESC"
		}
		o.did("order " + dir)
		keys = append(keys, key)
		parts = append(parts, fmt.Sprintf("{field: %q, direction: %s}", key.path, dir))
	}
	if len(keys) == 0 {
		return "", nil
	}
	if len(keys) > 1 {
		o.did("order by several fields")
	}
	return "orderBy: [" + strings.Join(parts, ", ") + "]", keys
}

// sorted returns the matching documents in an order.
func (o *oracle) sorted(w condition, keys []sortKey) []odoc {
	var out []odoc
	for _, d := range o.docs {
		if w.match(d) {
			out = append(out, d)
		}
	}
	slices.SortStableFunc(out, func(a, b odoc) int {
		for _, k := range keys {
			x, _ := a.get(k.path)
			y, _ := b.get(k.path)
			if c := value.Compare(x, y); c != 0 {
				if k.desc {
					return -c
				}
				return c
			}
		}
		return 0
	})
	return out
}

func ids(docs []odoc) []string {
	out := make([]string, len(docs))
	for i, d := range docs {
		out[i] = d.id
	}
	return out
}

// query runs one random query.
func (o *oracle) query() {
	w := o.where(2)
	switch n := o.n(20); {
	case n < 9:
		o.list2(w)
	case n < 12:
		o.page(w)
	case n < 15:
		o.aggregate(w)
	case n < 16:
		o.group(w)
	case n < 17:
		o.did("totalCount")
		var want int
		for _, d := range o.docs {
			if w.match(d) {
				want++
			}
		}
		o.expect(`{ c(where: `+w.text+`) { totalCount } }`, fmt.Sprintf(`{"c":{"totalCount":%d}}`, want))
	case n < 18:
		o.lookup(w)
	case n < 19:
		o.did("computed selection and alias")
		var parts []string
		for _, d := range o.sorted(w, nil) {
			parts = append(parts, fmt.Sprintf(`{"label":%s,"loud":%s}`, d.json("s"), value.StringValue(strings.ToUpper(d.f["s"].Str())).AppendJSON(nil)))
		}
		o.expect(`{ x: c(where: `+w.text+`) { label: s  loud: uppercase(s) } }`, `{"x":[`+strings.Join(parts, ",")+`]}`)
	default:
		o.did("limit as a variable, a fragment")
		limit := o.n(5)
		want := o.sorted(w, nil)
		want = want[:min(limit, len(want))]
		var parts []string
		for _, d := range want {
			parts = append(parts, fmt.Sprintf(`{"id":%q,"n":%s}`, d.id, d.json("n")))
		}
		text := `query ($l: Int) { c(where: ` + w.text + `, limit: $l) { ...f } } fragment f on c { id n }`
		if got, want := o.db.run(text, fmt.Sprintf(`{"l": %d}`, limit)), `{"c":[`+strings.Join(parts, ",")+`]}`; got != want {
			o.t.Fatalf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

func (o *oracle) expect(text, want string) {
	o.t.Helper()
	if got := o.db.run(text); got != want {
		o.t.Fatalf("%s\n got %s\nwant %s\nindexes %v", text, got, want, o.indexes)
	}
}

// list2 is a list with order, limit and offset, planned freely and through every
// index.
func (o *oracle) list2(w condition) {
	text, keys := o.order()
	args := []string{"where: " + w.text}
	if text != "" {
		args = append(args, text)
	}
	docs := o.sorted(w, keys)
	if o.n(3) == 0 {
		o.did("limit")
		limit := o.n(8)
		offset := 0
		if o.n(2) == 0 {
			o.did("offset")
			offset = o.n(8)
			args = append(args, fmt.Sprintf("offset: %d", offset))
		}
		args = append(args, fmt.Sprintf("limit: %d", limit))
		docs = docs[min(offset, len(docs)):]
		docs = docs[:min(limit, len(docs))]
	}
	var parts []string
	for _, id := range ids(docs) {
		parts = append(parts, fmt.Sprintf(`{"id":%q}`, id))
	}
	want := `{"c":[` + strings.Join(parts, ",") + `]}`
	call := `c(` + strings.Join(args, ", ") + `)`
	o.did("list")
	o.expect(`{ `+call+` { id } }`, want)
	for _, x := range o.db.Catalog().Collection("c").Indexes {
		if o.n(3) == 0 {
			o.did("list through a forced index")
			o.expect(fmt.Sprintf(`{ %s @useIndex(name: %q) { id } }`, call, x.Name), want)
		}
	}
}

// page walks pages of a result to its end, in one direction or the other.
func (o *oracle) page(w condition) {
	text, keys := o.order()
	want := ids(o.sorted(w, keys))
	if text != "" {
		text = ", " + text
	}
	size := 1 + o.n(20)
	forward := o.n(2) == 0
	var got []string
	cursor := ""
	for range len(want)/size + 2 {
		var paging string
		switch {
		case forward:
			o.did("page forwards")
			paging = fmt.Sprintf(", first: %d", size)
			if cursor != "" {
				paging += fmt.Sprintf(", after: %q", cursor)
			}
		default:
			o.did("page backwards")
			paging = fmt.Sprintf(", last: %d", size)
			if cursor != "" {
				paging += fmt.Sprintf(", before: %q", cursor)
			}
		}
		data := o.db.run(`{ c(where: ` + w.text + text + paging + `) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }`)
		var answer struct {
			C struct {
				Edges []struct {
					Cursor string
					Node   struct{ ID string }
				}
				PageInfo struct {
					HasNextPage, HasPreviousPage bool
					StartCursor, EndCursor       string
				}
				TotalCount int
			}
		}
		if err := json.Unmarshal([]byte(data), &answer); err != nil {
			o.t.Fatal(err)
		}
		var some []string
		for _, e := range answer.C.Edges {
			some = append(some, e.Node.ID)
		}
		info := answer.C.PageInfo
		if answer.C.TotalCount != len(want) {
			o.t.Fatalf("totalCount %d of %d", answer.C.TotalCount, len(want))
		}
		more := info.HasNextPage
		if forward {
			got, cursor = append(got, some...), info.EndCursor
		} else {
			got, cursor, more = append(some, got...), info.StartCursor, info.HasPreviousPage
		}
		if more != (len(got) < len(want)) {
			o.t.Fatalf("where %s%s: %d of %d rows, and more is %v", w.text, text, len(got), len(want), more)
		}
		if !more {
			break
		}
	}
	if !slices.Equal(got, want) {
		o.t.Fatalf("where %s%s, pages of %d, forwards %v\n got %v\nwant %v", w.text, text, size, forward, got, want)
	}
}

// aggregate compares count, sum, min, max and avg.
func (o *oracle) aggregate(w condition) {
	count, sum, with := 0, int64(0), int64(0)
	least, most := "null", "null"
	var lo, hi value.Value
	for _, d := range o.docs {
		if !w.match(d) {
			continue
		}
		count++
		if !d.null("n") {
			sum, with = sum+d.f["n"].Int(), with+1
		}
		s := d.f["s"]
		if least == "null" || value.Compare(s, lo) < 0 {
			lo, least = s, d.json("s")
		}
		if most == "null" || value.Compare(s, hi) > 0 {
			hi, most = s, d.json("s")
		}
	}
	avg := "null"
	if with > 0 {
		avg = string(value.FloatValue(float64(sum) / float64(with)).AppendJSON(nil))
	}
	for _, kind := range []string{"aggregate count", "aggregate sum", "aggregate avg", "aggregate min", "aggregate max"} {
		o.did(kind)
	}
	o.expect(`{ c(where: `+w.text+`, limit: 1) { aggregate { count sum(field: "n") avg(field: "n") min(field: "s") max(field: "s") } } }`,
		fmt.Sprintf(`{"c":{"aggregate":{"count":%d,"sum":%d,"avg":%s,"min":%s,"max":%s}}}`, count, sum, avg, least, most))
}

// group compares groups by one field.
func (o *oracle) group(w condition) {
	field := []string{"s", "n", "at"}[o.n(3)]
	o.did("groupBy " + field)
	counts := map[string]int{}
	var keys []value.Value
	for _, d := range o.docs {
		if !w.match(d) {
			continue
		}
		key, _ := d.get(field)
		text := string(key.AppendJSON(nil))
		if counts[text]++; counts[text] == 1 {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, value.Compare)
	var parts []string
	for _, k := range keys {
		text := string(k.AppendJSON(nil))
		parts = append(parts, fmt.Sprintf(`{"key":%s,"count":%d}`, text, counts[text]))
	}
	o.expect(fmt.Sprintf(`{ c(where: %s) { groupBy(field: %q) { key count } } }`, w.text, field), `{"c":{"groupBy":[`+strings.Join(parts, ",")+`]}}`)
}

// lookup joins the collection with itself.
func (o *oracle) lookup(w condition) {
	o.did("lookup")
	var parts []string
	docs := o.sorted(w, nil)
	docs = docs[:min(4, len(docs))]
	for _, d := range docs {
		var same []string
		if !d.null("n") {
			for _, e := range o.docs {
				if !e.null("n") && value.Equal(e.f["n"], d.f["n"]) {
					same = append(same, fmt.Sprintf(`{"id":%q}`, e.id))
				}
			}
		}
		parts = append(parts, fmt.Sprintf(`{"id":%q,"same":[%s]}`, d.id, strings.Join(same, ",")))
	}
	o.expect(`{ c(where: `+w.text+`, limit: 4) { id same: lookup(collection: "c", localField: "n", foreignField: "n") { id } } }`, `{"c":[`+strings.Join(parts, ",")+`]}`)
}
