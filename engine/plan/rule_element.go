package plan

import (
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/filter"
	"github.com/auroradb/aurora/engine/value"
)

// byElement answers contains, containsAny and containsAll of a list from its
// multi-value index. A row may come several times; RowSort merges.
func byElement(q *query) []path {
	var out []path
	for _, x := range q.coll.Indexes {
		if !x.Multi {
			continue
		}
		for i := range q.preds {
			p := &q.preds[i]
			if !sameTexts(p.Path, x.Parts[0].Path) {
				continue
			}
			vals, ok := elements(p)
			if !ok || len(vals) > maxRanges {
				continue
			}
			s := span{est: -1, guess: selectivity(p), used: make([]bool, len(q.preds))}
			s.used[i] = true
			for _, key := range extend([][]byte{catalog.IndexPrefix(q.coll.ID, x.ID)}, &x.Parts[0], vals) {
				s.ranges = append(s.ranges, prefixRange(key))
			}
			s.sort()
			est := q.entries(&s)
			cost := seekCost + est*fetchCost
			if len(q.order) > 0 {
				cost += q.matches(est) * sortCost
			}
			out = append(out, path{
				rule: "element", index: x, est: est, cost: cost, used: s.used,
				op: &exec.IndexScan{Coll: q.coll, Index: x, Ranges: s.ranges},
			})
		}
	}
	return out
}

// elements returns the elements of which a list that passes has at least one.
func elements(p *filter.Pred) ([]value.Value, bool) {
	switch p.Op {
	case filter.Contains, filter.ContainsAny:
		return p.Values, true
	case filter.ContainsAll:
		return p.Values[:min(1, len(p.Values))], len(p.Values) > 0
	}
	return nil, false
}
