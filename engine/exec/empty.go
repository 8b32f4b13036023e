package exec

import (
	"context"

	"github.com/auroradb/aurora/engine/catalog"
)

// Empty emits nothing: the filter can never match.
type Empty struct{}

// Run implements Op.
func (Empty) Run(context.Context, *Env, func(*Row) bool) error { return nil }

// Describe implements Op.
func (Empty) Describe() Description { return Description{Op: "nothing"} }

// Counter is an operator that knows how many rows it has without emitting them.
type Counter interface {
	Op
	Count(ctx context.Context, env *Env) (int, error)
}

// CollectionCount is the number of documents of a collection, from its counter.
type CollectionCount struct{ Coll *catalog.Collection }

// Run implements Op; it emits no rows.
func (c *CollectionCount) Run(context.Context, *Env, func(*Row) bool) error { return nil }

// Count returns the number. Errors: those of the store, CORRUPT.
func (c *CollectionCount) Count(ctx context.Context, env *Env) (int, error) {
	n, err := catalog.ReadCount(ctx, env.Reader, c.Coll.ID)
	return int(n.Documents), err
}

// Describe implements Op.
func (c *CollectionCount) Describe() Description {
	return Description{Op: "count", Collection: c.Coll.Name}
}
