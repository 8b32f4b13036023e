package lsm

import (
	"context"

	"github.com/auroradb/aurora/storage"
)

// Compact writes the memtable to pages and merges all runs into one. It returns
// when that is done; commits and reads go on meanwhile. Errors: CLOSED,
// READ_ONLY, QUOTA_EXCEEDED, CORRUPT, CANCELED, TIMEOUT.
func (s *Store) Compact(ctx context.Context) error {
	if err := s.Flush(ctx); err != nil {
		return err
	}
	if err := s.flushMemtable(ctx); err != nil {
		return err
	}
	if err := s.settleMerge(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	s.merge.all = true
	s.startMerge()
	s.mu.Unlock()
	return s.settleMerge(ctx)
}

// flushMemtable writes the memtable to pages and returns when the log is cut.
func (s *Store) flushMemtable(ctx context.Context) error {
	s.mu.Lock()
	s.flush.want = true
	s.flush.err = nil
	s.kick()
	s.mu.Unlock()
	return s.await(ctx, func() (bool, error) {
		return !s.flush.want && !s.flush.running || s.idleFlush(), s.flush.err
	})
}

// idleFlush tells that there is nothing to flush, and forgets the wish. The
// caller holds mu.
func (s *Store) idleFlush() bool {
	if s.flush.running || s.shouldRotate() {
		return false
	}
	s.flush.want = false
	return true
}

// settleMerge waits until no merge runs.
func (s *Store) settleMerge(ctx context.Context) error {
	return s.await(ctx, func() (bool, error) { return !s.merge.running, s.merge.err })
}

// await waits for a state of the background work.
func (s *Store) await(ctx context.Context, done func() (bool, error)) error {
	for {
		s.mu.Lock()
		ok, err := done()
		switch {
		case ok || err != nil:
		case s.broken != nil:
			err = s.broken
		case s.closing:
			err = errClosed()
		}
		changed := s.changed
		s.mu.Unlock()
		if ok || err != nil {
			return err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return storage.ContextError(ctx)
		}
	}
}
