package engine

import (
	"context"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/mutation"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/engine/write"
	"github.com/auroradb/aurora/storage"
)

func (db *DB) durability(req *Request) storage.Durability {
	if req.Durability != nil {
		return *req.Durability
	}
	return db.opts.Durability
}

// runWrite runs a mutation, a schema block or a handler definition as one
// transaction and hands it to the store. Without block it does not wait for its
// turn; started tells whether it ran.
func (db *DB) runWrite(ctx context.Context, f *frame, block bool) (p *pending, started bool, err error) {
	if !block {
		if !db.tryLock() {
			return nil, false, nil
		}
		if db.closed.Load() {
			db.unlock()
			return nil, true, errClosed()
		}
	} else if err := db.lock(ctx); err != nil {
		return nil, true, err
	}
	defer db.unlock()
	p, err = db.transact(ctx, f, func(ctx context.Context, s *mutation.Session) error { return f.write(ctx, s) })
	return p, true, err
}

// transact runs a function as one transaction on the newest state. The gate is
// held. A commit whose id is known answers what the first one did.
func (db *DB) transact(ctx context.Context, f *frame, do func(context.Context, *mutation.Session) error) (*pending, error) {
	h, err := db.head(ctx)
	if err != nil {
		return nil, err
	}
	defer h.snap.Close()
	if txid := f.req.TxID; txid != "" {
		answer, found, err := lookupTxid(ctx, h.snap, txid)
		if err != nil || found {
			f.result.data = answer
			return db.delivery.last(), err
		}
	}
	w := write.New(txn.New(h.snap, false), db.latest, &db.env)
	s := mutation.New(w, f.env, &db.calls)
	if err := do(ctx, s); err != nil {
		return nil, err
	}
	if err := s.Finish(ctx); err != nil {
		return nil, err
	}
	return db.apply(ctx, h, &commit{w: w, durability: db.durability(f.req), txid: f.req.TxID, answer: f.result.data})
}

// write runs the operation in a session.
func (f *frame) write(ctx context.Context, s *mutation.Session) error {
	var err error
	switch f.op.Kind {
	case ast.Mutation:
		f.result.data, err = s.Run(ctx, nil, f.op.Selections)
	case ast.SchemaOp:
		f.result.data, err = s.Schema(ctx, []byte(`{"schema":`), f.op.Schema)
		f.result.data = append(f.result.data, '}')
	case ast.HandlerOp:
		f.result.data, err = s.Handler([]byte(`{"handler":`), f.op.Handler)
		f.result.data = append(f.result.data, '}')
	}
	return err
}
