package plan

// byUnique answers equality and IN on all parts of a unique index: at most one
// row for each combination of values.
func byUnique(q *query) []path {
	var out []path
	for _, x := range q.coll.Indexes {
		if !x.Unique || x.Multi || !q.touches(x) {
			continue
		}
		s := q.span(x)
		if s.eq < len(x.Parts) || q.nullKey(s) {
			continue
		}
		n := float64(len(s.ranges))
		out = append(out, path{
			rule: "unique", index: x, rows: n <= 1, ordered: n <= 1, est: n, cost: n * seekCost, used: s.used, op: s.scan(q),
		})
	}
	return out
}

// nullKey reports whether a predicate that a span uses compares with null:
// many rows may share it even in a unique index.
func (q *query) nullKey(s *span) bool {
	for i, used := range s.used {
		if !used {
			continue
		}
		for _, v := range q.preds[i].Values {
			if v.IsNull() {
				return true
			}
		}
	}
	return false
}
