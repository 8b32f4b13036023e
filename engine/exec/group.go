package exec

import (
	"bytes"
	"slices"

	"github.com/auroradb/aurora/engine/sorting"
	"github.com/auroradb/aurora/engine/value"
)

// Group is `groupBy(field: "region") { key count aggregate { … } nodes { … } }`.
type Group struct {
	Refs     []Ref
	List     bool       // the key is a list: groupBy(fields:)
	Interval []Interval // for each of Refs, 0 for none

	slots []groupSlot
	aggs  []*Aggregate
	nodes bool
}

type groupSlot struct {
	prefix []byte
	key    string
	kind   groupKind
	agg    int         // of aggs
	proj   *Projection // nodes
	text   string
}

type groupKind uint8

const (
	groupKey groupKind = iota
	groupCount
	groupAggregate
	groupNodes
	groupText
)

func (g *Group) add(key string, s groupSlot) {
	s.prefix, s.key = slotPrefix(len(g.slots), key), key
	g.slots = append(g.slots, s)
}

// AddKey appends the group's key under a response key.
func (g *Group) AddKey(key string) { g.add(key, groupSlot{kind: groupKey}) }

// AddCount appends the number of rows.
func (g *Group) AddCount(key string) { g.add(key, groupSlot{kind: groupCount}) }

// AddText appends a constant text.
func (g *Group) AddText(key, text string) { g.add(key, groupSlot{kind: groupText, text: text}) }

// AddAggregate appends aggregates over the rows.
func (g *Group) AddAggregate(key string, a *Aggregate) {
	g.add(key, groupSlot{kind: groupAggregate, agg: len(g.aggs)})
	g.aggs = append(g.aggs, a)
}

// AddNodes appends the rows themselves.
func (g *Group) AddNodes(key string, p *Projection) {
	g.add(key, groupSlot{kind: groupNodes, proj: p})
	g.nodes = true
}

// NewSink implements SinkMaker.
func (g *Group) NewSink() Sink { return &groupState{plan: g, groups: make(map[string]*group)} }

// CountOnly implements SinkMaker.
func (g *Group) CountOnly() bool { return false }

// Ordered implements SinkMaker.
func (g *Group) Ordered() bool { return g.nodes }

// Reads implements SinkMaker.
func (g *Group) Reads(r *Reads) {
	r.Fields = append(r.Fields, g.Refs...)
	r.Groups, r.Documents = true, r.Documents || g.nodes
	for _, a := range g.aggs {
		a.Reads(r)
	}
}

type groupState struct {
	plan   *Group
	groups map[string]*group
	key    []byte
	vals   []value.Raw
}

type group struct {
	key  []byte      // order of the group
	vals []value.Raw // values of the first row
	n    int
	aggs []*aggState
	rows []Row
}

func (s *groupState) AddCount(int) {}

func (s *groupState) Add(w *Writer, r *Row) error {
	s.key, s.vals = s.key[:0], s.vals[:0]
	for i := range s.plan.Refs {
		v, ok := get(&s.plan.Refs[i], r.Doc)
		if iv := s.plan.Interval[i]; ok && iv > 0 {
			var at value.Value
			if at, ok = iv.Floor(v); ok {
				v = nil
				s.key = value.AppendKey(s.key, at)
			}
		} else if ok {
			s.key = v.AppendKey(s.key)
		}
		if !ok {
			v = nil
			s.key = value.AppendKey(s.key, value.NullValue())
		}
		s.vals = append(s.vals, v)
	}
	g := s.groups[string(s.key)]
	if g == nil {
		g = s.open()
	}
	g.n++
	for _, a := range g.aggs {
		if err := a.Add(w, r); err != nil {
			return err
		}
	}
	if s.plan.nodes {
		g.rows = append(g.rows, *r)
	}
	return nil
}

// open begins the group of the current key.
func (s *groupState) open() *group {
	g := &group{key: bytes.Clone(s.key), vals: slices.Clone(s.vals)}
	for _, a := range s.plan.aggs {
		g.aggs = append(g.aggs, a.NewSink().(*aggState))
	}
	s.groups[string(g.key)] = g
	return g
}

func (s *groupState) Append(w *Writer) error {
	groups := make([]*group, 0, len(s.groups))
	for _, g := range s.groups {
		groups = append(groups, g)
	}
	sorting.Func(groups, func(a, b *group) int { return bytes.Compare(a.key, b.key) })
	w.Buf = append(w.Buf, '[')
	for i, g := range groups {
		if i > 0 {
			w.Buf = append(w.Buf, ',')
		}
		if err := w.Count(); err != nil {
			return err
		}
		w.PushIndex(i)
		err := s.write(w, g)
		w.Pop()
		if err != nil {
			return err
		}
	}
	w.Buf = append(w.Buf, ']')
	return nil
}

func (s *groupState) write(w *Writer, g *group) error {
	w.Buf = append(w.Buf, '{')
	for i := range s.plan.slots {
		slot := &s.plan.slots[i]
		w.Buf = append(w.Buf, slot.prefix...)
		w.Push(slot.key)
		var err error
		switch slot.kind {
		case groupKey:
			err = s.writeKey(w, g)
		case groupCount:
			w.Buf = appendInt(w.Buf, g.n)
		case groupAggregate:
			err = g.aggs[slot.agg].Append(w)
		case groupNodes:
			err = w.Rows(g.rows, slot.proj)
		case groupText:
			w.Buf = value.AppendJSONString(w.Buf, slot.text)
		}
		w.Pop()
		if err != nil {
			return err
		}
	}
	w.Buf = append(w.Buf, '}')
	return nil
}

// writeKey writes the key as its first row spells it, the start of a bucket
// where there is an interval.
func (s *groupState) writeKey(w *Writer, g *group) error {
	if s.plan.List {
		w.Buf = append(w.Buf, '[')
	}
	rest := g.key
	for i := range g.vals {
		if i > 0 {
			w.Buf = append(w.Buf, ',')
		}
		v, tail, err := value.DecodeKey(rest)
		if err != nil {
			return err
		}
		rest = tail
		if g.vals[i] != nil {
			w.Buf = g.vals[i].AppendJSON(w.Buf)
		} else {
			w.Buf = v.AppendJSON(w.Buf)
		}
	}
	if s.plan.List {
		w.Buf = append(w.Buf, ']')
	}
	return nil
}
