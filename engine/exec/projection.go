package exec

import (
	"strconv"
	"sync/atomic"

	"github.com/auroradb/aurora/engine/value"
)

// Item writes one value of a projected row.
type Item interface {
	Append(w *Writer, r *Row) error
}

// Projection writes a row as a JSON object. It is built once and immutable
// while it is used.
type Projection struct {
	slots   []slot
	fields  int  // slots that are fields
	whole   bool // every stored field
	windows []*Window
	text    []byte // room for prefixes

	learnt atomic.Pointer[[]uint8] // where finders found the fields
}

type slot struct {
	prefix []byte // `"key":`, with a comma in front from the second on
	key    string
	item   Item
	name   value.Name // of a FieldItem
}

// Whole returns the projection of a field without a selection: every stored
// field, the id first.
func Whole() *Projection { return &Projection{whole: true} }

// NewProjection returns a projection with room for so many items.
func NewProjection(n int) *Projection {
	return &Projection{slots: make([]slot, 0, n), text: make([]byte, 0, 12*n)}
}

// Add appends an item under a response key.
func (p *Projection) Add(key string, item Item) {
	from := len(p.text)
	p.text = appendSlotPrefix(p.text, len(p.slots), key)
	s := slot{prefix: p.text[from:len(p.text):len(p.text)], key: key, item: item}
	switch item := item.(type) {
	case *Window:
		p.windows = append(p.windows, item)
	case *FieldItem:
		p.fields++
		s.name = value.NameOf(item.Name)
	}
	p.slots = append(p.slots, s)
}

// Len returns the number of items.
func (p *Projection) Len() int { return len(p.slots) }

// Append writes one row. Errors: those of the items; none for fields.
func (p *Projection) Append(w *Writer, r *Row) error {
	if p.whole {
		w.Buf = r.Doc.AppendJSON(w.Buf)
		return nil
	}
	doc := w.finder(p, r.Doc)
	defer w.closeFinder()
	dst := append(w.Buf, '{')
	for i := range p.slots {
		s := &p.slots[i]
		dst = append(dst, s.prefix...)
		if _, ok := s.item.(*FieldItem); ok { // the common item, without the path
			if v, ok := doc.find(i, &s.name); ok {
				dst = v.AppendJSON(dst)
			} else {
				dst = append(dst, "null"...)
			}
			continue
		}
		w.Buf = dst
		w.Push(s.key)
		err := s.item.Append(w, r)
		w.Pop()
		if dst = w.Buf; err != nil {
			return err
		}
	}
	w.Buf = append(dst, '}')
	return nil
}

// FieldItem writes a stored field, null if the document lacks it.
type FieldItem struct{ Name string }

// Append implements Item.
func (f *FieldItem) Append(w *Writer, r *Row) error {
	if v, ok := r.Doc.Field(f.Name); ok {
		w.Buf = v.AppendJSON(w.Buf)
	} else {
		w.null()
	}
	return nil
}

// TextItem writes a constant text: __typename.
type TextItem struct{ Text string }

// Append implements Item.
func (t *TextItem) Append(w *Writer, _ *Row) error {
	w.Buf = value.AppendJSONString(w.Buf, t.Text)
	return nil
}

// NestedItem writes an object, or a list of objects, with a selection of its
// fields. Anything else is null.
type NestedItem struct {
	Name string
	Proj *Projection
}

// Append implements Item.
func (n *NestedItem) Append(w *Writer, r *Row) error {
	v, ok := r.Doc.Field(n.Name)
	if !ok {
		w.null()
		return nil
	}
	return n.value(w, r, v)
}

func (n *NestedItem) value(w *Writer, r *Row, v value.Raw) error {
	switch v.Kind() {
	case value.Object:
		inner := Row{Num: r.Num, Doc: v}
		return n.Proj.Append(w, &inner)
	case value.Array:
		w.Buf = append(w.Buf, '[')
		i := 0
		for x := range v.Items() {
			if i > 0 {
				w.Buf = append(w.Buf, ',')
			}
			w.PushIndex(i)
			err := n.value(w, r, x)
			w.Pop()
			if err != nil {
				return err
			}
			i++
		}
		w.Buf = append(w.Buf, ']')
	default:
		w.null()
	}
	return nil
}

func itoa(n int) string { return strconv.Itoa(n) }
