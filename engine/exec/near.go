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

	square float64 // of the given vector
}

// Run pushes the nearest rows. Errors: those of its input.
func (n *Near) Run(ctx context.Context, env *Env, emit func(*Row) bool) error {
	n.square = 0
	for _, x := range n.Vector {
		n.square += x * x
	}
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
	dot, own, ok := v.Products(n.Vector)
	if !ok {
		return 0, false
	}
	switch n.Metric {
	case "DOT":
		return -dot, true
	case "EUCLIDEAN":
		return n.euclidean(v), true
	}
	if own == 0 || n.square == 0 {
		return 1, true
	}
	return 1 - dot/math.Sqrt(own*n.square), true
}

// euclidean is exact where the difference is small, unlike own - 2·dot + square.
func (n *Near) euclidean(v value.Raw) float64 {
	sum, i := 0.0, 0
	for x := range v.Items() {
		d := x.Float() - n.Vector[i]
		sum += d * d
		i++
	}
	return math.Sqrt(sum)
}

// Describe implements Op.
func (n *Near) Describe() Description {
	return Description{Op: "near", Detail: strconv.Itoa(n.K) + " by " + n.Field.Name, Inputs: []Op{n.In}}
}
