package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/aql"
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
)

const (
	maxLineBytes = 64 << 20
	maxInFlight  = 256
)

// session answers requests that come one JSON object a line.
//
// Requests take effect in the order in which they came: a query sees every
// write that was sent before it, and none that was sent after. Within that
// order work overlaps: queries that follow each other run side by side, and a
// write does not wait for the acknowledgement of the one before it, so that many
// writes share one sync. Each request is answered when it is complete.
type session struct {
	target *target
	out    *lineWriter
	ctx    context.Context // ends with the process' work, not with standard input

	db      *engine.DB
	reading sync.WaitGroup  // queries that run
	working sync.WaitGroup  // requests without an answer yet
	acked   <-chan struct{} // closed when every write so far is acknowledged
	slots   chan struct{}

	mu      sync.Mutex
	streams map[string]*engine.Subscription
	pumps   sync.WaitGroup
}

// serveLines answers requests until standard input ends or ctx is done.
func serveLines(ctx context.Context, c console, t *target, db *engine.DB) int {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &session{
		target: t, db: db, ctx: ctx, out: &lineWriter{w: bufio.NewWriter(c.out)},
		acked: closed(), slots: make(chan struct{}, maxInFlight), streams: map[string]*engine.Subscription{},
	}
	lines := make(chan []byte)
	failed := make(chan error, 1)
	go func() { failed <- readLines(ctx, c.in, lines, s.out) }()
	interrupted := false
	for open := true; open; {
		select {
		case line := <-lines:
			s.handle(line)
		case err := <-failed:
			if err != nil {
				fmt.Fprintf(c.err, "aurora: standard input: %v\n", err)
			}
			open = false
		case <-ctx.Done():
			open, interrupted = false, true
		}
	}
	s.working.Wait()
	s.endStreams()
	err := errors.Join(s.db.Close(), s.out.failure())
	if err != nil {
		problemOf(err).print(c.err, "")
	}
	if err != nil || interrupted {
		return exitFailed
	}
	return exitOK
}

func closed() <-chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}

// readLines hands over lines until the end of the input.
func readLines(ctx context.Context, in io.Reader, lines chan<- []byte, out *lineWriter) error {
	r := bufio.NewReaderSize(in, 64<<10)
	for {
		line, err := readLine(r)
		if errors.Is(err, bufio.ErrTooLong) {
			out.refuse(nil, dberr.New(dberr.LimitExceeded, fmt.Sprintf("a request is longer than %d bytes", maxLineBytes)))
			continue
		}
		if len(line) > 0 {
			select {
			case lines <- line:
			case <-ctx.Done():
				return nil
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// readLine reads up to the next line feed; the rest of a line that is too long
// is skipped.
func readLine(r *bufio.Reader) (line []byte, err error) {
	long := false
	for {
		part, err := r.ReadSlice('\n')
		if long = long || len(line)+len(part) > maxLineBytes; !long {
			line = append(line, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if long && err == nil {
			err = bufio.ErrTooLong
		}
		return trimSpace(line), err
	}
}

func trimSpace(line []byte) []byte {
	for len(line) > 0 && (line[len(line)-1] == '\n' || line[len(line)-1] == '\r' || line[len(line)-1] == ' ' || line[len(line)-1] == '\t') {
		line = line[:len(line)-1]
	}
	return line
}

// handle starts one request. It returns as soon as the next one may start.
func (s *session) handle(line []byte) {
	req, err := parseRequest(line)
	if err != nil {
		s.out.refuse(req.id, err)
		return
	}
	switch req.kind {
	case resetRequest:
		s.reset(req)
	case subscribeRequest:
		s.subscribe(req)
	case endRequest:
		s.end(req)
	case executeRequest:
		s.slots <- struct{}{}
		s.working.Add(1)
		if onlyReads(req.text) {
			s.read(req)
		} else {
			s.write(req)
		}
	}
}

// onlyReads reports whether a text cannot change anything. A text with a syntax
// error changes nothing either.
func onlyReads(text string) bool {
	doc, err := aql.Parse(text, aql.DefaultLimits())
	if err != nil {
		return true
	}
	for _, op := range doc.Operations {
		if op.Kind != ast.Query {
			return false
		}
	}
	return true
}

func (s *session) done() {
	<-s.slots
	s.working.Done()
}

// read runs a query beside others, once the writes before it are acknowledged.
func (s *session) read(req *request) {
	s.reading.Add(1)
	acked := s.acked
	go func() {
		defer s.done()
		defer s.reading.Done()
		<-acked
		s.out.response(req.id, s.db.Do(s.ctx, req.engine()).JSON())
	}()
}

// write applies in order and answers when the acknowledgement comes.
func (s *session) write(req *request) {
	s.reading.Wait()
	call := s.db.Start(s.ctx, req.engine())
	before, acked := s.acked, make(chan struct{})
	s.acked = acked
	go func() {
		defer s.done()
		defer close(acked)
		s.out.response(req.id, call.Wait(s.ctx).JSON())
		<-before
	}()
}

// reset replaces a memory database by a fresh one.
func (s *session) reset(req *request) {
	if s.target.storage != "memory" {
		s.out.refuse(req.id, dberr.New(dberr.Unsupported, "reset is for memory databases; this one is in "+s.target.path))
		return
	}
	s.working.Wait()
	s.endStreams()
	err := s.db.Close()
	if err == nil {
		var db *engine.DB
		if db, err = s.target.open(s.ctx); err == nil {
			s.db = db
		}
	}
	if err != nil {
		s.out.refuse(req.id, err)
		return
	}
	s.out.ok(req.id)
}
