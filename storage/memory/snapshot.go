package memory

import (
	"context"
	"iter"
	"sync/atomic"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/internal/cow"
	"github.com/auroradb/aurora/storage"
)

// pollEvery is the number of pairs between two looks at a context.
const pollEvery = 64

// snapshot is a tree that nobody changes until it is closed.
type snapshot struct {
	store  *Store
	tree   *cow.Tree
	closed atomic.Bool
}

func (s *snapshot) check(ctx context.Context) error {
	if s.closed.Load() {
		return dberr.New(dberr.Closed, "the snapshot is closed")
	}
	if s.store.isClosed() {
		return errClosed()
	}
	return storage.ContextError(ctx)
}

func (s *snapshot) Get(ctx context.Context, key []byte) ([]byte, error) {
	if err := s.check(ctx); err != nil {
		return nil, err
	}
	v, ok := s.tree.Get(key)
	if !ok {
		return nil, storage.ErrNotFound
	}
	return v, nil
}

func (s *snapshot) Scan(ctx context.Context, r storage.Range) iter.Seq2[storage.KV, error] {
	return func(yield func(storage.KV, error) bool) {
		if err := s.check(ctx); err != nil {
			yield(storage.KV{}, err)
			return
		}
		n := 0
		visit := func(key, value []byte) bool {
			if n++; n%pollEvery == 0 {
				if err := s.check(ctx); err != nil {
					yield(storage.KV{}, err)
					return false
				}
			}
			return yield(storage.KV{Key: key, Value: value}, nil)
		}
		if r.Reverse {
			s.tree.Descend(r.Start, r.End, visit)
		} else {
			s.tree.Ascend(r.Start, r.End, visit)
		}
	}
}

func (s *snapshot) Close() {
	if s.closed.CompareAndSwap(false, true) {
		s.store.leave(s.tree)
	}
}
