package engine

import (
	"context"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/mutation"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/engine/value"
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

// runMigrate runs the versions of a migration, each as one transaction. A
// version that fails ends the migration; those before it stay.
func (db *DB) runMigrate(ctx context.Context, f *frame) error {
	data := []byte(`{"migrate":{"versions":[`)
	applied := int64(0)
	seen := map[string]bool{}
	for _, v := range f.op.Migrate.Versions {
		if seen[v.Label] {
			return dberr.At(dberr.InvalidDefinition, v.Pos, "version "+quote(v.Label)+" stands twice in the migration")
		}
		seen[v.Label] = true
	}
	for i, v := range f.op.Migrate.Versions {
		skipped, err := db.runVersion(ctx, f, v)
		if err != nil {
			return err
		}
		if i > 0 {
			data = append(data, ',')
		}
		status := "applied"
		if skipped {
			status = "skipped"
		} else {
			applied++
		}
		data = append(data, `{"version":`...)
		data = value.AppendJSONString(data, v.Label)
		data = append(data, `,"status":"`+status+`"}`...)
	}
	data = append(data, `],"applied":`...)
	data = value.IntValue(applied).AppendJSON(data)
	f.result.data = append(data, `}}`...)
	return nil
}

func (db *DB) runVersion(ctx context.Context, f *frame, v *ast.Version) (skipped bool, err error) {
	if err := db.lock(ctx); err != nil {
		return false, err
	}
	p, err := func() (*pending, error) {
		defer db.unlock()
		return db.transact(ctx, f, func(ctx context.Context, s *mutation.Session) error {
			var err error
			if skipped, err = s.Applied(ctx, v.Label); err != nil || skipped {
				return err
			}
			return s.Version(ctx, v)
		})
	}()
	if err != nil {
		return false, err
	}
	return skipped, p.wait(ctx)
}
