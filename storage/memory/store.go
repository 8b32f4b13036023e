// Package memory keeps a database in memory and nowhere else. The type to know
// is [Store]. It is the oracle that the other stores are compared with, and the
// store of tests and throw-away databases. A closed store has lost everything.
package memory

import (
	"context"
	"sync"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/internal/cow"
	"github.com/auroradb/aurora/storage"
)

// Store is a storage.Store in memory. Every durability means "applied": an
// acknowledgement is there at once. It is safe for concurrent use.
type Store struct {
	mu      sync.Mutex // held for map operations only, never while waiting
	tree    *cow.Tree
	readers int // open snapshots of tree; it is changed in place only while there are none
	closed  bool
	commits int64
}

// New returns an empty store.
func New() *Store { return &Store{tree: new(cow.Tree)} }

// Snapshot implements storage.Store in O(1). Errors: CLOSED, CANCELED, TIMEOUT.
func (s *Store) Snapshot(ctx context.Context) (storage.Snapshot, error) {
	if err := storage.ContextError(ctx); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, errClosed()
	}
	s.readers++
	return &snapshot{store: s, tree: s.tree}, nil
}

// Apply implements storage.Store in O(n log m) for n operations on m keys.
// Errors: INVALID_ARGUMENT and LIMIT_EXCEEDED (storage.Batch.Check), CLOSED,
// CANCELED, TIMEOUT; nothing was applied then.
func (s *Store) Apply(ctx context.Context, b *storage.Batch) (storage.Ack, error) {
	if err := storage.ContextError(ctx); err != nil {
		return nil, err
	}
	if err := b.Check(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, errClosed()
	}
	if s.readers > 0 {
		s.tree, s.readers = s.tree.Clone(), 0
	}
	for i := range b.Ops {
		if op := &b.Ops[i]; op.Kind == storage.OpPut {
			s.tree.Set(op.Key, op.Value)
		} else {
			s.tree.Delete(op.Key)
		}
	}
	s.commits++
	return acked{}, nil
}

// Close implements storage.Store. The contents are gone.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed, s.tree = true, new(cow.Tree)
	return nil
}

// Stats implements storage.Statser.
func (s *Store) Stats() storage.Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	seq := uint64(s.commits)
	return storage.Stats{
		Kind: "memory", Keys: int64(s.tree.Len()), MemBytes: s.tree.Bytes(),
		Commits: s.commits, LastSeq: seq, DurableSeq: seq,
	}
}

// leave ends a snapshot.
func (s *Store) leave(tree *cow.Tree) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tree == tree {
		s.readers--
	}
}

func (s *Store) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

// acked is the acknowledgement of a batch that is as durable as it gets.
type acked struct{}

func (acked) Wait(context.Context) error { return nil }
func (acked) Done() bool                 { return true }

func errClosed() error { return dberr.New(dberr.Closed, "the store is closed") }
