package exec

import (
	"context"
	"github.com/auroradb/aurora/engine/sorting"
	"slices"
)

// Intersect emits the rows that two operators have in common, in insertion
// order, without documents.
type Intersect struct {
	A, B    Op
	Reverse bool
}

// Run pushes each common row once. Errors: those of its inputs.
func (x *Intersect) Run(ctx context.Context, env *Env, emit func(*Row) bool) error {
	a, err := rowNumbers(ctx, env, x.A)
	if err != nil || len(a) == 0 {
		return err
	}
	b, err := rowNumbers(ctx, env, x.B)
	if err != nil {
		return err
	}
	common := a[:0]
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			common = append(common, a[i])
			i, j = i+1, j+1
		}
	}
	if x.Reverse {
		slices.Reverse(common)
	}
	var row Row
	for _, n := range common {
		row = Row{Num: n}
		if !emit(&row) {
			return nil
		}
	}
	return nil
}

// rowNumbers returns the rows of an operator in order, each once.
func rowNumbers(ctx context.Context, env *Env, op Op) ([]uint64, error) {
	var nums []uint64
	err := op.Run(ctx, env, func(r *Row) bool {
		nums = append(nums, r.Num)
		return true
	})
	if !slices.IsSorted(nums) {
		sorting.Ordered(nums)
	}
	return slices.Compact(nums), err
}

// Describe implements Op.
func (x *Intersect) Describe() Description {
	return Description{Op: "intersect", Direction: direction(x.Reverse), Inputs: []Op{x.A, x.B}}
}
