package exec

import (
	"context"
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
	Want int // after how many rows it stops, 0 for no limit
}

// Run pushes each row with its document, at most Want. Errors: those of the store; CORRUPT
// if an index names a row that does not exist.
func (f *Fetch) Run(ctx context.Context, env *Env, emit func(*Row) bool) error {
	b := env.Batches.take()
	b.ctx, b.env, b.emit = ctx, env, emit
	b.fetch, b.most, b.limit = f, 1, 1
	view := base(env)
	b.alone = view == env.Reader
	if many, ok := view.(storage.ManyReader); ok {
		switch {
		case many.Waits():
			b.many, b.most, b.limit = many, firstAhead, mostAhead
		case b.alone:
			b.many, b.most, b.limit = many, firstTogether, mostTogether
		}
	}
	err := b.run()
	env.Batches.give(b)
	return err
}

// hints returns the hints for so many look-ups. Several that would wait are left to
// Fetch, which reads documents in one go; a hint reads each by itself.
func (e *Env) hints(lookups int) *index.Hints {
	if many, ok := base(e).(storage.ManyReader); ok && lookups > 1 && many.Waits() {
		return nil
	}
	return e.Hints
}

// document reads the document that an index names. Errors: those of the store;
// CORRUPT if there is none.
func document(ctx context.Context, env *Env, coll *catalog.Collection, key []byte) (value.Raw, error) {
	doc, err := env.Reader.Get(ctx, key)
	if errors.Is(err, dberr.NotFound) {
		err = danglingRow(coll)
	}
	return doc, err
}

func danglingRow(coll *catalog.Collection) error {
	return dberr.New(dberr.Corrupt, "an index of collection \""+coll.Name+"\" names a document that does not exist")
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
