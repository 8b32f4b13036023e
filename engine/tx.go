package engine

import (
	"context"
	"sync"
	"time"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/mutation"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/engine/write"
	"github.com/auroradb/aurora/storage"
)

// TxOptions configure a transaction. The zero value, or nil, is the default.
type TxOptions struct {
	// ReadOnly transactions are views: they never conflict and never wait.
	ReadOnly bool
	// Durability of the commit; nil means that of the database's options.
	Durability *storage.Durability
	// TxID makes the commit idempotent: if one of that id is among the last
	// 10,000, Commit answers nil and changes nothing.
	TxID string
}

// Tx is a transaction: it sees the state at its beginning and its own writes,
// and commits all of them or nothing. Transactions are serialisable: Commit
// answers CONFLICT if a commit since the beginning changed what was read. A
// failed statement leaves the transaction as it was before it. One goroutine
// uses a Tx at a time; further ones wait for each other.
type Tx struct {
	db   *DB
	opts TxOptions
	seq  uint64
	cat  *catalog.Catalog // at the beginning
	snap storage.Snapshot
	w    *write.Writer

	mu   sync.Mutex
	done bool
}

// Begin opens a transaction, which must be ended by Commit or Rollback.
//
// Errors: CLOSED, and those of the store.
func (db *DB) Begin(ctx context.Context, opts *TxOptions) (*Tx, error) {
	tx := &Tx{db: db}
	if opts != nil {
		tx.opts = *opts
	}
	db.open.Add(1)
	err := tx.begin(ctx)
	if err != nil {
		db.open.Add(-1)
		return nil, edge("begin", err)
	}
	return tx, nil
}

func (tx *Tx) begin(ctx context.Context) error {
	snap, cat, err := tx.db.snapshot(ctx)
	if err != nil {
		return err
	}
	st, err := catalog.ReadHead(ctx, snap)
	if err != nil {
		snap.Close()
		return err
	}
	tx.snap, tx.cat, tx.seq = snap, cat, st.Seq
	tx.w = write.New(txn.New(snap, !tx.opts.ReadOnly), cat, &tx.db.env)
	return nil
}

func errTxClosed() error {
	return dberr.New(dberr.TransactionClosed, "the transaction has ended")
}

// Execute runs a text inside the transaction; see DB.Execute. Migrations and
// subscriptions have no place here.
//
// Errors: the first request error; TRANSACTION_CLOSED after the end.
func (tx *Tx) Execute(ctx context.Context, text string, vars map[string]any) (*Response, error) {
	v, err := variables(new(value.Room), vars)
	var r *Response
	if err != nil {
		r = ErrorResponse(err)
	} else {
		r = tx.Do(ctx, Request{Text: text, Variables: v})
	}
	return r, edge("execute", r.Err())
}

// Do runs a request inside the transaction.
func (tx *Tx) Do(ctx context.Context, req Request) (resp *Response) {
	tx.mu.Lock()
	defer tx.mu.Unlock()
	defer func() {
		if r := recover(); r != nil {
			resp = ErrorResponse(panicked(r))
		}
	}()
	if tx.done {
		return ErrorResponse(errTxClosed())
	}
	p, err := tx.db.parse(req.Text, tx.w.Catalog)
	if err != nil {
		return ErrorResponse(err)
	}
	ops, err := selected(p.doc, req.OperationName)
	if err != nil {
		return ErrorResponse(err)
	}
	results := make([]*result, len(ops))
	for i, op := range ops {
		results[i] = tx.run(ctx, &req, p, op)
	}
	return batch(results)
}

func (tx *Tx) run(ctx context.Context, req *Request, p *parsed, op *ast.Operation) *result {
	f, err := tx.db.frame(req, p, op)
	if err != nil {
		return failed(err)
	}
	switch op.Kind {
	case ast.Query:
		err = f.query(ctx, tx.w.Tx, tx.w.Catalog)
	case ast.Mutation, ast.SchemaOp, ast.HandlerOp:
		if tx.opts.ReadOnly {
			return failed(dberr.At(dberr.InvalidArgument, op.Pos, "a read-only transaction changes nothing"))
		}
		mark := tx.w.Savepoint()
		if err = f.write(ctx, mutation.New(tx.w, f.env, &tx.db.calls)); err != nil {
			tx.w.Rollback(mark)
		}
	default:
		err = dberr.At(dberr.InvalidArgument, op.Pos, "a "+op.Kind.String()+" is no part of a transaction")
	}
	if err != nil {
		return failed(err)
	}
	f.finish()
	return f.result
}

