package engine

import (
	"context"
	"errors"
	"sync"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// Call is a request that was started. Wait must be called: it is what makes the
// rest happen.
type Call struct {
	db  *DB
	req Request

	mu       sync.Mutex // held by the one goroutine that moves the call on
	parsed   *parsed
	ops      []*ast.Operation
	results  []*result
	pending  *pending // the commit of the last result
	response *Response

	room struct { // for a request of one operation
		frame   frame
		results [1]*result
		given   value.Room // the variables
	}
}

// Start runs a request as far as it goes without waiting: a query is answered,
// the first mutation is applied and waits for its acknowledgement. What cannot
// begin yet, because another goroutine is committing or a page has to be read, is
// left to Wait.
func (db *DB) Start(ctx context.Context, req Request) *Call {
	c := &Call{db: db, req: req}
	c.advance(storage.NoWait(ctx), false)
	return c
}

// Ready reports whether Wait will answer without waiting.
func (c *Call) Ready() bool {
	if !c.mu.TryLock() {
		return false
	}
	defer c.mu.Unlock()
	return c.response != nil || c.pending != nil && len(c.results) == len(c.ops) && c.pending.ack.Done()
}

// Queries reports whether the request holds queries only, or nothing that could
// be run: it cannot have woken anybody.
func (c *Call) Queries() bool {
	for _, op := range c.ops {
		if op.Kind != ast.Query {
			return false
		}
	}
	return true
}

// done reports whether nobody knows the call any more: it was answered without a
// commit and without a fault.
func (c *Call) done() bool {
	return len(c.ops) > 0 && len(c.results) == len(c.ops) && c.Queries()
}

// Wait runs the rest and returns the answer. It may be called again.
func (c *Call) Wait(ctx context.Context) *Response {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.response == nil {
		c.move(ctx, true)
	}
	return c.response
}

func (c *Call) advance(ctx context.Context, block bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.move(ctx, block)
}

// move runs operations until it would have to wait and may not. A panic becomes
// INTERNAL here.
func (c *Call) move(ctx context.Context, block bool) {
	defer func() {
		if r := recover(); r != nil {
			c.response = ErrorResponse(panicked(r))
		}
	}()
	if c.parsed == nil {
		if err := c.begin(); err != nil {
			c.response = ErrorResponse(err)
			return
		}
	}
	for {
		if c.pending != nil {
			if !block && !c.pending.ack.Done() {
				return
			}
			if err := c.pending.wait(ctx); err != nil {
				c.results[len(c.results)-1] = failed(err)
			}
			c.pending = nil
		}
		if len(c.results) == len(c.ops) {
			c.response = batch(c.results)
			return
		}
		f := &c.room.frame
		if len(c.results) > 0 || f.op != nil { // it is used, or was
			f = new(frame)
		}
		r, p, started := c.run(ctx, f, c.ops[len(c.results)], block)
		if !started {
			return
		}
		c.results, c.pending = append(c.results, r), p
	}
}

func (c *Call) begin() error {
	if c.db.closed.Load() {
		return errClosed()
	}
	p, err := c.db.parse(c.req.Text, c.db.Catalog())
	if err != nil {
		return err
	}
	c.ops, err = selected(p.doc, c.req.OperationName)
	if err != nil {
		return err
	}
	if c.req.TxID != "" && (len(c.ops) > 1 || c.ops[0].Kind != ast.Mutation) {
		return dberr.New(dberr.InvalidArgument, "a transaction id goes with a single mutation")
	}
	c.parsed, c.results = p, c.room.results[:0]
	return nil
}

// run runs one operation in a frame. Without block it does not begin what may have
// to wait, and tells so.
func (c *Call) run(ctx context.Context, f *frame, op *ast.Operation, block bool) (r *result, pend *pending, started bool) {
	db := c.db
	err := f.prepare(db, &c.req, c.parsed, op)
	if err != nil {
		return failed(err), nil, true
	}
	switch op.Kind {
	case ast.Query:
		err = db.runQuery(ctx, f)
	case ast.Mutation, ast.SchemaOp, ast.HandlerOp:
		if onlineBuild(op) {
			if !block {
				return nil, nil, false
			}
			if err = db.runBuild(ctx, f, nil); err != nil {
				return failed(err), nil, true
			}
			break
		}
		pend, started, err = db.runWrite(ctx, f, block)
		if !started {
			return nil, nil, false
		}
	case ast.MigrateOp:
		if !block {
			return nil, nil, false
		}
		err = db.runMigrate(ctx, f)
	case ast.Subscription:
		err = dberr.At(dberr.InvalidArgument, op.Pos, "a subscription is streamed, not executed")
	default:
		err = dberr.At(dberr.Unsupported, op.Pos, "this kind of operation")
	}
	if !block && errors.Is(err, storage.ErrWouldWait) {
		return nil, nil, false // nothing was applied
	}
	if err != nil {
		return failed(err), nil, true
	}
	f.finish()
	return f.result, pend, true
}

func (db *DB) runQuery(ctx context.Context, f *frame) error {
	snap, cat, err := db.snapshot(ctx)
	if err != nil {
		return err
	}
	defer snap.Close()
	return f.query(ctx, snap, cat)
}
