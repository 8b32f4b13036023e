package plan

import (
	"cmp"

	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/sorting"
)

// entryCost is an index entry that is read without its document.
const entryCost = 0.4

// byIntersection reads the entries of two indexes that say different things and
// fetches only the documents of the rows that both name.
func byIntersection(q *query) []path {
	if len(q.preds) < 2 || q.useIndex != nil {
		return nil
	}
	sides := append(byIndex(q), byElement(q)...)
	if len(sides) < 2 {
		return nil
	}
	sorting.StableFunc(sides, func(a, b path) int { return cmp.Compare(a.est, b.est) })
	for i, a := range sides {
		for _, b := range sides[i+1:] {
			if a.index == b.index || !differ(a.used, b.used) {
				continue
			}
			est := a.est * b.est / max(q.documents(), 1)
			cost := 2*seekCost + (a.est+b.est)*entryCost + est*fetchCost
			if len(q.order) > 0 {
				cost += q.matches(est) * sortCost
			}
			return []path{{
				rule: "intersection", est: est, cost: cost, both: []path{a, b}, rows: len(q.order) == 0,
				op: &exec.Intersect{A: a.op, B: b.op, Reverse: q.backward && len(q.order) == 0},
			}}
		}
	}
	return nil
}

// differ reports whether each of two sides implies something that the other
// does not.
func differ(a, b []bool) bool {
	more, less := false, false
	for i := range a {
		more = more || a[i] && !b[i]
		less = less || b[i] && !a[i]
	}
	return more && less
}
