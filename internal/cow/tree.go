// Package cow is the ordered map in memory that the stores are built upon: a
// copy-on-write B-tree from byte keys to byte values. The types to know are
// [Tree] and [Cursor]. A clone costs one small allocation and shares every node
// with its origin until one of the two changes it. It does not lock: a tree
// that nobody changes any more may be read by any number of goroutines, a tree
// that is changed belongs to one.
package cow

import (
	"unsafe"

	"github.com/tidwall/btree"
)

// entryOverhead is what an entry costs in memory beside its key and value:
// the pair in its node (40 bytes), the half-empty share of nodes, allocation
// headers.
const entryOverhead = 64

// Tree is an ordered map. The zero value is an empty tree. It keeps the slices
// it is given and hands out the same bytes; nobody may change them.
type Tree struct {
	m     btree.Map[string, []byte]
	bytes int64
}

// Clone returns an independent copy. It must not run beside a change or
// another clone of the same tree; readers are not disturbed.
func (t *Tree) Clone() *Tree {
	return &Tree{m: *t.m.IsoCopy(), bytes: t.bytes}
}

// Set stores a value under a key and returns the one that was there.
func (t *Tree) Set(key, value []byte) (old []byte, had bool) {
	if old, had = t.m.Set(str(key), value); had {
		t.bytes += int64(len(value) - len(old))
	} else {
		t.bytes += int64(len(key)+len(value)) + entryOverhead
	}
	return old, had
}

// Delete removes a key; an absent one is no error.
func (t *Tree) Delete(key []byte) {
	if old, had := t.m.Delete(str(key)); had {
		t.bytes -= int64(len(key)+len(old)) + entryOverhead
	}
}

// Get returns the value of a key and whether there is one.
func (t *Tree) Get(key []byte) ([]byte, bool) { return t.m.Get(str(key)) }

// Len returns the number of keys.
func (t *Tree) Len() int { return t.m.Len() }

// Bytes estimates the memory that the tree holds.
func (t *Tree) Bytes() int64 { return t.bytes }

// Ascend calls fn for every entry with start <= key < end in order until fn
// returns false. A nil end is after the last key.
func (t *Tree) Ascend(start, end []byte, fn func(key, value []byte) bool) {
	stop := str(end)
	t.m.Ascend(str(start), func(k string, v []byte) bool {
		if end != nil && k >= stop {
			return false
		}
		return fn(raw(k), v)
	})
}

// Descend calls fn for every entry with start <= key < end from the last to the
// first until fn returns false. A nil end is after the last key.
func (t *Tree) Descend(start, end []byte, fn func(key, value []byte) bool) {
	low, stop := str(start), str(end)
	visit := func(k string, v []byte) bool {
		if end != nil && k >= stop {
			return true
		}
		if k < low {
			return false
		}
		return fn(raw(k), v)
	}
	if end == nil {
		t.m.Reverse(visit)
		return
	}
	t.m.Descend(stop, visit)
}

// str and raw turn bytes into a string and back without a copy. Both sides are
// immutable by the contract of the store.
func str(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

func raw(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }
