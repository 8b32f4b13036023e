// Package txn lays a transaction's writes over a snapshot and decides whether
// they may be committed. The types to know are [Tx], the write set with its
// recorded reads, and [History], the keys of the recent commits. It knows keys
// and bytes only: documents, constraints and the catalog are built upon it.
//
// A Tx is not safe for concurrent use. A History is guarded by whoever orders
// the commits.
package txn

import (
	"bytes"
	"context"
	"iter"

	"github.com/tidwall/btree"

	"github.com/auroradb/aurora/storage"
)

// Reader is a consistent view of ordered keys: a storage.Snapshot or a *Tx.
type Reader interface {
	// Get returns the value of a key; NOT_FOUND if it is absent.
	Get(ctx context.Context, key []byte) ([]byte, error)
	// Scan walks a range in key order. An error is the last pair.
	Scan(ctx context.Context, r storage.Range) iter.Seq2[storage.KV, error]
}

// entry is a write: a value, or a deletion.
type entry struct {
	key, val []byte
	del      bool
	shared   bool // written anew by the commit: no conflict between writers
}

func less(a, b entry) bool { return bytes.Compare(a.key, b.key) < 0 }

// Tx is a set of writes over a view. Reads see the writes.
type Tx struct {
	base   Reader
	writes *btree.BTreeG[entry]
	reads  *ReadSet // nil: reads are not recorded
}

// New returns an empty transaction over a view. With track its reads are
// recorded for [History.Conflict].
func New(base Reader, track bool) *Tx {
	t := &Tx{base: base, writes: newTree()}
	if track {
		t.reads = &ReadSet{}
	}
	return t
}

func newTree() *btree.BTreeG[entry] {
	return btree.NewBTreeGOptions(less, btree.Options{NoLocks: true})
}

// Len returns the number of keys written.
func (t *Tx) Len() int { return t.writes.Len() }

// Reads returns what was read so far, nil if reads are not recorded.
func (t *Tx) Reads() *ReadSet { return t.reads }

// Put sets a key. The transaction keeps the slices.
func (t *Tx) Put(key, val []byte) { t.writes.Set(entry{key: key, val: val}) }

// PutShared sets a key that the commit computes anew from the newest state, a
// counter: two transactions that write it do not conflict, unless one read it.
func (t *Tx) PutShared(key, val []byte) {
	t.writes.Set(entry{key: key, val: val, shared: true})
}

// Delete removes a key; an absent one is no error. It keeps the slice.
func (t *Tx) Delete(key []byte) { t.writes.Set(entry{key: key, del: true}) }

// Get returns the value of a key as the transaction sees it.
//
// Errors: NOT_FOUND if the key is absent, and those of the view. Cost: O(log n)
// of the writes, then one read of the view.
func (t *Tx) Get(ctx context.Context, key []byte) ([]byte, error) {
	if e, ok := t.writes.Get(entry{key: key}); ok {
		if e.del {
			return nil, storage.ErrNotFound
		}
		return e.val, nil
	}
	t.reads.point(key)
	return t.base.Get(ctx, key)
}

// Peek is Get without a trace in the read set: for counters, which every
// commit takes anew.
//
// Errors: as Get.
func (t *Tx) Peek(ctx context.Context, key []byte) ([]byte, error) {
	if e, ok := t.writes.Get(entry{key: key}); ok {
		if e.del {
			return nil, storage.ErrNotFound
		}
		return e.val, nil
	}
	return t.base.Get(ctx, key)
}

// Base returns the view without the writes. What is read from it is not
// recorded.
func (t *Tx) Base() Reader { return t.base }

// Written calls each with every key of a range that was written, deletions
// included.
func (t *Tx) Written(r storage.Range, each func(key []byte)) {
	t.writes.Ascend(entry{key: r.Start}, func(e entry) bool {
		if r.End != nil && bytes.Compare(e.key, r.End) >= 0 {
			return false
		}
		each(e.key)
		return true
	})
}

// Scan walks a range as the transaction sees it. Nothing may be written to the
// transaction until the walk has ended. The part of the range that was walked
// is recorded.
//
// Errors: those of the view, as the last pair.
func (t *Tx) Scan(ctx context.Context, r storage.Range) iter.Seq2[storage.KV, error] {
	return func(yield func(storage.KV, error) bool) {
		m := merge{ctx: ctx, r: r, own: t.writes.Iter(), yield: yield}
		defer m.own.Release()
		m.seek()
		m.run(t.base)
		t.reads.walked(r, m.last, m.ended)
	}
}

