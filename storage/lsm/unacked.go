package lsm

import "github.com/auroradb/aurora/storage"

// unacked is what the newest memtable held before the commits that are on their
// way: the acknowledged state is that memtable without them. It is seldom asked
// for while many write, and then had by taking them back; so writers need not copy
// the tree for somebody who may never come.
type unacked struct {
	before []held // of each operation, the oldest first
	head   int    // how many of them are acknowledged meanwhile
	bytes  int64  // by which the others have made the memtable larger
}

// held is what a key held.
type held struct {
	key, value []byte
	had        bool
}

// maxUndo is how many operations may have to be taken back for somebody who asks:
// less than a millisecond.
const maxUndo = 1 << 10

func (u *unacked) empty() bool { return u.len() == 0 }

func (u *unacked) len() int { return len(u.before) - u.head }

// acknowledge forgets the operations of the oldest commit.
func (u *unacked) acknowledge(c *commit) {
	n := c.batch.Len()
	clear(u.before[u.head : u.head+n])
	u.head, u.bytes = u.head+n, u.bytes-c.grown
	switch {
	case u.empty():
		u.before, u.head = u.before[:0], 0
	case u.head > len(u.before)/2 && u.head > 1<<10: // it may never be empty
		kept := copy(u.before, u.before[u.head:])
		clear(u.before[kept:])
		u.before, u.head = u.before[:kept], 0
	}
}

// undo takes the operations back.
func (u *unacked) undo(t *memtable) {
	for i := len(u.before) - 1; i >= u.head; i-- {
		if b := &u.before[i]; b.had {
			t.Tree.Set(b.key, b.value)
		} else {
			t.Delete(b.key)
		}
	}
}

// acknowledged returns the memtable of the acknowledged state. Nobody may change it
// while it has readers. The caller holds mu.
func (s *Store) acknowledged() *memtable {
	if s.unacked.empty() {
		return s.last
	}
	if s.past == nil {
		s.past = s.last.clone()
		s.unacked.undo(s.past)
	}
	return s.past
}

// acknowledgedBytes is the size of the acknowledged memtable, more or less. The
// caller holds mu.
func (s *Store) acknowledgedBytes() int64 { return s.last.Bytes() - s.unacked.bytes }

// own makes last a tree that may be changed. The caller holds mu.
func (s *Store) own() {
	if s.last.readers > 0 || s.last == s.frozen {
		s.last = s.last.clone()
	}
}

// foresee applies a commit to last before its outcome is known. The caller holds
// mu.
func (s *Store) foresee(c *commit) {
	if s.unacked.empty() {
		s.past = nil
	}
	many := s.unacked.len()+c.batch.Len() > maxUndo
	switch {
	case s.past != nil:
		s.own()
	case !s.unacked.empty():
		if many {
			s.acknowledged()
		}
		s.own()
	case many, s.watched, s.last.readers > 0, s.last == s.frozen:
		s.past = s.last
		s.last = s.last.clone()
	}
	size := s.last.Bytes()
	for i := range c.batch.Ops {
		op := &c.batch.Ops[i]
		old, had := applyOp(s.last, op)
		s.unacked.before = append(s.unacked.before, held{key: op.Key, value: old, had: had})
	}
	c.foreseen, c.grown = true, s.last.Bytes()-size
	s.unacked.bytes += c.grown
}

// applyOps changes a tree; a deletion leaves a tombstone, a nil value.
func applyOps(t *memtable, ops []storage.Op) {
	for i := range ops {
		applyOp(t, &ops[i])
	}
}

func applyOp(t *memtable, op *storage.Op) (old []byte, had bool) {
	switch {
	case op.Kind == storage.OpDelete:
		return t.Set(op.Key, nil)
	case op.Value == nil:
		return t.Set(op.Key, []byte{})
	}
	return t.Set(op.Key, op.Value)
}
