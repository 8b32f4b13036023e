package exec

import (
	"context"
	"slices"
)

// RowSort puts rows without documents into insertion order and drops the ones
// that come twice: what an index answers is merged here.
type RowSort struct {
	In      Op
	Reverse bool
}

// Run pushes each row once. Errors: those of its input.
func (s *RowSort) Run(ctx context.Context, env *Env, emit func(*Row) bool) error {
	nums, err := rowNumbers(ctx, env, s.In)
	if err != nil {
		return err
	}
	if s.Reverse {
		slices.Reverse(nums)
	}
	var row Row
	for _, n := range nums {
		row = Row{Num: n}
		if !emit(&row) {
			return nil
		}
	}
	return nil
}

// Describe implements Op.
func (s *RowSort) Describe() Description {
	d := Description{Op: "rowOrder", Inputs: []Op{s.In}}
	if s.Reverse {
		d.Direction = "reverse"
	}
	return d
}
