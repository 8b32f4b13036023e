//go:build js

package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"runtime"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// keptRoom is the most that the argument buffer keeps between calls.
const keptRoom = 1 << 20

var errCanceled = dberr.New(dberr.Canceled, "the caller gave up")

// bridge is the state of the instance. Only one goroutine runs at a time and
// none is preempted between two waits, so it needs no lock.
type bridge struct {
	in      []byte // the argument of the next call
	out     frame
	opened  *opened
	calls   map[uint32]context.CancelCauseFunc
	streams map[uint32]*stream
}

// opened is a database that is open.
type opened struct {
	db    *engine.DB
	store *openStore
}

func newBridge() *bridge {
	return &bridge{calls: map[uint32]context.CancelCauseFunc{}, streams: map[uint32]*stream{}}
}

// room makes room for n bytes of the next call's argument.
func (b *bridge) room(n uint32) []byte {
	if uint32(cap(b.in)) < n || (cap(b.in) > keptRoom && n <= keptRoom) {
		b.in = make([]byte, max(n, 4096))
	}
	b.in = b.in[:n]
	return b.in[:max(n, 1)]
}

// maxParts is the number of fields that a request has at most.
const maxParts = 5

// parts are a request's fields. Shape: maxParts × u32 length | the fields.
type parts [maxParts][]byte

// parts cuts the argument of n bytes into its fields.
func (b *bridge) parts(n uint32) parts {
	var p parts
	in := b.in[:n]
	body := in[4*maxParts:]
	for i := range p {
		length := binary.LittleEndian.Uint32(in[4*i:])
		p[i], body = body[:length:length], body[length:]
	}
	return p
}

// exec runs a text. Parts: text, JSON of the variables, operation name,
// durability of its commits ("" for the database's), transaction id.
func (b *bridge) exec(id uint32, p parts) uint32 {
	if b.opened == nil {
		return b.refuse(errNotOpen())
	}
	req, err := request(p[0], p[1], p[2])
	if err != nil {
		return b.refuse(err)
	}
	req.TxID = string(p[4])
	if len(p[3]) > 0 {
		mode, ok := storage.ParseDurability(string(p[3]))
		if !ok {
			return b.refuse(dberr.New(dberr.InvalidArgument, "there is no durability "+string(p[3])))
		}
		req.Durability = &mode
	}
	return b.start(id, req)
}

// request reads a request's fields.
func request(text, variables, operation []byte) (engine.Request, error) {
	req := engine.Request{Text: string(text), OperationName: string(operation)}
	if len(variables) > 0 {
		vars, err := value.ParseJSON(variables, value.Limits{})
		if err != nil {
			return req, err
		}
		req.Variables = vars
	}
	return req, nil
}

// start runs a request as far as it goes without waiting, and the rest on a
// goroutine.
func (b *bridge) start(id uint32, req engine.Request) uint32 {
	call := b.opened.db.Start(context.Background(), req)
	if call.Ready() {
		kind, body := outcome(call.Wait(context.Background()))
		return b.out.answer(kind, body, !call.Queries())
	}
	b.later(id, func(ctx context.Context) (uint32, []byte) {
		return outcome(call.Wait(ctx))
	})
	return b.out.answer(kindPending, nil, true)
}

// later runs the rest of a call on a goroutine and settles it.
func (b *bridge) later(id uint32, run func(context.Context) (kind uint32, body []byte)) {
	ctx, cancel := context.WithCancelCause(context.Background())
	b.calls[id] = cancel
	go func() {
		defer b.rescueSettle(id)
		kind, body := run(ctx)
		delete(b.calls, id)
		cancel(nil)
		settle(id, kind, body)
	}()
}

// outcome is a response as a frame. A batch is a result even if some of its
// operations were refused.
func outcome(resp *engine.Response) (kind uint32, body []byte) {
	body = resp.JSON()
	if resp.Err() != nil && !bytes.HasPrefix(body, []byte(`{"batch"`)) {
		return kindRefusal, body
	}
	return kindResult, body
}

// refuse answers an error at once.
func (b *bridge) refuse(err error) uint32 {
	return b.out.answer(kindRefusal, errorJSON(err), false)
}

// rescueAnswer turns a panic of an exported function into a Fatal answer.
func (b *bridge) rescueAnswer(head *uint32) {
	if r := recover(); r != nil {
		*head = b.out.answer(kindFatal, panicJSON(r), false)
	}
}

// rescueSettle turns a panic on the way to a settlement into a Fatal one.
func (b *bridge) rescueSettle(id uint32) {
	if r := recover(); r != nil {
		settle(id, kindFatal, panicJSON(r))
	}
}

func panicJSON(r any) []byte {
	text := "panic"
	switch v := r.(type) {
	case error:
		text = v.Error()
	case string:
		text = v
	}
	return errorJSON(dberr.New(dberr.Internal, "the engine panicked: "+text+"\n"+stack()))
}

func errNotOpen() error { return dberr.New(dberr.Closed, "no database is open") }

// stack is the traceback of a panic. It has names and lines in a build for
// debugging only.
func stack() string {
	b := make([]byte, 8<<10)
	return string(b[:runtime.Stack(b, false)])
}
