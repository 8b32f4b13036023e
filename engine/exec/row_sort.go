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
	var nums []uint64
	err := s.In.Run(ctx, env, func(r *Row) bool {
		nums = append(nums, r.Num)
		return true
	})
	if err != nil {
		return err
	}
	if !slices.IsSorted(nums) {
		slices.Sort(nums)
	}
	nums = slices.Compact(nums)
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
