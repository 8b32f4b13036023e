package exec

import (
	"bytes"

	"github.com/auroradb/aurora/engine/sorting"
	"github.com/auroradb/aurora/engine/value"
)

// Downsample is `downsample(time: "t", value: "v", interval: "5m",
// aggregation: "avg") { time value count }`. Rows without a time or a value are
// left out.
type Downsample struct {
	Time, Value Ref
	Interval    Interval
	Func        Func

	slots []sampleSlot
}

type sampleSlot struct {
	prefix []byte
	kind   SampleField
	text   string
}

// SampleField is a field of a bucket.
type SampleField uint8

// The fields.
const (
	SampleTime SampleField = iota
	SampleValue
	SampleCount
	sampleText
)

// Add appends a field of the bucket under a response key.
func (d *Downsample) Add(key string, f SampleField) {
	d.slots = append(d.slots, sampleSlot{prefix: slotPrefix(len(d.slots), key), kind: f})
}

// AddText appends a constant text.
func (d *Downsample) AddText(key, text string) {
	d.slots = append(d.slots, sampleSlot{prefix: slotPrefix(len(d.slots), key), kind: sampleText, text: text})
}

// NewSink implements SinkMaker.
func (d *Downsample) NewSink() Sink {
	return &sampleState{plan: d, buckets: make(map[string]*bucket)}
}

// CountOnly implements SinkMaker.
func (d *Downsample) CountOnly() bool { return false }

// Ordered implements SinkMaker. First and last go by time, not by row order.
func (d *Downsample) Ordered() bool { return false }

// Reads implements SinkMaker.
func (d *Downsample) Reads(r *Reads) { r.Documents = true }

type sampleState struct {
	plan    *Downsample
	buckets map[string]*bucket
	key     []byte
}

type bucket struct {
	key         []byte
	acc         accumulator
	first, last moment
}

// moment is the row that is first or last in its bucket: by time, then by row.
type moment struct {
	key []byte
	val value.Raw
}

func (s *sampleState) AddCount(int) {}

func (s *sampleState) Add(_ *Writer, r *Row) error {
	t, ok := get(&s.plan.Time, r.Doc)
	if !ok {
		return nil
	}
	v, ok := get(&s.plan.Value, r.Doc)
	if !ok || ((s.plan.Func == Sum || s.plan.Func == Avg) && !isNumber(v)) {
		return nil
	}
	start, ok := s.plan.Interval.Floor(t)
	if !ok {
		return nil
	}
	s.key = value.AppendKey(s.key[:0], start)
	b := s.buckets[string(s.key)]
	if b == nil {
		b = &bucket{key: bytes.Clone(s.key)}
		s.buckets[string(b.key)] = b
	}
	b.acc.add(v)
	if s.plan.Func == First || s.plan.Func == Last {
		s.key = appendMoment(s.key[:0], t, r.Num)
		if b.first.key == nil || bytes.Compare(s.key, b.first.key) < 0 {
			b.first = moment{append(b.first.key[:0], s.key...), v}
		}
		if b.last.key == nil || bytes.Compare(s.key, b.last.key) > 0 {
			b.last = moment{append(b.last.key[:0], s.key...), v}
		}
	}
	return nil
}

func appendMoment(dst []byte, t value.Raw, row uint64) []byte {
	return value.AppendKey(t.AppendKey(dst), value.IntValue(int64(row)))
}

func isNumber(v value.Raw) bool {
	k := v.Kind()
	return k == value.Int || k == value.Float
}

func (s *sampleState) Append(w *Writer) error {
	buckets := make([]*bucket, 0, len(s.buckets))
	for _, b := range s.buckets {
		buckets = append(buckets, b)
	}
	sorting.Func(buckets, func(a, b *bucket) int { return bytes.Compare(a.key, b.key) })
	w.Buf = append(w.Buf, '[')
	for i, b := range buckets {
		if i > 0 {
			w.Buf = append(w.Buf, ',')
		}
		if err := w.Count(); err != nil {
			return err
		}
		if err := s.write(w, b); err != nil {
			return err
		}
	}
	w.Buf = append(w.Buf, ']')
	return nil
}

func (s *sampleState) write(w *Writer, b *bucket) error {
	w.Buf = append(w.Buf, '{')
	for i := range s.plan.slots {
		slot := &s.plan.slots[i]
		w.Buf = append(w.Buf, slot.prefix...)
		switch slot.kind {
		case SampleTime:
			at, _, err := value.DecodeKey(b.key)
			if err != nil {
				return err
			}
			w.Buf = at.AppendJSON(w.Buf)
		case SampleCount:
			w.Buf = appendInt(w.Buf, b.acc.n)
		case SampleValue:
			switch s.plan.Func {
			case First:
				w.Buf = b.first.val.AppendJSON(w.Buf)
			case Last:
				w.Buf = b.last.val.AppendJSON(w.Buf)
			default:
				w.Buf = b.acc.append(w.Buf, s.plan.Func)
			}
		case sampleText:
			w.Buf = value.AppendJSONString(w.Buf, slot.text)
		}
	}
	w.Buf = append(w.Buf, '}')
	return nil
}
