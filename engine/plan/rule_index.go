package plan

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
		p := q.through(s, q.entries(s))
		p.cost = seekCost + p.est*fetchCost
		if len(q.order) > 0 {
			p.cost += q.matches(p.est) * sortCost
		} else if p.rows {
			p.cost = q.reading(s, p.est)
		}
		out = append(out, p)
	}
	return out
}

// through is the path through a span of so many entries.
func (q *query) through(s *span, est float64) path {
	rows := s.eq == len(s.index.Parts) && len(s.ranges) <= 1 // equal keys stand in the order of rows already
	op := s.scan(q)
	op.Reverse = rows && q.backward
	return path{rule: "index", index: s.index, rows: rows && len(q.order) == 0, est: est, used: s.used, op: op, tops: &s.tops}
}
