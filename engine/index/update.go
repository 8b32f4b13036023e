package index

import (
	"bytes"
	"encoding/binary"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/value"
)

// Room is memory for the entries that one writer makes. The zero value is ready.
type Room struct {
	keys  []byte // the last piece; its end is free
	added []Entry
}

// entryRoom is enough for most keys; a piece for keys is as long as several, later
// as many.
const (
	entryRoom = 64
	leastKeys = 4 * entryRoom
	mostKeys  = 64 * entryRoom
)

// single is the function of that name with the key in the room.
func (m *Room) single(coll uint32, x *catalog.Index, doc value.Raw, row uint64) Entry {
	if cap(m.keys)-len(m.keys) < entryRoom {
		m.keys = make([]byte, 0, min(max(2*cap(m.keys), leastKeys), mostKeys))
	}
	at := len(m.keys)
	e := single(m.keys[at:], coll, x, doc, row)
	if n := len(e.Key); at+n <= cap(m.keys) { // else it has found memory of its own
		m.keys = m.keys[:at+n]
		e.Key = e.Key[:n:n]
	}
	return e
}

// Update moves the entries of a row from an old document to a new one; a nil
// document has no entries. It returns the entries that were added, which stay valid
// until the next call; their keys stay for good.
func (m *Room) Update(w Writer, coll uint32, x *catalog.Index, row uint64, old, doc value.Raw) []Entry {
	if old != nil && doc != nil && untouched(x, old, doc) {
		return nil
	}
	m.added = m.added[:0]
	if x.Multi {
		m.several(w, coll, x, row, old, doc)
		return m.added
	}
	var was, is Entry
	if old != nil {
		was = m.single(coll, x, old, row)
	}
	if doc != nil {
		is = m.single(coll, x, doc, row)
	}
	if old != nil && doc != nil && bytes.Equal(was.Key, is.Key) {
		return nil
	}
	if old != nil {
		w.Delete(was.Key)
	}
	if doc != nil {
		m.add(w, is)
	}
	return m.added
}

func (m *Room) add(w Writer, e Entry) {
	w.Put(e.Key, nil)
	m.added = append(m.added, e)
}

// several is Update for an index in which a document has any number of entries.
func (m *Room) several(w Writer, coll uint32, x *catalog.Index, row uint64, old, doc value.Raw) {
	var was, is []Entry
	if old != nil {
		was = Entries(coll, x, old, row)
	}
	if doc != nil {
		is = Entries(coll, x, doc, row)
	}
	i, j := 0, 0
	for i < len(was) || j < len(is) {
		c := 0
		switch {
		case i == len(was):
			c = 1
		case j == len(is):
			c = -1
		default:
			c = bytes.Compare(was[i].Key, is[j].Key)
		}
		switch {
		case c < 0:
			w.Delete(was[i].Key)
			i++
		case c > 0:
			m.add(w, is[j])
			j++
		default:
			i, j = i+1, j+1
		}
	}
}

// Draft is an entry of a document that has no row yet.
type Draft struct {
	Index *catalog.Index
	Entry
}

// Drafts returns the entries that a new document will have in the indexes of its
// collection, those that are being built too.
func Drafts(coll *catalog.Collection, doc value.Raw) []Draft {
	var m Room
	drafts := make([]Draft, 0, len(coll.Indexes)+len(coll.Building))
	for _, list := range [...][]*catalog.Index{coll.Indexes, coll.Building} {
		for _, x := range list {
			if !x.Multi {
				drafts = append(drafts, Draft{x, m.single(coll.ID, x, doc, 0)})
				continue
			}
			for _, e := range multi(coll.ID, x, doc, 0) {
				drafts = append(drafts, Draft{x, e})
			}
		}
	}
	return drafts
}

// In returns the entry of a row. The draft is used up: its key becomes that of the entry.
func (d *Draft) In(row uint64) Entry {
	binary.BigEndian.PutUint64(d.Key[d.Prefix:], row)
	return d.Entry
}
