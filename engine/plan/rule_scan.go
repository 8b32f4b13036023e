package plan

import "github.com/auroradb/aurora/engine/exec"

// byScan reads the documents themselves, in insertion order or against it.
func byScan(q *query) []path {
	p := q.scan()
	p.est = q.documents()
	p.cost = p.est
	if len(q.order) > 0 {
		p.cost += q.matches(p.est) * sortCost
	} else {
		p.cost = q.walked(p.est)
	}
	return []path{p}
}

// scan is the path of byScan before anybody has asked what it costs.
func (q *query) scan() path {
	s := &exec.Scan{Coll: q.coll}
	p := path{rule: "scan", docs: true, rows: true, op: s}
	if len(q.order) > 0 {
		return p
	}
	// Without an order the cursors are row numbers.
	s.Reverse = q.backward
	p.within = true
	if q.after != nil {
		s.From = lastRow(q.after) + 1
	}
	if q.before != nil {
		s.To = lastRow(q.before)
		p.within = s.To > 0
	}
	return p
}
