package lsm

import (
	"context"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
)

// commit is a batch on its way, and its acknowledgement. Without a batch it is a
// barrier.
type commit struct {
	batch    *storage.Batch
	mode     storage.Durability
	seq      uint64
	foreseen bool          // it is in last already
	grown    int64         // by which it has made last larger then
	done     chan struct{} // nil: Apply has written it itself
	err      error         // valid once done is closed
}

// Wait implements storage.Ack. Errors: QUOTA_EXCEEDED and READ_ONLY (not
// applied), UNAVAILABLE (outcome unknown), CANCELED and TIMEOUT of the wait
// alone: the commit goes on.
func (c *commit) Wait(ctx context.Context) error {
	if c.done == nil {
		return c.err
	}
	select {
	case <-c.done:
		return c.err
	default:
	}
	select {
	case <-c.done:
		return c.err
	case <-ctx.Done():
		err := storage.ContextError(ctx)
		if e, ok := err.(*dberr.Error); ok {
			e.Outcome = dberr.OutcomeUnknown
		}
		return err
	}
}

// Done implements storage.Ack.
func (c *commit) Done() bool {
	if c.done == nil {
		return true
	}
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

// acked is the acknowledgement of a commit of mode none.
type acked struct{}

func (acked) Wait(context.Context) error { return nil }
func (acked) Done() bool                 { return true }

// Apply implements storage.Store. It costs O(n log m) for n operations on a
// memtable of m keys. Errors, after which nothing was applied: INVALID_ARGUMENT
// and LIMIT_EXCEEDED (storage.Batch.Check), READ_ONLY, CLOSED, CANCELED,
// TIMEOUT.
func (s *Store) Apply(ctx context.Context, b *storage.Batch) (storage.Ack, error) {
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	if err := b.Check(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	if err := s.refuse(b); err != nil {
		s.mu.Unlock()
		return nil, err
	}
	s.lastSeq++
	s.commits++
	c := &commit{batch: b, mode: b.Durability, seq: s.lastSeq}
	pending := s.inline != nil || s.inflight > 0 || len(s.queue) > 0
	switch {
	case c.mode == storage.None && !pending && s.log.lazyBytes < maxLazyBytes:
		s.applyLazy(c)
		s.mu.Unlock()
		return acked{}, nil
	case c.mode == storage.Relaxed && !pending && !s.writing && s.info.Synchronous && !s.stalled():
		return s.applyInline(c)
	}
	s.settleInline()
	c.done = make(chan struct{})
	s.foresee(c)
	s.queue = append(s.queue, c)
	s.kick()
	s.mu.Unlock()
	return c, nil
}

// refuse tells why a batch cannot be taken. The caller holds mu.
func (s *Store) refuse(b *storage.Batch) error {
	switch {
	case s.closing:
		return errClosed()
	case s.broken != nil:
		return s.broken
	case s.flush.err != nil && s.acknowledgedBytes() >= mostUnflushed*s.opt.MemtableBytes:
		s.flush.want = true // there may be room again
		s.kick()
		return dberr.Wrap(dberr.CodeOf(s.flush.err), "too much waits to become pages", s.flush.err)
	case b.Durability > storage.None:
		return dberr.New(dberr.InvalidArgument, "unknown durability")
	}
	return nil
}

// mostUnflushed is how many memtables of commits are taken while they cannot become pages.
const mostUnflushed = 8

// applyLazy applies and publishes a commit of mode none; its frame is written
// later. Nothing is on its way. The caller holds mu.
func (s *Store) applyLazy(c *commit) {
	s.own()
	applyOps(s.last, c.batch.Ops)
	s.pub.seq = c.seq
	s.lazy = append(s.lazy, c)
	s.log.lazyBytes += frameSize(c)
	if s.log.lazyBytes >= s.opt.SyncBytes || s.full() {
		s.log.lazyDue = true
		s.kick()
	} else {
		s.schedule()
	}
}

// applyInline writes a commit in the caller's goroutine: the medium does not
// park and nothing is on its way. The caller holds mu, which is released.
func (s *Store) applyInline(c *commit) (storage.Ack, error) {
	s.writing, s.inline = true, c
	g := s.group()
	s.mu.Unlock()
	s.append(g)
	s.writing = false
	s.kick()
	s.mu.Unlock()
	return c, nil
}

// settleInline applies the commit that Apply is writing to last, because
// somebody builds upon it before its outcome is known. The caller holds mu.
func (s *Store) settleInline() {
	if c := s.inline; c != nil && !c.foreseen {
		s.foresee(c)
	}
}

// frameSize is about what a commit takes in the log.
func frameSize(c *commit) int64 {
	if c.batch == nil {
		return 0
	}
	return int64(c.batch.Bytes() + 8*c.batch.Len() + frameHeader)
}

// maxLazyBytes bounds what mode none may pile up in memory; beyond it a commit
// is acknowledged when the medium has it.
const maxLazyBytes = 8 << 20