// Commit makes the writes permanent and waits until they are durable in the
// transaction's mode. The transaction is over, whatever it answers.
//
// Errors: CONFLICT (nothing was applied; run the transaction again),
// TRANSACTION_CLOSED, LIMIT_EXCEEDED from handlers, those of the store, and
// UNAVAILABLE, CANCELED or TIMEOUT with the outcome unknown.
func (tx *Tx) Commit(ctx context.Context) (err error) {
	defer recovered(&err)
	return edge("commit", tx.commit(ctx))
}

func (tx *Tx) commit(ctx context.Context) error {
	tx.mu.Lock()
	defer tx.mu.Unlock()
	if tx.done {
		return errTxClosed()
	}
	defer tx.end()
	if tx.opts.ReadOnly || tx.w.Tx.Len() == 0 && tx.opts.TxID == "" {
		return nil
	}
	env := tx.db.plainEnv()
	if err := mutation.Replay(tx.w, env, &tx.db.calls).Finish(ctx); err != nil {
		return err
	}
	p, err := tx.apply(ctx)
	if err != nil {
		return err
	}
	return p.wait(ctx)
}

// apply checks and hands over the transaction while the gate is held.
func (tx *Tx) apply(ctx context.Context) (*pending, error) {
	if err := tx.db.lock(ctx); err != nil {
		return nil, err
	}
	defer tx.db.unlock()
	h, err := tx.db.head(ctx)
	if err != nil {
		return nil, err
	}
	defer h.snap.Close()
	if tx.opts.TxID != "" {
		if _, found, err := lookupTxid(ctx, h.snap, tx.opts.TxID); err != nil || found {
			return nil, err
		}
	}
	if err := tx.db.conflict(tx.w.Tx, tx.cat, tx.seq); err != nil {
		return nil, err
	}
	c := &commit{w: tx.w, durability: tx.db.opts.Durability, txid: tx.opts.TxID}
	if tx.opts.Durability != nil {
		c.durability = *tx.opts.Durability
	}
	return tx.db.apply(ctx, h, c)
}

// Savepoint is a state of a transaction to which RollbackTo returns.
type Savepoint struct {
	tx   *Tx
	mark write.Savepoint
}

// Savepoint marks what the transaction has written so far. Cost: O(1), and
// copies of what later statements change.
func (tx *Tx) Savepoint() Savepoint {
	tx.mu.Lock()
	defer tx.mu.Unlock()
	return Savepoint{tx, tx.w.Savepoint()}
}

// RollbackTo takes back what was written since a savepoint, which can be used
// again. What was read since still counts for CONFLICT. Savepoints that were
// made later are no longer valid.
//
// Errors: TRANSACTION_CLOSED; INVALID_ARGUMENT for a savepoint of another
// transaction.
func (tx *Tx) RollbackTo(s Savepoint) error {
	tx.mu.Lock()
	defer tx.mu.Unlock()
	if tx.done {
		return edge("roll back", errTxClosed())
	}
	if s.tx != tx {
		return edge("roll back", dberr.New(dberr.InvalidArgument, "the savepoint is of another transaction"))
	}
	tx.w.Rollback(s.mark)
	return nil
}

// Rollback ends the transaction without a trace. After Commit it does nothing.
func (tx *Tx) Rollback() {
	tx.mu.Lock()
	defer tx.mu.Unlock()
	if !tx.done {
		tx.end()
	}
}

func (tx *Tx) end() {
	tx.done = true
	tx.snap.Close()
	tx.db.open.Add(-1)
}

// maxAttempts is how often Update repeats a transaction that conflicts.
const maxAttempts = 100

// Update runs a function in a transaction and commits it. After CONFLICT, of
// the commit or returned by the function, it is run again on a newer state, up
// to 100 times: it must have no effects outside of the transaction.
//
// Errors: that of the function, after which nothing is applied; else as Commit.
func (db *DB) Update(ctx context.Context, fn func(*Tx) error) error {
	for attempt := 1; ; attempt++ {
		err := db.attempt(ctx, fn)
		if !dberr.Retryable(err) || attempt == maxAttempts || ctx.Err() != nil {
			return err
		}
		if attempt > 3 {
			pause := time.Duration(min(attempt, 20)) * 50 * time.Microsecond
			select {
			case <-time.After(pause):
			case <-ctx.Done():
			}
		}
	}
}

func (db *DB) attempt(ctx context.Context, fn func(*Tx) error) error {
	tx, err := db.Begin(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := fn(tx); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

// View runs a function in a read-only transaction: all it reads is one state.
//
// Errors: that of the function; CLOSED, and those of the store.
func (db *DB) View(ctx context.Context, fn func(*Tx) error) error {
	tx, err := db.Begin(ctx, &TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	return fn(tx)
}
