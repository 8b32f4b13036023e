package engine

import (
	"context"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/postings"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/engine/write"
)

// indexTexts writes the full-text indexes that are not there: those of a
// database that was written before there were any. The gate is not held.
//
// Errors: CORRUPT, and those of the store. Cost: one read for a collection with
// searched fields, if nothing is missing.
func (db *DB) indexTexts(ctx context.Context, view txn.Reader) error {
	var missing []*catalog.Collection
	for _, c := range db.latest.Collections() {
		if len(postings.Fields(c)) == 0 {
			continue
		}
		_, ok, err := postings.Open(ctx, view, c)
		if err != nil {
			return err
		}
		if !ok {
			missing = append(missing, c)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	p, err := db.writeTexts(ctx, missing)
	if err != nil {
		return err
	}
	return p.wait(ctx)
}

func (db *DB) writeTexts(ctx context.Context, colls []*catalog.Collection) (*pending, error) {
	if err := db.lock(ctx); err != nil {
		return nil, err
	}
	defer db.unlock()
	h, err := db.head(ctx)
	if err != nil {
		return nil, err
	}
	defer h.snap.Close()
	w := write.New(txn.New(h.snap, false), db.latest, &db.env)
	for _, c := range colls {
		if err := w.Retext(ctx, c); err != nil {
			return nil, err
		}
	}
	return db.apply(ctx, h, &commit{w: w, durability: db.opts.Durability})
}
