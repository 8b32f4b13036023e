package exec

import (
	"context"
	"encoding/binary"
	"errors"
	"strconv"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
)

// IDLookup finds rows by the ids of their documents. It emits rows in the
// order of the ids, without documents unless a hint led to them.
type IDLookup struct {
	Coll *catalog.Collection
	IDs  []string
}

// Run pushes a row for each id that exists. Errors: those of the store, CORRUPT.
func (l *IDLookup) Run(ctx context.Context, env *Env, emit func(*Row) bool) error {
	hints := env.hints(len(l.IDs))
	key := catalog.IDKey(l.Coll.ID, "")
	var row Row
	for _, id := range l.IDs {
		key = append(key[:5], id...)
		num, doc, ok, err := hints.Recall(ctx, env.Reader, l.Coll, nil, key)
		if err != nil {
			return err
		}
		if ok {
			if row = (Row{Num: num, Doc: doc}); !emit(&row) {
				return nil
			}
			continue
		}
		v, err := env.Reader.Get(ctx, key)
		if errors.Is(err, dberr.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if len(v) != 8 {
			return dberr.New(dberr.Corrupt, "the id index of collection \""+l.Coll.Name+"\" is damaged")
		}
		row = Row{Num: binary.BigEndian.Uint64(v)}
		hints.Note(key, row.Num)
		if !emit(&row) {
			return nil
		}
	}
	return nil
}

// Describe implements Op.
func (l *IDLookup) Describe() Description {
	return Description{Op: "idLookup", Collection: l.Coll.Name, Detail: strconv.Itoa(len(l.IDs)) + " ids"}
}
