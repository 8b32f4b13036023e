package exec

import (
	"context"

	"github.com/auroradb/aurora/engine/filter"
)

// Filter lets the rows through whose document matches.
type Filter struct {
	In   Op
	Pred *filter.Filter
}

// Run pushes the matching rows. Errors: those of its input.
func (f *Filter) Run(ctx context.Context, env *Env, emit func(*Row) bool) error {
	return f.In.Run(ctx, env, func(r *Row) bool {
		if !f.Pred.Match(r.Doc) {
			return true
		}
		return emit(r)
	})
}

// Describe implements Op.
func (f *Filter) Describe() Description {
	return Description{Op: "filter", Filter: f.Pred.String(), Inputs: []Op{f.In}}
}
