package exec

import (
	"context"
	"strconv"
)

// Limit lets a window of the rows through and stops the operators below when
// it is full.
type Limit struct {
	In     Op
	Offset int
	Limit  int // -1 for no limit
}

// Run pushes at most Limit rows after the first Offset ones. Errors: those of
// its input.
func (l *Limit) Run(ctx context.Context, env *Env, emit func(*Row) bool) error {
	if l.Limit == 0 {
		return nil
	}
	if f, ok := l.In.(*Fetch); ok && l.Offset == 0 && l.Limit == f.Want {
		return f.Run(ctx, env, emit) // it stops by itself
	}
	skip, left := l.Offset, l.Limit
	return l.In.Run(ctx, env, func(r *Row) bool {
		if skip > 0 {
			skip--
			return true
		}
		if !emit(r) {
			return false
		}
		left--
		return left != 0
	})
}

// Describe implements Op.
func (l *Limit) Describe() Description {
	d := Description{Op: "limit", Inputs: []Op{l.In}}
	if l.Limit >= 0 {
		d.Detail = strconv.Itoa(l.Limit)
	}
	if l.Offset > 0 {
		d.Detail += " offset " + strconv.Itoa(l.Offset)
	}
	return d
}
