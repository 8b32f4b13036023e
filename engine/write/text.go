package write

import (
	"context"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/postings"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/engine/value"
)

// textChange is a document whose searched texts changed. The index is written
// when the transaction is sealed: its blocks hold documents of many writers,
// who would all conflict. Until then a search looks at the transaction's own
// documents beside the index.
type textChange struct {
	coll *catalog.Collection
	anew bool // the transaction has written the index anew at this point
	postings.Change
}

// retext notes a document whose searched texts may have changed.
func (w *Writer) retext(coll *catalog.Collection, row uint64, old, doc value.Raw) {
	if postings.Differs(coll, old, doc) {
		w.texts = append(w.texts, textChange{coll: coll, Change: postings.Change{Row: row, Old: old, New: doc}})
	}
}

// Retext writes the full-text index of a collection anew.
//
// Errors: those of the view. Cost: every document is read; the words of all of
// them are held in memory.
func (w *Writer) Retext(ctx context.Context, coll *catalog.Collection) error {
	w.texts = append(w.texts, textChange{coll: coll, anew: true})
	return postings.Build(ctx, w.Tx, coll)
}

// sealTexts carries the changed texts into the indexes of the newest state.
func (w *Writer) sealTexts(ctx context.Context, latest txn.Reader) error {
	for len(w.texts) > 0 {
		id := w.texts[0].coll.ID
		r := latest
		var changes []postings.Change
		var rest []textChange
		at := map[uint64]int{} // of a row among the changes
		for _, c := range w.texts {
			i, known := at[c.Row]
			switch {
			case c.coll.ID != id:
				rest = append(rest, c)
			case c.anew:
				// Nobody else wrote the collection meanwhile: that is a conflict.
				changes, r = nil, w.Tx
				clear(at)
			case known:
				changes[i].New = c.New
			default:
				at[c.Row] = len(changes)
				changes = append(changes, c.Change)
			}
		}
		w.texts = rest
		if coll := w.Catalog.ByID(id); coll != nil && len(changes) > 0 { // nil if it was dropped
			if err := postings.Apply(ctx, r, w.Tx, coll, changes, &w.env.Words); err != nil {
				return err
			}
		}
	}
	return nil
}
