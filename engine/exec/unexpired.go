package exec

import (
	"context"

	"github.com/auroradb/aurora/engine/catalog"
)

// Unexpired lets the documents through whose @ttl has not passed: an expired
// one is hidden at once, although it is deleted later.
type Unexpired struct {
	In   Op
	Coll *catalog.Collection
}

// Run pushes the rows that are alive. Errors: those of its input.
func (u *Unexpired) Run(ctx context.Context, env *Env, emit func(*Row) bool) error {
	now := env.Now()
	return u.In.Run(ctx, env, func(r *Row) bool {
		return u.Coll.Expired(r.Doc, now) || emit(r)
	})
}

// Describe implements Op.
func (u *Unexpired) Describe() Description {
	return Description{Op: "unexpired", Inputs: []Op{u.In}}
}
