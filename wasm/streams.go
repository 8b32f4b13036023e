//go:build js

package main

import (
	"context"
	"errors"
	"strconv"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
)

// maxBatch bounds the bytes of one emitted batch: it is about full then. A commit
// is not divided, so that its position stands for all of it.
const maxBatch = 256 << 10

// stream is an open subscription. It emits one batch for each grant.
type stream struct {
	id     uint32
	sub    *engine.Subscription
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
	ctx, stop := context.WithCancelCause(context.Background())
	sub, err := b.subscription(ctx, p)
	if err != nil {
		stop(nil)
		return b.refuse(err)
	}
	s := &stream{id: id, sub: sub, ctx: ctx, stop: func() { stop(errCanceled) }, grants: make(chan struct{}, 1)}
	b.streams[id] = s
	go b.run(s)
	head := b.out.answer(kindPending, nil, true)
	b.out.setSeq(sub.Seq())
	return head
}

func (b *bridge) subscription(ctx context.Context, p parts) (*engine.Subscription, error) {
	var after *uint64
	if len(p[4]) > 0 {
		n, err := strconv.ParseUint(string(p[4]), 10, 64)
		if err != nil {
			return nil, dberr.New(dberr.InvalidArgument, "the position to go on after is no number")
		}
		after = &n
	}
	if string(p[0]) == "listen" {
		return b.opened.db.Listen(ctx, string(p[1]), &engine.ListenOptions{After: after})
	}
	req, err := request(p[1], p[2], p[3])
	if err != nil {
		return nil, err
	}
	req.After = after
	return b.opened.db.Stream(ctx, req)
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
	err := s.deliver()
	delete(b.streams, s.id)
	s.sub.Close()
	switch {
	case s.ctx.Err() != nil: // nobody listens any more
	case errors.Is(err, dberr.Closed):
		emit(s.id, kindRefusal, nil, 0)
	default:
		emit(s.id, kindRefusal, withSeq(errorJSON(err), s.sub.Seq()), 0)
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
