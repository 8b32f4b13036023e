//go:build js

package main

import (
	"context"
	"errors"
	"strconv"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
)

// maxBatch bounds the bytes of one emitted batch: it is about full then. A commit
// is not divided, so that its position stands for all of it.
const maxBatch = 256 << 10

// stream is an open subscription. It emits one batch for each grant.
type stream struct {
	id     uint32
	sub    *engine.Subscription
	open   func() error // finishes what could not be done at once
	ctx    context.Context
	stop   func()
	grants chan struct{}
}

// subscribe opens a stream. Parts: "stream" or "listen", text or collection,
// JSON of the variables, operation name, position to go on after.
func (b *bridge) subscribe(id uint32, p parts) uint32 {
	if b.opened == nil {
		return b.refuse(errNotOpen())
	}
	open, err := b.subscription(p)
	if err != nil {
		return b.refuse(err)
	}
	ctx, stop := context.WithCancelCause(context.Background())
	s := &stream{id: id, ctx: ctx, stop: func() { stop(errCanceled) }, grants: make(chan struct{}, 1)}
	seq := b.opened.db.Stats().Seq
	s.sub, err = open(storage.NoWait(ctx))
	switch {
	case err == nil:
		seq = s.sub.Seq()
		s.open = func() error { return nil }
	case errors.Is(err, storage.ErrWouldWait): // a page comes first; nothing was handed out meanwhile
		if len(p[4]) > 0 {
			seq, _ = strconv.ParseUint(string(p[4]), 10, 64)
		}
		s.open = func() (err error) {
			s.sub, err = open(ctx)
			return err
		}
	default:
		stop(nil)
		return b.refuse(err)
	}
	b.streams[id] = s
	go b.run(s)
	head := b.out.answer(kindPending, nil, true)
	b.out.setSeq(seq)
	return head
}

// subscription returns what opens the stream of a request.
func (b *bridge) subscription(p parts) (open func(context.Context) (*engine.Subscription, error), err error) {
	var after *uint64
	if len(p[4]) > 0 {
		n, err := strconv.ParseUint(string(p[4]), 10, 64)
		if err != nil {
			return nil, dberr.New(dberr.InvalidArgument, "the position to go on after is no number")
		}
		after = &n
	}
	db := b.opened.db
	if string(p[0]) == "listen" {
		collection := string(p[1])
		return func(ctx context.Context) (*engine.Subscription, error) {
			return db.Listen(ctx, collection, &engine.ListenOptions{After: after})
		}, nil
	}
	req, err := request(p[1], p[2], p[3])
	if err != nil {
		return nil, err
	}
	req.After = after
	return func(ctx context.Context) (*engine.Subscription, error) { return db.Stream(ctx, req) }, nil
}

// grant allows one more batch. It never waits.
func (s *stream) grant() {
	select {
	case s.grants <- struct{}{}:
	default:
	}
}

// run delivers batches until the stream ends.
func (b *bridge) run(s *stream) {
	defer b.rescueStream(s)
	err := s.open()
	opened := err == nil
	if opened {
		err = s.deliver()
		s.sub.Close()
	}
	delete(b.streams, s.id)
	switch {
	case s.ctx.Err() != nil: // nobody listens any more
	case errors.Is(err, dberr.Closed):
		emit(s.id, kindRefusal, nil, 0)
	case opened:
		emit(s.id, kindRefusal, withSeq(errorJSON(err), s.sub.Seq()), 0)
	default:
		emit(s.id, kindRefusal, errorJSON(err), 0)
	}
	s.stop()
}

func (s *stream) deliver() error {
	var buf []byte
	for {
		select {
		case <-s.grants:
		case <-s.ctx.Done():
			return s.ctx.Err()
		}
		ev, err := s.sub.Next(s.ctx)
		if err != nil {
			return err
		}
		buf = append(append(buf[:0], '['), ev.JSON...)
		for ok := true; ok && (len(buf) < maxBatch || s.sub.Seq() != ev.Seq); {
			var more engine.Event
			if more, ok, err = s.sub.TryNext(); ok {
				ev = more
				buf = append(append(buf, ','), ev.JSON...)
			}
		}
		emit(s.id, kindResult, append(buf, ']'), s.sub.Seq())
		if err != nil {
			return err
		}
	}
}

// withSeq adds the position to the extensions of a response's only error.
func withSeq(body []byte, seq uint64) []byte {
	const end = `}}]}`
	body = append(body[:len(body)-len(end):len(body)-len(end)], `,"seq":`...)
	return append(strconv.AppendUint(body, seq, 10), end...)
}

func (b *bridge) rescueStream(s *stream) {
	if r := recover(); r != nil {
		delete(b.streams, s.id)
		emit(s.id, kindFatal, panicJSON(r), 0)
	}
}
