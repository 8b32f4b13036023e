package exec

import (
	"bytes"
	"context"
	"strconv"

	"github.com/auroradb/aurora/engine/sorting"
)

// TopK answers the first K rows of an order and never holds more of them.
type TopK struct {
	In      Op
	Order   Order
	K       int
	Reverse bool // answer the order from its end
}

// Run pushes the rows in order, their sort keys in Row.Key. Errors: those of
// its input.
func (t *TopK) Run(ctx context.Context, env *Env, emit func(*Row) bool) error {
	if t.K <= 0 {
		return nil
	}
	h := topHeap{reverse: t.Reverse, rows: make([]Row, 0, min(t.K, 1024))}
	var key []byte
	err := t.In.Run(ctx, env, func(r *Row) bool {
		if len(h.rows) == t.K && t.outscored(r.Score, h.rows[0].Score) {
			return true
		}
		key = t.Order.AppendKey(key[:0], r)
		if len(h.rows) < t.K {
			row := *r
			row.Key = append([]byte(nil), key...)
			h.push(row)
		} else if h.before(key, h.rows[0].Key) {
			row := *r
			row.Key = append(h.rows[0].Key[:0], key...)
			h.replace(row)
		}
		return true
	})
	if err != nil {
		return err
	}
	sorting.Func(h.rows, func(a, b Row) int {
		if h.before(a.Key, b.Key) {
			return -1
		}
		return 1
	})
	for i := range h.rows {
		if !emit(&h.rows[i]) {
			return nil
		}
	}
	return nil
}

// outscored reports whether the score alone puts a row behind the last one that is
// kept: most rows of a search need no sort key.
func (t *TopK) outscored(score, last float64) bool {
	return t.Order[0].Score && score != last && (score < last) == (t.Order[0].Desc != t.Reverse)
}

// Describe implements Op.
func (t *TopK) Describe() Description {
	return Description{
		Op: "topK", Detail: strconv.Itoa(t.K) + " by " + t.Order.String(),
		Direction: direction(t.Reverse), Inputs: []Op{t.In},
	}
}

// topHeap is a heap whose root is the last of the kept rows.
type topHeap struct {
	rows    []Row
	reverse bool
}

// before reports whether a stands before b in the answer; sort keys differ.
func (h *topHeap) before(a, b []byte) bool {
	return (bytes.Compare(a, b) < 0) != h.reverse
}

func (h *topHeap) push(r Row) {
	h.rows = append(h.rows, r)
	i := len(h.rows) - 1
	for i > 0 {
		up := (i - 1) / 2
		if !h.before(h.rows[up].Key, h.rows[i].Key) {
			return
		}
		h.rows[up], h.rows[i] = h.rows[i], h.rows[up]
		i = up
	}
}

func (h *topHeap) replace(r Row) {
	h.rows[0] = r
	for i := 0; ; {
		last := i
		for c := 2*i + 1; c <= 2*i+2 && c < len(h.rows); c++ {
			if h.before(h.rows[last].Key, h.rows[c].Key) {
				last = c
			}
		}
		if last == i {
			return
		}
		h.rows[i], h.rows[last] = h.rows[last], h.rows[i]
		i = last
	}
}