// First returns the first pair of a range as the transaction sees it, other than
// that of the key except (nil for none); found is false if there is none. What
// was looked at is recorded.
//
// Errors: those of the view. Cost: one seek, and a walk if the transaction wrote
// other keys of the range.
func (t *Tx) First(ctx context.Context, r storage.Range, except []byte) (kv storage.KV, found bool, err error) {
	wrote := r.Reverse
	t.Written(r, func(key []byte) { wrote = wrote || !bytes.Equal(key, except) })
	if !wrote {
		kv, found, err = storage.First(ctx, t.base, r)
		if err != nil || !found || !bytes.Equal(kv.Key, except) {
			if err == nil {
				t.reads.walked(r, kv.Key, !found)
			}
			return kv, found, err
		}
	}
	for kv, err := range t.Scan(ctx, r) {
		if err != nil || !bytes.Equal(kv.Key, except) {
			return kv, err == nil, err
		}
	}
	return storage.KV{}, false, nil
}

// merge walks a view and the own writes side by side.
type merge struct {
	ctx   context.Context
	r     storage.Range
	own   btree.IterG[entry]
	ok    bool // own stands on an entry of the range
	yield func(storage.KV, error) bool
	last  []byte // last key given
	ended bool   // the whole range was walked
}

// seek puts own on the first write of the range.
func (m *merge) seek() {
	switch {
	case !m.r.Reverse && m.r.Start != nil:
		m.ok = m.own.Seek(entry{key: m.r.Start})
	case !m.r.Reverse:
		m.ok = m.own.First()
	case m.r.End != nil:
		// Seek finds the first key >= End; the one before it is the last inside.
		if m.own.Seek(entry{key: m.r.End}) {
			m.ok = m.own.Prev()
		} else {
			m.ok = m.own.Last()
		}
	default:
		m.ok = m.own.Last()
	}
	m.bound()
}

// step moves own to its next write inside the range.
func (m *merge) step() {
	if m.r.Reverse {
		m.ok = m.own.Prev()
	} else {
		m.ok = m.own.Next()
	}
	m.bound()
}

func (m *merge) bound() {
	if !m.ok {
		return
	}
	key := m.own.Item().key
	if m.r.Reverse {
		m.ok = m.r.Start == nil || bytes.Compare(key, m.r.Start) >= 0
	} else {
		m.ok = m.r.End == nil || bytes.Compare(key, m.r.End) < 0
	}
}

// give yields a pair and reports whether the walk goes on.
func (m *merge) give(key, val []byte) bool {
	m.last = key
	return m.yield(storage.KV{Key: key, Value: val}, nil)
}

// giveOwn yields the current write unless it is a deletion.
func (m *merge) giveOwn() bool {
	e := m.own.Item()
	m.step()
	if e.del {
		return true
	}
	return m.give(e.key, e.val)
}

func (m *merge) run(base Reader) {
	for kv, err := range base.Scan(m.ctx, m.r) {
		if err != nil {
			m.yield(storage.KV{}, err)
			return
		}
		covered := false
		for m.ok {
			c := bytes.Compare(m.own.Item().key, kv.Key)
			if m.r.Reverse {
				c = -c
			}
			if c > 0 {
				break
			}
			covered = covered || c == 0
			if !m.giveOwn() {
				return
			}
		}
		if !covered && !m.give(kv.Key, kv.Value) {
			return
		}
	}
	for m.ok {
		if !m.giveOwn() {
			return
		}
	}
	m.ended = true
}

// Savepoint is a state that a transaction can return to.
type Savepoint struct {
	writes *btree.BTreeG[entry]
}

// Savepoint marks the current state. Cost: O(1), and copies of the tree nodes
// that later writes touch.
func (t *Tx) Savepoint() Savepoint { return Savepoint{writes: t.writes.Copy()} }

// Rollback returns to a savepoint. What was read since stays recorded: an
// answer may have been built upon it.
func (t *Tx) Rollback(s Savepoint) { t.writes = s.writes.Copy() }

// Batch returns the writes as one storage batch, and their keys in order for
// the [History]. The transaction must not be used afterwards: the batch takes
// over its bytes.
func (t *Tx) Batch(d storage.Durability) (*storage.Batch, [][]byte) {
	b := &storage.Batch{Durability: d, Ops: make([]storage.Op, 0, t.writes.Len()+4)}
	keys := make([][]byte, 0, t.writes.Len())
	t.writes.Scan(func(e entry) bool {
		if e.del {
			b.Delete(e.key)
		} else {
			b.Put(e.key, e.val)
		}
		keys = append(keys, e.key)
		return true
	})
	return b, keys
}
