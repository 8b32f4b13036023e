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

	"github.com/auroradb/aurora/internal/cow"
	"github.com/auroradb/aurora/storage"
)

// Reader is a consistent view of ordered keys: a storage.Snapshot or a *Tx.
type Reader interface {
	// Get returns the value of a key; NOT_FOUND if it is absent.
	Get(ctx context.Context, key []byte) ([]byte, error)
	// Scan walks a range in key order. An error is the last pair.
	Scan(ctx context.Context, r storage.Range) iter.Seq2[storage.KV, error]
}

// Tx is a set of writes over a view. Reads see the writes.
type Tx struct {
	base   Reader
	writes *cow.Tree           // nil stands for a deletion
	shared map[string]struct{} // keys written by PutShared
	reads  *ReadSet            // nil: reads are not recorded

	first cow.Tree // room for writes
	other struct { // of First, here so that it needs no memory of its own
		than  []byte
		found bool
	}
}

// New returns an empty transaction over a view. With track its reads are
// recorded for [History.Conflict].
func New(base Reader, track bool) *Tx {
	t := &Tx{}
	t.Begin(base, track)
	return t
}

// Begin makes a transaction of the zero value, as New does.
func (t *Tx) Begin(base Reader, track bool) {
	t.base = base
	if t.writes = &t.first; track {
		t.reads = &ReadSet{}
	}
}

// Len returns the number of keys written.
func (t *Tx) Len() int { return t.writes.Len() }

// Reads returns what was read so far, nil if reads are not recorded.
func (t *Tx) Reads() *ReadSet { return t.reads }

// Put sets a key. The transaction keeps the slices.
func (t *Tx) Put(key, val []byte) {
	if val == nil {
		val = []byte{}
	}
	t.writes.Set(key, val)
}

// PutShared sets a key that the commit computes anew from the newest state, a
// counter: two transactions that write it do not conflict, unless one read it. Such a
// key is written in no other way, but for its deletion.
func (t *Tx) PutShared(key, val []byte) {
	t.Put(key, val)
	if t.reads == nil {
		return // nobody asks for conflicts
	}
	if t.shared == nil {
		t.shared = map[string]struct{}{}
	}
	t.shared[string(key)] = struct{}{}
}

// Delete removes a key; an absent one is no error. It keeps the slice.
func (t *Tx) Delete(key []byte) { t.writes.Set(key, nil) }

// Get returns the value of a key as the transaction sees it.
//
// Errors: NOT_FOUND if the key is absent, and those of the view. Cost: O(log n)
// of the writes, then one read of the view.
func (t *Tx) Get(ctx context.Context, key []byte) ([]byte, error) {
	if val, ok := t.writes.Get(key); ok {
		return written(val)
	}
	t.reads.point(key)
	return t.base.Get(ctx, key)
}

// Peek is Get without a trace in the read set: for counters, which every
// commit takes anew.
//
// Errors: as Get.
func (t *Tx) Peek(ctx context.Context, key []byte) ([]byte, error) {
	if val, ok := t.writes.Get(key); ok {
		return written(val)
	}
	return t.base.Get(ctx, key)
}

func written(val []byte) ([]byte, error) {
	if val == nil {
		return nil, storage.ErrNotFound
	}
	return val, nil
}

// Base returns the view without the writes. What is read from it is not
// recorded.
func (t *Tx) Base() Reader { return t.base }

// Written calls each with every key of a range that was written, deletions
// included.
func (t *Tx) Written(r storage.Range, each func(key []byte)) {
	t.writes.Ascend(r.Start, r.End, func(key, _ []byte) bool {
		each(key)
		return true
	})
}

// Scan walks a range as the transaction sees it. Nothing may be written to the
// transaction until the walk has ended. The part of the range that was walked
// is recorded.
//
// Errors: those of the view, as the last pair.
func (t *Tx) Scan(ctx context.Context, r storage.Range) iter.Seq2[storage.KV, error] {
	r.Transient = false // what was read last is remembered
	return func(yield func(storage.KV, error) bool) {
		m := merge{ctx: ctx, r: r, own: t.writes.Cursor(), yield: yield}
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
	if !r.Reverse && !t.wroteOther(r, except) {
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

// wroteOther reports whether a key of a range was written other than one.
func (t *Tx) wroteOther(r storage.Range, than []byte) bool {
	t.other.than, t.other.found = than, false
	t.writes.Ascend(r.Start, r.End, func(key, _ []byte) bool {
		t.other.found = !bytes.Equal(key, t.other.than)
		return !t.other.found
	})
	return t.other.found
}

// merge walks a view and the own writes side by side.
type merge struct {
	ctx   context.Context
	r     storage.Range
	own   cow.Cursor
	ok    bool // own stands on an entry of the range
	yield func(storage.KV, error) bool
	last  []byte // last key given
	ended bool   // the whole range was walked
}

// seek puts own on the first write of the range.
func (m *merge) seek() {
	if m.r.Reverse {
		m.ok = m.own.SeekBefore(m.r.End)
	} else {
		m.ok = m.own.Seek(m.r.Start)
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
	key := m.own.Key()
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
	key, val := m.own.Key(), m.own.Value()
	m.step()
	return val == nil || m.give(key, val)
}

func (m *merge) run(base Reader) {
	for kv, err := range base.Scan(m.ctx, m.r) {
		if err != nil {
			m.yield(storage.KV{}, err)
			return
		}
		covered := false
		for m.ok {
			c := bytes.Compare(m.own.Key(), kv.Key)
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
	writes *cow.Tree
}

// Savepoint marks the current state. Cost: O(1), and copies of the tree nodes
// that later writes touch.
func (t *Tx) Savepoint() Savepoint { return Savepoint{writes: t.writes.Clone()} }

// Rollback returns to a savepoint. What was read since stays recorded: an
// answer may have been built upon it.
func (t *Tx) Rollback(s Savepoint) { t.writes = s.writes.Clone() }

// Batch returns the writes as one storage batch, which takes over their bytes: the
// transaction must not be changed afterwards.
func (t *Tx) Batch(d storage.Durability) *storage.Batch {
	b := &storage.Batch{Durability: d, Ops: make([]storage.Op, 0, t.writes.Len()+4)}
	t.writes.Ascend(nil, nil, func(key, val []byte) bool {
		if val == nil {
			b.Delete(key)
		} else {
			b.Put(key, val)
		}
		return true
	})
	return b
}

// Keys returns the keys that were written, in order, for the [History].
func (t *Tx) Keys() [][]byte {
	keys := make([][]byte, 0, t.writes.Len())
	t.writes.Ascend(nil, nil, func(key, _ []byte) bool {
		keys = append(keys, key)
		return true
	})
	return keys
}
