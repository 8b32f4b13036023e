package plan

import "github.com/auroradb/aurora/engine/exec"

// byIndex answers equality, IN and a range on the first parts of an index.
func byIndex(q *query) []path {
	var out []path
	for _, x := range q.coll.Indexes {
		if x.Multi || !q.touches(x) {
			continue
		}
		s := q.span(x)
		if s.eq == 0 && !s.ranged {
			continue
		}
		est := q.entries(s)
		// Equal keys stand in the order of rows already.
		rows := s.eq == len(x.Parts) && len(s.ranges) <= 1
		cost := seekCost + est*fetchCost
		if len(q.order) > 0 {
			cost += q.matches(est) * sortCost
		} else if rows {
			cost = seekCost + q.walked(est)*fetchCost
		}
		out = append(out, path{
			rule: "index", index: x, rows: rows && len(q.order) == 0, est: est, cost: cost, used: s.used,
			op: &exec.IndexScan{Coll: q.coll, Index: x, Ranges: s.ranges, Reverse: rows && q.backward},
		})
	}
	return out
}
