package engine

import (
	"context"
	"iter"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/feed"
)

// Subscription is a stream of events in commit order. One goroutine reads it;
// Close and Seq may be called from any.
type Subscription struct {
	db     *DB
	source source
	queue  *feed.Queue
	stop   func() bool // undoes the link to the context

	seq  atomic.Uint64 // every event up to here was handed out
	next uint64        // next record of the change log to read
	end  uint64        // last record to read there; the queue goes on after it

	ready  []Event // of the record that was read last
	passed uint64  // its sequence
	err    error   // how it ended

	mu     sync.Mutex
	closed bool // by Close or by the context
	cause  error
}

// source turns commits into events.
type source interface {
	events(ctx context.Context, s *Subscription, rec *feed.Record) error
}

// start opens the queue and, to resume, the change log.
func (s *Subscription) start(ctx context.Context, after *uint64) error {
	q, last, err := s.db.bus.Subscribe(s.db.opts.QueueRecords)
	if err != nil {
		return err
	}
	s.queue = q
	s.next, s.end = 1, 0
	s.seq.Store(last)
	if after != nil {
		if err := s.resume(ctx, *after, last); err != nil {
			q.Close()
			return err
		}
	}
	s.stop = context.AfterFunc(ctx, func() { s.close(context.Cause(ctx)) })
	return nil
}

// resume prepares to read the records between a position and the queue.
func (s *Subscription) resume(ctx context.Context, after, last uint64) error {
	snap, _, err := s.db.snapshot(ctx)
	if err != nil {
		return err
	}
	defer snap.Close()
	st, err := catalog.ReadHead(ctx, snap)
	if err != nil {
		return err
	}
	if after+1 < st.First {
		return dberr.New(dberr.ResumeExpired, "the change log begins after "+strconv.FormatUint(st.First-1, 10)+
			" and cannot resume after "+strconv.FormatUint(after, 10))
	}
	if after > last && after > st.Seq {
		return dberr.New(dberr.ResumeExpired, "the newest commit is "+strconv.FormatUint(st.Seq, 10)+
			"; there is nothing to resume after "+strconv.FormatUint(after, 10))
	}
	s.next, s.end = after+1, last
	s.seq.Store(after)
	return nil
}

// Seq is the position of the subscription: every event of the commits up to it
// was handed out.
func (s *Subscription) Seq() uint64 { return s.seq.Load() }

// emit makes an event ready.
func (s *Subscription) emit(seq uint64, root string, c *feed.Change, doc, old []byte) {
	s.ready = append(s.ready, Event{
		Seq: seq, Collection: c.Collection, Type: c.Type.String(), ID: c.ID,
		JSON: appendEvent(nil, seq, root, c, doc, old),
	})
}

// Next waits for the next event.
//
// Errors: LAGGED when the reader was too slow (Seq tells from where to resume),
// CLOSED after Close, CANCELED or TIMEOUT when a context ends, and what ended
// the stream: COLLECTION_NOT_FOUND for a dropped collection, errors of the store.
func (s *Subscription) Next(ctx context.Context) (Event, error) {
	for {
		if ev, ok, err := s.TryNext(); ok || err != nil {
			return ev, err
		}
		rec, err := s.queue.Next(ctx)
		if err != nil {
			if ctx.Err() != nil && !s.isClosed() {
				return Event{}, err // the stream itself goes on
			}
			return Event{}, s.fail(err)
		}
		if err := s.take(rec); err != nil {
			return Event{}, err
		}
	}
}

// TryNext returns the next event if there is one now. It waits for nothing but
// reads of the store.
//
// Errors: as Next.
func (s *Subscription) TryNext() (ev Event, ok bool, err error) {
	defer recovered(&err)
	for {
		if len(s.ready) > 0 {
			ev = s.ready[0]
			s.ready[0] = Event{}
			s.ready = s.ready[1:]
			if len(s.ready) == 0 {
				s.seq.Store(s.passed)
			}
			return ev, true, nil
		}
		if s.err != nil {
			return Event{}, false, s.err
		}
		if s.isClosed() {
			return Event{}, false, s.fail(nil)
		}
		rec, found, err := s.record()
		if err != nil {
			return Event{}, false, s.fail(err)
		}
		if !found {
			return Event{}, false, nil
		}
		if err := s.take(rec); err != nil {
			return Event{}, false, err
		}
	}
}

// record returns the next record that is there: from the change log first.
func (s *Subscription) record() (*feed.Record, bool, error) {
	if s.next > s.end {
		return s.queue.Try()
	}
	ctx := context.Background()
	snap, err := s.db.store.Snapshot(ctx)
	if err != nil {
		return nil, false, err
	}
	defer snap.Close()
	body, err := snap.Get(ctx, feed.Key(s.next))
	if dberr.CodeOf(err) == dberr.NotFound {
		return nil, false, dberr.New(dberr.ResumeExpired, "the change log no longer holds commit "+strconv.FormatUint(s.next, 10))
	}
	if err != nil {
		return nil, false, err
	}
	rec, err := feed.Decode(s.next, body)
	s.next++
	return rec, err == nil, err
}

// take turns a record into events.
func (s *Subscription) take(rec *feed.Record) error {
	if err := s.source.events(context.Background(), s, rec); err != nil {
		return s.fail(err)
	}
	s.passed = rec.Seq
	if len(s.ready) == 0 {
		s.seq.Store(rec.Seq)
	}
	return nil
}

// fail ends the subscription and returns why.
func (s *Subscription) fail(err error) error {
	if s.err != nil {
		return s.err
	}
	s.mu.Lock()
	if s.closed {
		err = dberr.New(dberr.Closed, "the subscription is closed")
		if s.cause != nil {
			err = edge("stream", s.cause)
		}
	}
	s.mu.Unlock()
	if dberr.CodeOf(err) == dberr.Lagged {
		err = dberr.New(dberr.Lagged, "the listener was too slow; the last event that it got is of commit "+strconv.FormatUint(s.seq.Load(), 10))
	}
	s.err = err
	s.queue.Close()
	return err
}

func (s *Subscription) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

// Events iterates over the events until the subscription ends. An error is the
// last pair; after Close there is none.
func (s *Subscription) Events() iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		for {
			ev, err := s.Next(context.Background())
			if err != nil {
				s.mu.Lock()
				asked := s.closed && s.cause == nil
				s.mu.Unlock()
				if !asked {
					yield(Event{}, err)
				}
				return
			}
			if !yield(ev, nil) {
				s.Close()
				return
			}
		}
	}
}

// Close ends the subscription. A waiting Next answers CLOSED. It is idempotent.
func (s *Subscription) Close() {
	if s.stop != nil {
		s.stop()
	}
	s.close(nil)
}

func (s *Subscription) close(cause error) {
	s.mu.Lock()
	if !s.closed {
		s.closed, s.cause = true, cause
	}
	s.mu.Unlock()
	s.queue.Close()
}
