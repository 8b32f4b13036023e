package exec

import (
	"cmp"
	"context"
	"math"
	"strconv"

	"github.com/auroradb/aurora/engine/sorting"
	"github.com/auroradb/aurora/engine/value"
)

// Near keeps the K rows whose vector is nearest to a given one and emits them,
// nearest first, with their distances. Rows without a vector are left out.
type Near struct {
	In     Op
	Field  Ref
	Vector []float64
	K      int
	Metric string // COSINE, DOT, EUCLIDEAN
}

// Run pushes the nearest rows. Errors: those of its input.
func (n *Near) Run(ctx context.Context, env *Env, emit func(*Row) bool) error {
	var near []Row
	worst := math.Inf(1)
	byDistance := func(a, b Row) int {
		if c := cmp.Compare(a.Score, b.Score); c != 0 {
			return c
		}
		return cmp.Compare(a.Num, b.Num)
	}
	err := n.In.Run(ctx, env, func(r *Row) bool {
		d, ok := n.distance(r.Doc)
		if !ok || d >= worst && len(near) >= n.K {
			return true
		}
		row := *r
		row.Score = d
		near = append(near, row)
		if len(near) >= 2*n.K+16 { // cut now and then, not for each row
			sorting.Func(near, byDistance)
			near = near[:n.K]
			if n.K > 0 {
				worst = near[n.K-1].Score
			}
		}
		return true
	})
	if err != nil {
		return err
	}
	sorting.Func(near, byDistance)
	for i := range near[:min(n.K, len(near))] {
		if !emit(&near[i]) {
			return nil
		}
	}
	return nil
}

// distance is that of a document's vector; ok is false if it has none of the
// same length.
func (n *Near) distance(doc value.Raw) (d float64, ok bool) {
	v, ok := n.Field.Get(doc)
	if !ok || v.Kind() != value.Array {
		return 0, false
	}
	var dot, own, given, square float64
	i := 0
	for x := range v.Items() {
		if i >= len(n.Vector) || !isNumber(x) {
			return 0, false
		}
		a, b := x.Float(), n.Vector[i]
		dot += a * b
		own += a * a
		given += b * b
		square += (a - b) * (a - b)
		i++
	}
	if i != len(n.Vector) {
		return 0, false
	}
	switch n.Metric {
	case "DOT":
		return -dot, true
	case "EUCLIDEAN":
		return math.Sqrt(square), true
	}
	if own == 0 || given == 0 {
		return 1, true
	}
	return 1 - dot/math.Sqrt(own*given), true
}

// Describe implements Op.
func (n *Near) Describe() Description {
	return Description{Op: "near", Detail: strconv.Itoa(n.K) + " by " + n.Field.Name, Inputs: []Op{n.In}}
}
