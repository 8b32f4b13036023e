package exec

import (
	"bytes"
	"context"
	"slices"

	"github.com/auroradb/aurora/engine/sorting"
)

// Sort orders all rows. It holds them in memory.
type Sort struct {
	In      Op
	Order   Order
	Reverse bool // answer the order from its end
}

// Run pushes the rows in order, their sort keys in Row.Key. Errors: those of
// its input.
func (s *Sort) Run(ctx context.Context, env *Env, emit func(*Row) bool) error {
	var (
		rows  []Row
		arena []byte
	)
	err := s.In.Run(ctx, env, func(r *Row) bool {
		arena = room(arena)
		start := len(arena)
		arena = s.Order.AppendKey(arena, r)
		r.Key = arena[start:len(arena):len(arena)]
		rows = append(rows, *r)
		return true
	})
	if err != nil {
		return err
	}
	sorting.Func(rows, func(a, b Row) int { return bytes.Compare(a.Key, b.Key) })
	if s.Reverse {
		slices.Reverse(rows)
	}
	for i := range rows {
		if i%tick == tick-1 {
			if err := env.check(ctx); err != nil {
				return err
			}
		}
		if !emit(&rows[i]) {
			return nil
		}
	}
	return nil
}

// Describe implements Op.
func (s *Sort) Describe() Description {
	return Description{Op: "sort", Detail: s.Order.String(), Direction: direction(s.Reverse), Inputs: []Op{s.In}}
}

// arenaBytes is the size of the blocks that sort keys are cut from.
const arenaBytes = 32 << 10

// room returns an arena that is not nearly full: keys that were cut from the
// old block keep it alive.
func room(arena []byte) []byte {
	if cap(arena)-len(arena) < 256 {
		return make([]byte, 0, arenaBytes)
	}
	return arena
}

func direction(reverse bool) string {
	if reverse {
		return "reverse"
	}
	return ""
}

// String returns the order as text, "price DESC, name".
func (o Order) String() string {
	s := ""
	for i := range o {
		if i > 0 {
			s += ", "
		}
		s += o[i].Name
		if o[i].Desc {
			s += " DESC"
		}
	}
	return s
}
