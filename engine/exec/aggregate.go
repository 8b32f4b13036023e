package exec

import "github.com/auroradb/aurora/engine/value"

// Aggregate is `aggregate { n: count total: sum(field: "amount") }`.
type Aggregate struct {
	slots []aggSlot
	refs  []Ref // distinct fields that are gathered
}

type aggSlot struct {
	prefix []byte
	fn     Func
	ref    int    // of refs, -1 for count
	text   string // a constant instead: __typename
}

// Add appends a function over a field under a response key; ref is nil for
// count.
func (a *Aggregate) Add(key string, fn Func, ref *Ref) {
	s := aggSlot{prefix: slotPrefix(len(a.slots), key), fn: fn, ref: -1}
	if ref != nil {
		for i := range a.refs {
			if a.refs[i].Name == ref.Name {
				s.ref = i
			}
		}
		if s.ref < 0 {
			s.ref = len(a.refs)
			a.refs = append(a.refs, *ref)
		}
	}
	a.slots = append(a.slots, s)
}

// AddText appends a constant text under a response key.
func (a *Aggregate) AddText(key, text string) {
	a.slots = append(a.slots, aggSlot{prefix: slotPrefix(len(a.slots), key), ref: -1, text: text})
}

// NewSink implements SinkMaker.
func (a *Aggregate) NewSink() Sink {
	return &aggState{plan: a, accs: make([]accumulator, len(a.refs))}
}

// CountOnly implements SinkMaker.
func (a *Aggregate) CountOnly() bool { return len(a.refs) == 0 }

// Ordered implements SinkMaker.
func (a *Aggregate) Ordered() bool { return false }

// Reads implements SinkMaker.
func (a *Aggregate) Reads(r *Reads) {
	r.Fields = append(r.Fields, a.refs...)
	for i := range a.slots {
		s := &a.slots[i]
		switch {
		case s.ref < 0:
			r.Count = r.Count || s.text == ""
		case s.fn == Sum || s.fn == Avg:
			r.Sums = append(r.Sums, a.refs[s.ref])
		}
	}
}

type aggState struct {
	plan *Aggregate
	n    int
	accs []accumulator
}

func (s *aggState) Add(_ *Writer, r *Row) error {
	s.n++
	for i := range s.accs {
		if v, ok := get(&s.plan.refs[i], r.Doc); ok {
			s.accs[i].add(v)
		}
	}
	return nil
}

func (s *aggState) AddCount(n int) { s.n += n }

func (s *aggState) Append(w *Writer) error {
	w.Buf = append(w.Buf, '{')
	for i := range s.plan.slots {
		slot := &s.plan.slots[i]
		w.Buf = append(w.Buf, slot.prefix...)
		switch {
		case slot.text != "":
			w.Buf = value.AppendJSONString(w.Buf, slot.text)
		case slot.ref < 0:
			w.Buf = appendInt(w.Buf, s.n)
		default:
			w.Buf = s.accs[slot.ref].append(w.Buf, slot.fn)
		}
	}
	w.Buf = append(w.Buf, '}')
	return nil
}

// slotPrefix is `"key":`, with a comma in front unless it is the first.
func slotPrefix(i int, key string) []byte { return appendSlotPrefix(nil, i, key) }

func appendSlotPrefix(p []byte, i int, key string) []byte {
	if i > 0 {
		p = append(p, ',')
	}
	return append(value.AppendJSONString(p, key), ':')
}
