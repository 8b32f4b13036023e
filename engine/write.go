package engine

import (
	"context"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/mutation"
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
	p, err = f.transact(ctx, f.write)
	return p, true, err
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
