package exec

import (
	"encoding/binary"
	"strings"

	"github.com/auroradb/aurora/engine/value"
)

// Ref names a field by its path.
type Ref struct {
	Name string // the path with dots
	Path []string
}

// Get returns the field's value in a document.
func (r *Ref) Get(doc value.Raw) (value.Raw, bool) { return doc.Path(r.Path) }

// NewRef returns the reference of a dotted name; `_sid` is the id.
func NewRef(name string) Ref {
	if name == "_sid" {
		name = "id"
	}
	return Ref{Name: name, Path: strings.Split(name, ".")}
}

// RefIn is NewRef with room for a path of one part.
func RefIn(name string, room *[1]string) Ref {
	if name == "_sid" || strings.Contains(name, ".") {
		return NewRef(name)
	}
	room[0] = name
	return Ref{Name: name, Path: room[:]}
}

// OrderKey is one key of an order.
type OrderKey struct {
	Ref
	Desc  bool
	Score bool // not a field but Row.Score
}

// Order is a sort order. Ties, and rows without any key, stand in insertion
// order.
type Order []OrderKey

// ByScore reports whether the order looks at scores only.
func (o Order) ByScore() bool {
	for i := range o {
		if !o[i].Score {
			return false
		}
	}
	return len(o) > 0
}

// AppendKey appends the sort key of a row: encoded values, inverted where the
// key is descending, then the row number. Sort keys compare as bytes.
func (o Order) AppendKey(dst []byte, r *Row) []byte {
	for i := range o {
		start := len(dst)
		if o[i].Score {
			dst = value.AppendKey(dst, value.FloatValue(r.Score))
		} else if v, ok := o[i].Get(r.Doc); ok {
			dst = v.AppendKey(dst)
		} else {
			dst = value.AppendKey(dst, value.NullValue())
		}
		if o[i].Desc {
			invert(dst[start:])
		}
	}
	return binary.BigEndian.AppendUint64(dst, r.Num)
}

// invert turns an ascending key encoding into the descending one.
func invert(key []byte) {
	for i := range key {
		key[i] = ^key[i]
	}
}

// Fingerprint tells orders of collections apart; cursors carry it.
func (o Order) Fingerprint(collection string) uint32 {
	h := fnv(2166136261, collection)
	for i := range o {
		mark := "\x00"
		if o[i].Desc {
			mark = "\x01"
		}
		h = fnv(fnv(h, mark), o[i].Name)
	}
	return h
}

// fnv goes on with an FNV-1a hash; hash/fnv is eight times as many bytes.
func fnv(h uint32, s string) uint32 {
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}
