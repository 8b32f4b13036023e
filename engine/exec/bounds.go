package exec

import (
	"bytes"
	"context"
)

// Bounds lets the rows through whose sort key lies between two cursors. It
// sets Row.Key.
type Bounds struct {
	In     Op
	Order  Order
	After  []byte // sort key before the first row; nil for no bound
	Before []byte // sort key behind the last row; nil for no bound
}

// Run pushes the rows between the cursors. Errors: those of its input.
func (b *Bounds) Run(ctx context.Context, env *Env, emit func(*Row) bool) error {
	var key []byte
	return b.In.Run(ctx, env, func(r *Row) bool {
		key = b.Order.AppendKey(key[:0], r)
		if b.After != nil && bytes.Compare(key, b.After) <= 0 {
			return true
		}
		if b.Before != nil && bytes.Compare(key, b.Before) >= 0 {
			return true
		}
		r.Key = key
		return emit(r)
	})
}

// Describe implements Op.
func (b *Bounds) Describe() Description {
	d := Description{Op: "cursor", Inputs: []Op{b.In}}
	switch {
	case b.After != nil && b.Before != nil:
		d.Detail = "after, before"
	case b.After != nil:
		d.Detail = "after"
	default:
		d.Detail = "before"
	}
	return d
}
