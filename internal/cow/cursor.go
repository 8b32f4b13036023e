package cow

import "github.com/tidwall/btree"

// Cursor walks a tree by pulling, for merges. The tree must not change while
// the cursor lives.
type Cursor struct {
	t  *Tree
	it btree.MapIter[string, []byte]
}

// Cursor returns a cursor that stands nowhere; Seek or SeekBefore places it.
func (t *Tree) Cursor() Cursor { return Cursor{t: t, it: t.m.Iter()} }

// Seek moves to the first key >= key and reports whether there is one.
func (c *Cursor) Seek(key []byte) bool { return c.it.Seek(str(key)) }

// SeekBefore moves to the last key < key, the last of all if key is nil, and
// reports whether there is one.
func (c *Cursor) SeekBefore(key []byte) bool {
	if key == nil || !c.it.Seek(str(key)) {
		return c.it.Last()
	}
	return c.it.Prev()
}

// Next moves to the next key and reports whether there is one.
func (c *Cursor) Next() bool { return c.it.Next() }

// Prev moves to the previous key and reports whether there is one.
func (c *Cursor) Prev() bool { return c.it.Prev() }

// Key returns the key at which the cursor stands.
func (c *Cursor) Key() []byte { return raw(c.it.Key()) }

// Value returns the value at which the cursor stands.
func (c *Cursor) Value() []byte { return c.it.Value() }
