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

// Run pushes the nearest rows. Rows beyond the first some hundred are measured
// on every processor there is. Errors: those of its input.
func (n *Near) Run(ctx context.Context, env *Env, emit func(*Row) bool) error {
	n.square = 0
	for _, x := range n.Vector {
		n.square += x * x
	}
	own := newNearest(n)
	crew := &nearCrew{near: n, own: own}
	err := n.In.Run(ctx, env, func(r *Row) bool {
		crew.take(r)
		return true
	})
	crew.finish()
	if err != nil {
		return err
	}
	for _, row := range own.best() {
		if !emit(&row) {
			return nil
		}
	}
	return nil
}

// nearest keeps the rows with the least distances.
type nearest struct {
	near  *Near
	rows  []Row
	worst float64 // the K-th distance so far
}

func newNearest(n *Near) *nearest { return &nearest{near: n, worst: math.Inf(1)} }

// offer measures a row.
func (k *nearest) offer(r *Row) {
	d, ok := k.near.distance(r.Doc)
	if !ok || d >= k.worst && len(k.rows) >= k.near.K {
		return
	}
	row := *r
	row.Score = d
	k.keep(row)
}

func (k *nearest) keep(row Row) {
	k.rows = append(k.rows, row)
	if len(k.rows) >= 2*k.near.K+16 { // cut now and then, not for each row
		k.best()
	}
}

// best returns the nearest rows in order and forgets the others. Of equal
// distances the earlier row is the nearer.
func (k *nearest) best() []Row {
	sorting.Func(k.rows, func(a, b Row) int {
		if c := cmp.Compare(a.Score, b.Score); c != 0 {
			return c
		}
		return cmp.Compare(a.Num, b.Num)
	})
	k.rows = k.rows[:min(k.near.K, len(k.rows))]
	if n := len(k.rows); n > 0 && n == k.near.K {
		k.worst = k.rows[n-1].Score
	}
	return k.rows
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
