package write

import (
	"context"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/storage"
)

// Redefine writes a definition that says no more of the documents than the one
// before. Cost: one key.
func (w *Writer) Redefine(now *catalog.Collection) {
	w.Tx.Put(catalog.CollectionKey(now.Name), now.Encode())
	w.Catalog = w.Catalog.With(now)
}

// Build writes the entries of an index that is being built for at most n documents
// from a row on. It returns how many there were and the row after the last one.
//
// Errors: UNIQUE_VIOLATION, and those of the view.
func (w *Writer) Build(ctx context.Context, coll *catalog.Collection, x *catalog.Index, from uint64, n int) (done int, next uint64, err error) {
	r := storage.Prefix(catalog.DocumentPrefix(coll.ID))
	r.Start = catalog.DocumentKey(coll.ID, from)
	rows := make([]Row, 0, n)
	for kv, err := range w.Tx.Scan(ctx, r) {
		if err != nil {
			return 0, from, err
		}
		if num, ok := catalog.DocumentRow(kv.Key); ok {
			rows = append(rows, Row{Num: num, Doc: kv.Value})
		}
		if len(rows) == n {
			break
		}
	}
	for _, r := range rows {
		w.moveEntries(coll, x, nil, r.Num, nil, r.Doc)
		from = r.Num + 1
	}
	return len(rows), from, w.Check(ctx)
}

// Unbuild removes at most n entries of an index and reports whether there may be
// more.
//
// Errors: those of the view.
func (w *Writer) Unbuild(ctx context.Context, coll *catalog.Collection, x *catalog.Index, n int) (more bool, err error) {
	var keys [][]byte
	for kv, err := range w.Tx.Scan(ctx, storage.Prefix(catalog.IndexPrefix(coll.ID, x.ID))) {
		if err != nil {
			return false, err
		}
		if keys = append(keys, kv.Key); len(keys) == n {
			break
		}
	}
	for _, k := range keys {
		w.Tx.Delete(k)
	}
	return len(keys) == n, nil
}
