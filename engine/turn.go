package engine

import (
	"context"

	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/mutation"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/engine/write"
)

// turn is a transaction before it has its turn at the gate and while it has it: what it
// needs in memory, in one piece, so that nobody waits for memory to be found for others.
type turn struct {
	req    *Request
	env    *exec.Env
	answer []byte // of an operation, which is kept with its txid

	tx      txn.Tx
	writer  write.Writer
	session mutation.Session

	room struct { // for what the pointers of a plain one lead to
		req Request
		env exec.Env
	}
}

// plainTurn returns the turn of a call that has no text.
func (db *DB) plainTurn() *turn {
	t := &turn{}
	t.req, t.env = &t.room.req, &t.room.env
	db.setPlain(t.env)
	return t
}

// turn returns the turn of an operation.
func (f *frame) turn() *turn { return &turn{req: f.req, env: f.env} }

// transact runs a function as one transaction on the newest state. The gate is
// held. A commit whose id is known answers what the first one did.
func (db *DB) transact(ctx context.Context, t *turn, do func(context.Context, *mutation.Session) error) (*pending, error) {
	h, err := db.head(ctx)
	if err != nil {
		return nil, err
	}
	defer h.snap.Close()
	if txid := t.req.TxID; txid != "" {
		answer, found, err := lookupTxid(ctx, h.snap, txid)
		if err != nil || found {
			t.answer = answer
			return db.delivery.last(), err
		}
	}
	t.tx.Begin(h.snap, false)
	t.writer.Begin(&t.tx, db.latest, &db.env)
	t.session.Begin(&t.writer, t.env, &db.calls)
	if err := do(ctx, &t.session); err != nil {
		return nil, err
	}
	if err := t.session.Finish(ctx); err != nil {
		return nil, err
	}
	return db.apply(ctx, h, &commit{w: &t.writer, durability: db.durability(t.req), txid: t.req.TxID, answer: t.answer})
}

// transact is that of the database for an operation, which writes with do; the answer is
// found in the frame.
func (f *frame) transact(ctx context.Context, do func(context.Context, *mutation.Session) error) (*pending, error) {
	t := f.turn()
	p, err := f.db.transact(ctx, t, func(ctx context.Context, s *mutation.Session) error {
		err := do(ctx, s)
		t.answer = f.result.data
		return err
	})
	f.result.data = t.answer
	return p, err
}
