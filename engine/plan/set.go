package plan

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/value"
)

// setPlan shows set fields: what is said of all rows, and one page of them.
type setPlan struct {
	slots []setSlot
	sinks []exec.SinkMaker
	paged bool // edges or pageInfo: the page is needed
	prev  bool // hasPreviousPage is asked for
	next  bool // hasNextPage is asked for
}

type setSlot struct {
	prefix []byte
	key    string
	sink   int // of sinks, -1 for the others
	edges  *edgesPlan
	info   *infoPlan
	text   string // __typename
}

func (s *setPlan) add(key string, slot setSlot) {
	if len(s.slots) > 0 {
		slot.prefix = append(slot.prefix, ',')
	}
	slot.prefix = append(value.AppendJSONString(slot.prefix, key), ':')
	slot.key = key
	s.slots = append(s.slots, slot)
}

func (s *setPlan) addSink(key string, m exec.SinkMaker) {
	s.add(key, setSlot{sink: len(s.sinks)})
	s.sinks = append(s.sinks, m)
}

// set compiles a selection of set fields.
func (c *compiler) set(fields []*ast.Field) (*setPlan, error) {
	s := new(setPlan)
	for _, f := range fields {
		if c.deferred(f) {
			continue
		}
		if err := c.setField(s, f); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (c *compiler) setField(s *setPlan, f *ast.Field) error {
	switch f.Name {
	case "__typename":
		s.add(f.Key(), setSlot{sink: -1, text: typename(f, c.coll)})
		return nil
	case "totalCount":
		if f.HasSet {
			return scalarSelection(f)
		}
		s.addSink(f.Key(), new(exec.TotalCount))
		return checkArgs(f.Args, "totalCount")
	case "aggregate":
		a, err := c.aggregate(f)
		if err != nil {
			return err
		}
		s.addSink(f.Key(), a)
		return nil
	case "groupBy":
		g, err := c.groupBy(f)
		if err != nil {
			return err
		}
		s.addSink(f.Key(), g)
		return nil
	case "downsample":
		d, err := c.downsample(f)
		if err != nil {
			return err
		}
		s.addSink(f.Key(), d)
		return nil
	case "edges":
		e, err := c.edges(f)
		if err != nil {
			return err
		}
		s.paged = true
		s.add(f.Key(), setSlot{sink: -1, edges: e})
		return nil
	}
	i, err := c.pageInfo(s, f)
	if err != nil {
		return err
	}
	s.paged = true
	s.add(f.Key(), setSlot{sink: -1, info: i})
	return nil
}

// runSet writes the object of set fields.
func (r *root) runSet(w *exec.Writer, base exec.Op) error {
	sinks, err := r.fill(w, base)
	if err != nil {
		return err
	}
	var page *page
	if r.set.paged {
		if page, err = r.readPage(w, base); err != nil {
			return err
		}
	}
	w.Buf = append(w.Buf, '{')
	for i := range r.set.slots {
		s := &r.set.slots[i]
		w.Buf = append(w.Buf, s.prefix...)
		w.Push(s.key)
		switch {
		case s.edges != nil:
			err = s.edges.write(w, r, page)
		case s.info != nil:
			s.info.write(w, r, page)
		case s.sink >= 0:
			err = sinks[s.sink].Append(w)
		default:
			w.Buf = value.AppendJSONString(w.Buf, s.text)
		}
		w.Pop()
		if err != nil {
			return err
		}
	}
	w.Buf = append(w.Buf, '}')
	return nil
}

// all asks for all rows, in the order only if a sink follows it; countOnly tells
// that no sink needs more than their number.
func (r *root) all(base exec.Op) (q query, countOnly bool) {
	countOnly = true
	ordered := false
	for _, m := range r.set.sinks {
		countOnly = countOnly && m.CountOnly()
		ordered = ordered || m.Ordered()
	}
	q = r.query()
	q.base = base
	if !ordered && q.ranking == nil {
		q.order = nil
	}
	return q, countOnly
}

// fill runs all rows through the sinks.
func (r *root) fill(w *exec.Writer, base exec.Op) ([]exec.Sink, error) {
	if len(r.set.sinks) == 0 {
		return nil, nil
	}
	sinks := make([]exec.Sink, len(r.set.sinks))
	for i, m := range r.set.sinks {
		sinks[i] = m.NewSink()
	}
	q, countOnly := r.all(base)
	if countOnly {
		n, err := q.count(w, r.key)
		if err != nil {
			return nil, err
		}
		for _, s := range sinks {
			s.AddCount(n)
		}
		return sinks, nil
	}
	op, err := r.rows(w, &q)
	if err != nil {
		return nil, err
	}
	var failed error
	err = op.Run(w.Ctx, w.Env, func(row *exec.Row) bool {
		for _, s := range sinks {
			if failed = s.Add(w, row); failed != nil {
				return false
			}
		}
		return true
	})
	if failed != nil {
		return nil, failed
	}
	return sinks, err
}

// rows are what the sinks are filled with.
func (r *root) rows(w *exec.Writer, q *query) (exec.Op, error) {
	if op := q.covered(w.Ctx, w.Env, r.set.sinks); op != nil {
		q.trace(w.Env, r.key, op)
		return op, q.err
	}
	return q.traced(w, r.key)
}

// needsSelection refuses a set field without braces.
func needsSelection(f *ast.Field, example string) error {
	if f.HasSet {
		return nil
	}
	return dberr.At(dberr.InvalidArgument, f.NamePos, "\""+f.Name+"\" needs a selection, "+example)
}
