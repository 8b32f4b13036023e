package feed

import (
	"context"
	"sync"

	"github.com/auroradb/aurora/engine/dberr"
)

// Bus hands committed records to listeners. It is safe for concurrent use. Its
// locks are held for moments only and never across a wait.
type Bus struct {
	mu     sync.Mutex
	queues map[*Queue]struct{}
	last   uint64 // sequence of the newest record delivered
	closed bool
}

// NewBus returns a bus whose newest delivered record is the given one.
func NewBus(last uint64) *Bus { return &Bus{queues: map[*Queue]struct{}{}, last: last} }

// Publish hands a record to every queue. Records must come in order.
func (b *Bus) Publish(r *Record) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.last = r.Seq
	for q := range b.queues {
		q.push(r)
	}
}

// Last returns the sequence of the newest record delivered.
func (b *Bus) Last() uint64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.last
}

// Len returns the number of open queues.
func (b *Bus) Len() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.queues)
}

// Subscribe opens a queue for at most size records. It sees every record that
// is published later; last is the newest one that it will not see.
//
// Errors: CLOSED.
func (b *Bus) Subscribe(size int) (q *Queue, last uint64, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return nil, 0, dberr.New(dberr.Closed, "the database is closed")
	}
	q = &Queue{bus: b, size: max(size, 1), ready: make(chan struct{}, 1)}
	b.queues[q] = struct{}{}
	return q, b.last, nil
}

// Close ends every queue with CLOSED after what it still holds.
func (b *Bus) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	for q := range b.queues {
		q.end(dberr.New(dberr.Closed, "the database is closed"))
		delete(b.queues, q)
	}
}

func (b *Bus) remove(q *Queue) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.queues, q)
}

// Queue is a listener's end: records in order, a bound, and an end. One
// goroutine reads it.
type Queue struct {
	bus   *Bus
	size  int
	ready chan struct{} // holds one token while there may be something to read

	mu      sync.Mutex
	records []*Record
	err     error // what is answered after the records
	notify  func()
}

// Notify sets a function that is called, briefly and from any goroutine, when
// something can be read. It replaces waiting in Next.
func (q *Queue) Notify(f func()) {
	q.mu.Lock()
	q.notify = f
	pending := len(q.records) > 0 || q.err != nil
	q.mu.Unlock()
	if pending {
		f()
	}
}

// push adds a record; a full queue ends instead, and what it holds can still be read.
func (q *Queue) push(r *Record) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err != nil {
		return
	}
	if len(q.records) >= q.size {
		q.err = dberr.New(dberr.Lagged, "the listener was too slow for its queue")
	} else {
		q.records = append(q.records, r)
	}
	q.wake()
}

func (q *Queue) end(err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err == nil {
		q.err = err
	}
	q.wake()
}

func (q *Queue) wake() {
	select {
	case q.ready <- struct{}{}:
	default:
	}
	if q.notify != nil {
		q.notify()
	}
}

// Try returns the next record if there is one now.
//
// Errors: after the last record LAGGED if the queue overflowed, CLOSED after
// the end of the bus or of the queue.
func (q *Queue) Try() (r *Record, ok bool, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.records) > 0 {
		r = q.records[0]
		q.records[0] = nil
		q.records = q.records[1:]
		return r, true, nil
	}
	q.records = nil
	return nil, false, q.err
}

// Next waits for the next record.
//
// Errors: as Try, and CANCELED or TIMEOUT when the context ends.
func (q *Queue) Next(ctx context.Context) (*Record, error) {
	for {
		r, ok, err := q.Try()
		if ok || err != nil {
			return r, err
		}
		select {
		case <-q.ready:
		case <-ctx.Done():
			return nil, contextError(ctx)
		}
	}
}

func contextError(ctx context.Context) error {
	code := dberr.Canceled
	if context.Cause(ctx) == context.DeadlineExceeded {
		code = dberr.Timeout
	}
	return dberr.Wrap(code, "waiting for changes", context.Cause(ctx))
}

// Close ends the queue; later reads answer CLOSED. It is idempotent.
func (q *Queue) Close() {
	q.bus.remove(q)
	q.mu.Lock()
	q.records = nil
	q.mu.Unlock()
	q.end(dberr.New(dberr.Closed, "the subscription is closed"))
}
