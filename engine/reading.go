package engine

import (
	"context"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/storage"
)

// reading is what a call reads a collection with: a view of the database, or of the
// transaction. begin fills it in, and it has to be ended then.
type reading struct {
	env  exec.Env // with the view as its Reader
	coll *catalog.Collection
	docs []Document // of gather

	snap storage.Snapshot // nil in a transaction
	tx   *Tx              // nil without one
}

// begin begins to read the collection.
func (c *Collection) begin(ctx context.Context, r *reading) error {
	c.db.setPlain(&r.env)
	r.env.Observe = c.db.observe
	if c.tx != nil {
		c.tx.mu.Lock()
		r.tx = c.tx
		if c.tx.done {
			r.end()
			return errTxClosed()
		}
		r.env.Reader, r.env.Catalog = c.tx.w.Tx, c.tx.w.Catalog
	} else {
		snap, cat, err := c.db.snapshot(ctx)
		if err != nil {
			return err
		}
		r.snap, r.env.Reader, r.env.Catalog = snap, snap, cat
	}
	if r.coll = r.env.Catalog.Collection(c.name); r.coll == nil {
		r.end()
		return r.env.Catalog.Missing(c.name, dberr.Position{})
	}
	return nil
}

func (r *reading) end() {
	if r.tx != nil {
		r.tx.mu.Unlock()
	} else {
		r.snap.Close()
	}
}

// gather returns a function that adds the document of each row to docs.
func (r *reading) gather() func(*exec.Row) bool {
	return func(row *exec.Row) bool {
		r.docs = append(r.docs, Document{row.Doc})
		return true
	}
}

// read runs a function over a view of the database or of the transaction.
func (c *Collection) read(ctx context.Context, do func(txn.Reader, *catalog.Collection, *exec.Env) error) error {
	r := new(reading)
	if err := c.begin(ctx, r); err != nil {
		return err
	}
	defer r.end()
	return do(r.env.Reader, r.coll, &r.env)
}
