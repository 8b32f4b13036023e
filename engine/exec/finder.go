package exec

import (
	"slices"

	"github.com/auroradb/aurora/engine/value"
)

// findMany is the number of fields from which on a document is looked through
// once for all of them.
const findMany = 3

// finder finds the fields of a document for a projection. Documents of a
// collection mostly have their members in the same order, so it looks first where
// the field was in the document before.
type finder struct {
	of      *Projection
	places  []int // by slot: the member that it was
	doc     value.Raw
	members []value.Member
	all     bool // the document has no others
}

// finder returns the finder for a document of a projection; close gives it back.
// One for each level of nesting is kept between the documents.
func (w *Writer) finder(p *Projection, doc value.Raw) *finder {
	if w.level == len(w.finders) {
		w.finders = append(w.finders, new(finder))
	}
	f := w.finders[w.level]
	w.level++
	f.doc, f.all = doc, false
	f.members = f.members[:0]
	if p.fields < findMany {
		return f
	}
	if f.of != p {
		f.of, f.places = p, slices.Grow(f.places[:0], len(p.slots))[:len(p.slots)]
		clear(f.places)
	}
	f.members, f.all = doc.Members(f.members)
	return f
}

func (w *Writer) closeFinder() { w.level-- }

// find returns the field of a slot.
func (f *finder) find(slot int, name string) (value.Raw, bool) {
	if len(f.members) == 0 {
		return f.doc.Field(name)
	}
	if at := f.places[slot]; at < len(f.members) {
		if v, ok := f.doc.Member(f.members[at], name); ok {
			return v, true
		}
	}
	for i := range f.members {
		if v, ok := f.doc.Member(f.members[i], name); ok {
			f.places[slot] = i
			return v, true
		}
	}
	if f.all {
		return nil, false
	}
	return f.doc.Field(name)
}
