package exec

import (
	"context"
	"encoding/binary"
	"errors"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// Fetch reads the documents of rows that carry only their number.
type Fetch struct {
	In   Op
	Coll *catalog.Collection
}

// Run pushes each row with its document. Errors: those of the store; CORRUPT
// if an index names a row that does not exist.
func (f *Fetch) Run(ctx context.Context, env *Env, emit func(*Row) bool) error {
	key := catalog.DocumentKey(f.Coll.ID, 0)
	var failed error
	err := f.In.Run(ctx, env, func(r *Row) bool {
		binary.BigEndian.PutUint64(key[5:], r.Num)
		doc, err := env.Reader.Get(ctx, key)
		if err != nil {
			if errors.Is(err, dberr.NotFound) {
				err = dberr.New(dberr.Corrupt, "an index of collection \""+f.Coll.Name+"\" names a document that does not exist")
			}
			failed = err
			return false
		}
		r.Doc = value.Raw(doc)
		return emit(r)
	})
	return first(failed, err)
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
