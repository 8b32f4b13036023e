// Package index computes the entries of ordered indexes and the changes that a
// write makes to them. The type to know is [Room]. It decides nothing
// about uniqueness: it tells which entries must be alone, and whoever owns the
// transaction looks.
package index

import (
	"bytes"
	"context"
	"encoding/binary"
	"iter"
	"slices"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/sorting"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// Entry is one entry of an index.
type Entry struct {
	Key    []byte // prefix, key values, row
	Prefix int    // length of the key without its row
	Null   bool   // a part is null or absent: such entries never clash
}

// Entries returns the entries that a document has in an index, in key order
// and without duplicates: one, or for a multi-value index one for each
// distinct element.
func Entries(coll uint32, x *catalog.Index, doc value.Raw, row uint64) []Entry {
	if x.Multi {
		return multi(coll, x, doc, row)
	}
	return []Entry{single(make([]byte, 0, entryRoom), coll, x, doc, row)}
}

// single returns the entry of an index that has one for each document. Its key is
// appended to dst.
func single(dst []byte, coll uint32, x *catalog.Index, doc value.Raw, row uint64) Entry {
	key := catalog.AppendIndexPrefix(dst, coll, x.ID)
	null := false
	for _, p := range x.Parts {
		r, ok := doc.Path(p.Path)
		if !ok {
			r = nil
		}
		null = null || isNull(r)
		key = appendPart(key, r, p.Desc)
	}
	return finish(key, row, null)
}

func multi(coll uint32, x *catalog.Index, doc value.Raw, row uint64) []Entry {
	p := x.Parts[0]
	prefix := catalog.IndexPrefix(coll, x.ID)
	add := func(out []Entry, r value.Raw) []Entry {
		return append(out, finish(appendPart(slices.Clip(prefix), r, p.Desc), row, isNull(r)))
	}
	var out []Entry
	r, ok := doc.Path(p.Path)
	switch {
	case ok && r.Kind() == value.Array:
		for e := range r.Items() {
			out = add(out, e)
		}
	case ok:
		out = add(out, r)
	}
	if len(out) == 0 {
		return add(out, nil)
	}
	sorting.Func(out, func(a, b Entry) int { return bytes.Compare(a.Key, b.Key) })
	return slices.CompactFunc(out, func(a, b Entry) bool { return bytes.Equal(a.Key, b.Key) })
}

// isNull tells null and absent (nil) parts, which count as the same.
func isNull(r value.Raw) bool { return r == nil || r.Kind() == value.Null }

func appendPart(dst []byte, r value.Raw, desc bool) []byte {
	if r != nil && !desc {
		return r.AppendKey(dst)
	}
	v := value.NullValue()
	if r != nil {
		// What is stored was checked when it was written; bytes that cannot be
		// decoded are found by the check of the database, not here.
		if d, err := r.Decode(); err == nil {
			v = d
		}
	}
	if desc {
		return value.AppendKeyDesc(dst, v)
	}
	return value.AppendKey(dst, v)
}

func finish(key []byte, row uint64, null bool) Entry {
	n := len(key)
	return Entry{Key: binary.BigEndian.AppendUint64(key, row), Prefix: n, Null: null}
}

// Writer takes the changes of entries.
type Writer interface {
	Put(key, val []byte)
	Delete(key []byte)
}

// untouched reports whether two documents have the same bytes in every part of
// an index, and so the same entries.
func untouched(x *catalog.Index, old, doc value.Raw) bool {
	for i := range x.Parts {
		was, _ := old.Path(x.Parts[i].Path)
		is, _ := doc.Path(x.Parts[i].Path)
		if !bytes.Equal(was, is) {
			return false
		}
	}
	return true
}

// Reader is a view in which entries are looked up.
type Reader interface {
	Scan(ctx context.Context, r storage.Range) iter.Seq2[storage.KV, error]
}

// Rows walks the rows whose entries begin with the given key values, which are
// those of the first parts of an index, in key order.
//
// Errors: those of the view, as the last pair.
func Rows(ctx context.Context, r Reader, coll uint32, x *catalog.Index, vals ...value.Value) iter.Seq2[uint64, error] {
	key := catalog.IndexPrefix(coll, x.ID)
	for i, v := range vals {
		key = x.Parts[i].AppendKey(key, v)
	}
	return func(yield func(uint64, error) bool) {
		rng := storage.Prefix(key)
		rng.Exact = len(vals) == len(x.Parts)
		for kv, err := range r.Scan(ctx, rng) {
			if err != nil {
				yield(0, err)
				return
			}
			if row, ok := catalog.IndexRow(kv.Key); ok && !yield(row, nil) {
				return
			}
		}
	}
}

// Below walks the rows whose value in the first part of an ascending index is
// of the kind of v and not above it, from the lowest.
//
// Errors: those of the view, as the last pair.
func Below(ctx context.Context, r Reader, coll uint32, x *catalog.Index, v value.Value) iter.Seq2[uint64, error] {
	prefix := catalog.IndexPrefix(coll, x.ID)
	lo, _ := value.KeyBounds(v.Kind())
	span := storage.Range{
		Start: append(slices.Clone(prefix), lo),
		End:   storage.PrefixEnd(value.AppendKey(slices.Clone(prefix), v)),
	}
	return func(yield func(uint64, error) bool) {
		for kv, err := range r.Scan(ctx, span) {
			if err != nil {
				yield(0, err)
				return
			}
			if row, ok := catalog.IndexRow(kv.Key); ok && !yield(row, nil) {
				return
			}
		}
	}
}

// Other returns the row of another document that has the same key values as
// the entry.
//
// Errors: those of the view. Cost: one seek.
func Other(ctx context.Context, r Reader, e Entry) (row uint64, found bool, err error) {
	own := e.Key[e.Prefix:]
	for kv, err := range r.Scan(ctx, storage.Entries(e.Key[:e.Prefix])) {
		if err != nil {
			return 0, false, err
		}
		if tail := kv.Key[e.Prefix:]; len(tail) == 8 && !bytes.Equal(tail, own) {
			return binary.BigEndian.Uint64(tail), true, nil
		}
	}
	return 0, false, nil
}
