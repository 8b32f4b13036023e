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
	places  []uint8 // by slot: the member that it was
	doc     value.Raw
	members []value.Member
	all     bool // the document has no others
	moved   bool // a member was elsewhere

	few [16]value.Member // room for members
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
		f.of, f.places, f.moved = p, p.places(), false
	}
	if f.members == nil {
		f.members = f.few[:0]
	}
	f.members, f.all = doc.Members(f.members)
	return f
}

func (w *Writer) closeFinder() {
	w.level--
	if f := w.finders[w.level]; f.moved {
		places := f.places
		f.of.learnt.Store(&places)
		f.moved = false
	}
}

// places are where the fields were in the last document that had them elsewhere. They
// are kept between requests, and never changed.
func (p *Projection) places() []uint8 {
	if known := p.learnt.Load(); known != nil {
		return *known
	}
	return make([]uint8, len(p.slots))
}

// find returns the field of a slot.
func (f *finder) find(slot int, name *value.Name) (value.Raw, bool) {
	if len(f.members) == 0 {
		return f.doc.Field(name.Text)
	}
	if at := int(f.places[slot]); at < len(f.members) {
		if v, ok := f.doc.Member(&f.members[at], name); ok {
			return v, true
		}
	}
	for i := range f.members {
		if v, ok := f.doc.Member(&f.members[i], name); ok {
			if !f.moved {
				f.places, f.moved = slices.Clone(f.places), true
			}
			f.places[slot] = uint8(i)
			return v, true
		}
	}
	if f.all {
		return nil, false
	}
	return f.doc.Field(name.Text)
}
