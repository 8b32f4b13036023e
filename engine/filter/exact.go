package filter

import (
	"slices"

	"github.com/auroradb/aurora/engine/sorting"
	"github.com/auroradb/aurora/engine/value"
)

// Exact reports whether the conjuncts say all that the filter says: a document
// that fulfils each of them matches.
func (f *Filter) Exact() bool { return f == nil || f.root.exact() }

func (n *node) exact() bool {
	switch n.kind {
	case kindAnd:
		for _, k := range n.kids {
			if !k.exact() {
				return false
			}
		}
		return true
	case kindOr:
		_, ok := n.union()
		return ok
	case kindTest:
		return len(n.path) == 1 && !n.missing // a nin with an unknown operand is never true
	}
	return false
}

// union says an or of equalities on one path as one condition in.
func (n *node) union() (Pred, bool) {
	if len(n.kids) == 0 {
		return Pred{}, false
	}
	p := Pred{Op: In}
	for i, k := range n.kids {
		if k.kind != kindTest || len(k.path) != 1 || (k.op != Eq && k.op != In) {
			return Pred{}, false
		}
		if i == 0 {
			p.Path = k.path[0]
		} else if !slices.Equal(p.Path, k.path[0]) {
			return Pred{}, false
		}
		p.Values = append(p.Values, k.values...)
	}
	sorting.Func(p.Values, value.Compare)
	p.Values = slices.CompactFunc(p.Values, value.Equal)
	return p, true
}
