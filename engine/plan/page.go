package plan

import (
	"bytes"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/value"
)

// page is one page of rows, in order.
type page struct {
	rows     []exec.Row
	previous bool
	next     bool
}

// infoPlan shows `pageInfo { hasNextPage hasPreviousPage startCursor endCursor }`.
type infoPlan struct{ slots []infoSlot }

type infoSlot struct {
	text   string // of __typename
	prefix []byte
	name   string
}

// pageInfo compiles the description of a page.
func (c *compiler) pageInfo(s *setPlan, f *ast.Field) (*infoPlan, error) {
	if err := checkArgs(f.Args, "pageInfo"); err != nil {
		return nil, err
	}
	if err := needsSelection(f, "pageInfo { hasNextPage endCursor }"); err != nil {
		return nil, err
	}
	fields, err := Fields(c.env, c.coll, f.Selections)
	if err != nil {
		return nil, err
	}
	p := new(infoPlan)
	inner := c.below(f)
	for _, sub := range fields {
		if inner.deferred(sub) {
			continue
		}
		switch sub.Name {
		case "__typename", "startCursor", "endCursor":
		case "hasNextPage":
			s.next = true
		case "hasPreviousPage":
			s.prev = true
		default:
			return nil, unknownPart(sub, "pageInfo", "hasNextPage", "hasPreviousPage", "startCursor", "endCursor")
		}
		if sub.HasSet {
			return nil, scalarSelection(sub)
		}
		if err := checkArgs(sub.Args, "\""+sub.Name+"\""); err != nil {
			return nil, err
		}
		slot := infoSlot{name: sub.Name, text: typename(sub, c.coll)}
		if len(p.slots) > 0 {
			slot.prefix = append(slot.prefix, ',')
		}
		slot.prefix = append(value.AppendJSONString(slot.prefix, sub.Key()), ':')
		p.slots = append(p.slots, slot)
	}
	return p, nil
}

func (p *infoPlan) write(w *exec.Writer, r *root, pg *page) {
	w.Buf = append(w.Buf, '{')
	for i := range p.slots {
		s := &p.slots[i]
		w.Buf = append(w.Buf, s.prefix...)
		switch s.name {
		case "hasNextPage":
			w.Buf = value.BoolValue(pg.next).AppendJSON(w.Buf)
		case "hasPreviousPage":
			w.Buf = value.BoolValue(pg.previous).AppendJSON(w.Buf)
		case "startCursor":
			r.cursorAt(w, pg, 0)
		case "endCursor":
			r.cursorAt(w, pg, len(pg.rows)-1)
		default:
			w.Buf = value.AppendJSONString(w.Buf, s.text)
		}
	}
	w.Buf = append(w.Buf, '}')
}

// cursorAt writes the cursor of a row of the page, null if it is empty.
func (r *root) cursorAt(w *exec.Writer, pg *page, i int) {
	if len(pg.rows) == 0 {
		w.Buf = append(w.Buf, "null"...)
		return
	}
	w.Buf = append(w.Buf, '"')
	w.Buf = r.order.AppendCursor(w.Buf, r.scope(), r.sortKey(&pg.rows[i]))
	w.Buf = append(w.Buf, '"')
}

// readPage reads the rows of the page and one more, to know whether there is a
// further page.
func (r *root) readPage(w *exec.Writer, base exec.Op) (*page, error) {
	var q query
	r.page(&q, base)
	size := q.want
	if size >= 0 {
		q.want++
	}
	op, err := q.traced(w, r.key)
	if err != nil {
		return nil, err
	}
	rows, err := collect(w, op)
	if err != nil {
		return nil, err
	}
	more := size >= 0 && len(rows) > size
	if more {
		rows = rows[:size]
	}
	if q.backward {
		reverse(rows)
	}
	p := &page{rows: rows}
	p.next, p.previous = more && !q.backward, more && q.backward
	return p, r.flags(w, base, p)
}

// flags finds out whether there are rows beyond the ends of the page that the
// reading of the page could not see.
func (r *root) flags(w *exec.Writer, base exec.Op, p *page) (err error) {
	if r.set.next && !p.next {
		var after []byte
		switch {
		case len(p.rows) > 0 && r.before != nil:
			after = r.sortKey(&p.rows[len(p.rows)-1])
		case len(p.rows) == 0 && r.before != nil:
			after = neighbour(r.before, false)
		}
		if after != nil {
			if p.next, err = r.exists(w, base, after, false); err != nil {
				return err
			}
		}
	}
	if r.set.prev && !p.previous {
		var before []byte
		switch {
		case len(p.rows) > 0 && (r.after != nil || r.offset > 0):
			before = r.sortKey(&p.rows[0])
		case len(p.rows) == 0 && r.after != nil:
			before = neighbour(r.after, true)
		case len(p.rows) == 0 && r.offset > 0:
			before = bytes.Repeat([]byte{0xff}, 16)
		}
		if before != nil {
			p.previous, err = r.exists(w, base, before, true)
		}
	}
	return err
}

// exists reports whether a row lies beyond a sort key.
func (r *root) exists(w *exec.Writer, base exec.Op, key []byte, backward bool) (found bool, err error) {
	q := r.query()
	q.base, q.want, q.backward = base, 1, backward
	if backward {
		q.before = key
	} else {
		q.after = key
	}
	op, err := q.plan(w.Ctx, w.Env)
	if err != nil {
		return false, err
	}
	err = op.Run(w.Ctx, w.Env, func(*exec.Row) bool {
		found = true
		return false
	})
	return found, err
}

// neighbour is the sort key next to another one of the same length, so that a
// bound may include what it excluded.
func neighbour(key []byte, up bool) []byte {
	k := bytes.Clone(key)
	for i := len(k) - 1; i >= 0; i-- {
		if up {
			k[i]++
			if k[i] != 0 {
				break
			}
		} else {
			k[i]--
			if k[i] != 0xff {
				break
			}
		}
	}
	return k
}
