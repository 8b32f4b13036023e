package plan

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/value"
)

// edgesPlan shows `edges { cursor node { … } }`.
type edgesPlan struct{ slots []edgeSlot }

type edgeSlot struct {
	prefix []byte
	key    string
	node   *exec.Projection
	cursor bool
	text   string
}

// edges compiles the edges of a page.
func (c *compiler) edges(f *ast.Field) (*edgesPlan, error) {
	if err := checkArgs(f.Args, "edges"); err != nil {
		return nil, err
	}
	if err := needsSelection(f, "edges { cursor node { id } }"); err != nil {
		return nil, err
	}
	fields, err := Fields(c.env, c.coll, f.Selections)
	if err != nil {
		return nil, err
	}
	e := new(edgesPlan)
	for _, sub := range fields {
		inner := c.below(f)
		if inner.deferred(sub) {
			continue
		}
		slot := edgeSlot{key: sub.Key()}
		if len(e.slots) > 0 {
			slot.prefix = append(slot.prefix, ',')
		}
		slot.prefix = append(value.AppendJSONString(slot.prefix, slot.key), ':')
		if err := inner.edge(&slot, sub); err != nil {
			return nil, err
		}
		e.slots = append(e.slots, slot)
	}
	return e, nil
}

func (c *compiler) edge(slot *edgeSlot, f *ast.Field) error {
	if err := checkArgs(f.Args, "\""+f.Name+"\""); err != nil {
		return err
	}
	switch f.Name {
	case "__typename":
		slot.text = typename(f, c.coll)
	case "cursor":
		slot.cursor = true
		if f.HasSet {
			return scalarSelection(f)
		}
	case "node":
		if !f.HasSet {
			slot.node = exec.Whole()
			return nil
		}
		inner := c.below(f)
		var err error
		slot.node, err = inner.projection(f.Selections)
		return err
	default:
		return unknownPart(f, "edges", "cursor", "node")
	}
	return nil
}

// unknownPart refuses a field that a set field does not have.
func unknownPart(f *ast.Field, of string, names ...string) error {
	name := f.Name
	if name == "" {
		name = f.Key()
	}
	return dberr.At(dberr.FieldNotFound, f.NamePos, "\""+of+"\" has no field \""+name+"\""+dberr.DidYouMean(name, names...))
}

func (e *edgesPlan) write(w *exec.Writer, r *root, p *page) error {
	w.Buf = append(w.Buf, '[')
	for i := range p.rows {
		if i > 0 {
			w.Buf = append(w.Buf, ',')
		}
		w.PushIndex(i)
		err := e.edge(w, r, &p.rows[i], i)
		w.Pop()
		if err != nil {
			return err
		}
	}
	w.Buf = append(w.Buf, ']')
	return nil
}

func (e *edgesPlan) edge(w *exec.Writer, r *root, row *exec.Row, i int) error {
	if err := w.Count(); err != nil {
		return err
	}
	w.Buf = append(w.Buf, '{')
	for j := range e.slots {
		s := &e.slots[j]
		w.Buf = append(w.Buf, s.prefix...)
		switch {
		case s.cursor:
			w.Buf = append(w.Buf, '"')
			w.Buf = r.order.AppendCursor(w.Buf, r.scope(), r.sortKey(row))
			w.Buf = append(w.Buf, '"')
		case s.node != nil:
			w.Push(s.key)
			if i == 0 {
				w.Begin(s.node)
			}
			err := s.node.Append(w, row)
			w.Pop()
			if err != nil {
				return err
			}
		default:
			w.Buf = value.AppendJSONString(w.Buf, s.text)
		}
	}
	w.Buf = append(w.Buf, '}')
	return nil
}

// sortKey is the place of a row in the order.
func (s *source) sortKey(row *exec.Row) []byte { return s.order.AppendKey(nil, row) }
