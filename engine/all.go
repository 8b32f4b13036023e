package engine

import (
	"context"
	"iter"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/plan"
	"github.com/auroradb/aurora/engine/txn"
)

// All iterates over every document in insertion order, one at a time: the loop
// may run over more documents than fit into memory. They are those of one state,
// which is held until the loop ends; inside a transaction nothing may be written
// in the loop.
//
// Errors, as the last pair: COLLECTION_NOT_FOUND, TRANSACTION_CLOSED, those of
// the store.
func (c *Collection) All(ctx context.Context) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		stopped := false
		err := c.read(ctx, func(_ txn.Reader, coll *catalog.Collection, env *exec.Env) error {
			return plan.Select(ctx, env, coll, nil, func(r *exec.Row) bool {
				stopped = !yield(Document{r.Doc}, nil)
				return !stopped
			})
		})
		if err != nil && !stopped {
			yield(Document{}, edge("all", err))
		}
	}
}
