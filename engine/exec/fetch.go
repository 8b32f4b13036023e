package exec

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/index"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// Fetch reads the documents of rows that carry only their number.
type Fetch struct {
	In   Op
	Coll *catalog.Collection
}

// Run pushes each row with its document. Errors: those of the store; CORRUPT
// if an index names a row that does not exist.
func (f *Fetch) Run(ctx context.Context, env *Env, emit func(*Row) bool) error {
	p, err := env.waits(ctx)
	if err != nil {
		return err
	}
	if p != nil {
		return f.runAhead(ctx, env, p, emit)
	}
	return f.run(ctx, env, f.In, emit)
}

// waits returns who reads ahead, if reads may have to wait for the medium.
func (e *Env) waits(ctx context.Context) (storage.Prefetcher, error) {
	p, ok := base(e).(storage.Prefetcher)
	if !ok {
		return nil, nil
	}
	if waits, err := p.Prefetch(ctx, nil); err != nil || !waits {
		return nil, err
	}
	return p, nil
}

// hints returns the hints for so many look-ups. Several that would wait are left to
// Fetch, which reads documents in one go; a hint reads each by itself.
func (e *Env) hints(ctx context.Context, lookups int) (*index.Hints, error) {
	if lookups > 1 {
		if p, err := e.waits(ctx); p != nil || err != nil {
			return nil, err
		}
	}
	return e.Hints, nil
}

// How many rows are gathered before their documents are read: few at first, since
// the answer may be full soon.
const firstAhead, mostAhead = 16, 256

// runAhead reads the documents of many rows in one go.
func (f *Fetch) runAhead(ctx context.Context, env *Env, p storage.Prefetcher, emit func(*Row) bool) error {
	var rows rowsOp
	var keys [][]byte
	var failed error
	most, more := firstAhead, true
	flush := func() bool {
		if _, failed = p.Prefetch(ctx, keys); failed == nil {
			failed = f.run(ctx, env, &rows, func(r *Row) bool {
				more = emit(r)
				return more
			})
		}
		rows.rows, keys, most = rows.rows[:0], keys[:0], min(2*most, mostAhead)
		return failed == nil && more
	}
	err := f.In.Run(ctx, env, func(r *Row) bool {
		row := *r
		row.Key = bytes.Clone(r.Key) // it may be reused by the operator
		rows.rows, keys = append(rows.rows, row), append(keys, catalog.DocumentKey(f.Coll.ID, r.Num))
		return len(keys) < most || flush()
	})
	if err == nil && failed == nil && more {
		flush()
	}
	return first(failed, err)
}

// rowsOp pushes rows that were gathered.
type rowsOp struct{ rows []Row }

func (o *rowsOp) Run(_ context.Context, _ *Env, emit func(*Row) bool) error {
	for i := range o.rows {
		if !emit(&o.rows[i]) {
			break
		}
	}
	return nil
}

func (o *rowsOp) Describe() Description { return Description{} }

func (f *Fetch) run(ctx context.Context, env *Env, in Op, emit func(*Row) bool) error {
	key := catalog.DocumentKey(f.Coll.ID, 0)
	var failed error
	err := in.Run(ctx, env, func(r *Row) bool {
		if r.Doc == nil {
			binary.BigEndian.PutUint64(key[5:], r.Num)
			if r.Doc, failed = document(ctx, env, f.Coll, key); failed != nil {
				return false
			}
		}
		return emit(r)
	})
	return first(failed, err)
}

// document reads the document that an index names. Errors: those of the store;
// CORRUPT if there is none.
func document(ctx context.Context, env *Env, coll *catalog.Collection, key []byte) (value.Raw, error) {
	doc, err := env.Reader.Get(ctx, key)
	if errors.Is(err, dberr.NotFound) {
		err = dberr.New(dberr.Corrupt, "an index of collection \""+coll.Name+"\" names a document that does not exist")
	}
	return doc, err
}

// Describe implements Op.
func (f *Fetch) Describe() Description {
	return Description{Op: "fetch", Collection: f.Coll.Name, Inputs: []Op{f.In}}
}

// first returns the first error that is not nil.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
