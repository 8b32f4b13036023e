package plan

import "github.com/auroradb/aurora/engine/exec"

// byScan reads the documents themselves, in insertion order or against it.
func byScan(q *query) []path {
	n := q.documents()
	p := path{rule: "scan", docs: true, rows: true, est: n, cost: n}
	s := &exec.Scan{Coll: q.coll}
	p.op = s
	if len(q.order) > 0 {
		p.cost += q.matches(n) * sortCost
		return []path{p}
	}
	// Without an order the cursors are row numbers.
	s.Reverse = q.backward
	p.cost = q.walked(n)
	p.within = true
	if q.after != nil {
		s.From = lastRow(q.after) + 1
	}
	if q.before != nil {
		s.To = lastRow(q.before)
		p.within = s.To > 0
	}
	return []path{p}
}
