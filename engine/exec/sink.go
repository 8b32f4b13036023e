package exec

import "github.com/auroradb/aurora/engine/value"

// Sink takes all matching rows and writes one value from them: an aggregate, a
// list of groups, a count. A Sink is made for one answer by its plan node.
type Sink interface {
	Add(w *Writer, r *Row) error
	// AddCount stands for n rows at once where only their number matters.
	AddCount(n int)
	Append(w *Writer) error
}

// SinkMaker is a plan node that makes its Sink for each answer.
type SinkMaker interface {
	NewSink() Sink
	// CountOnly reports whether the sink needs no more than the number of rows.
	CountOnly() bool
	// Ordered reports whether the sink's answer follows the order of the rows.
	Ordered() bool
	// Reads adds what the sink asks for.
	Reads(*Reads)
}

// Reads is what sinks ask for of the rows.
type Reads struct {
	Fields    []Ref // whose values are looked at
	Sums      []Ref // of them, those that are added up
	Count     bool  // the number of rows
	Groups    bool  // every value, not only the smallest and the largest
	Documents bool  // more than these fields
}

// get returns a field's value unless it is null or absent.
func get(ref *Ref, doc value.Raw) (value.Raw, bool) {
	v, ok := ref.Get(doc)
	if !ok || v.Kind() == value.Null {
		return nil, false
	}
	return v, true
}

// TotalCount counts the rows.
type TotalCount struct{}

// NewSink implements SinkMaker.
func (*TotalCount) NewSink() Sink { return new(countSink) }

// CountOnly implements SinkMaker.
func (*TotalCount) CountOnly() bool { return true }

// Ordered implements SinkMaker.
func (*TotalCount) Ordered() bool { return false }

// Reads implements SinkMaker.
func (*TotalCount) Reads(r *Reads) { r.Count = true }

type countSink struct{ n int }

func (s *countSink) Add(*Writer, *Row) error { s.n++; return nil }
func (s *countSink) AddCount(n int)          { s.n += n }
func (s *countSink) Append(w *Writer) error {
	w.Buf = appendInt(w.Buf, s.n)
	return nil
}
