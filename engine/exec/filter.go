package exec

import (
	"context"

	"github.com/auroradb/aurora/engine/filter"
)

// Filter lets the rows through whose document matches.
type Filter struct {
	In   Op
	Pred *filter.Filter
	Wide bool // all rows of the input are wanted: several processors may read them
}

// Run pushes the matching rows. Errors: those of its input.
func (f *Filter) Run(ctx context.Context, env *Env, emit func(*Row) bool) error {
	if s, scan := f.In.(*Scan); scan && f.Wide {
		if ok, err := f.crew(ctx, env, s, emit); ok {
			return err
		}
	}
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
