package plan

import (
	"slices"

	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/filter"
	"github.com/auroradb/aurora/engine/value"
)

// byID answers conditions on the id by looking the ids up.
func byID(q *query) []path {
	for i := range q.preds {
		p := &q.preds[i]
		if len(p.Path) != 1 || p.Path[0] != "id" || p.Op != filter.Eq && p.Op != filter.In {
			continue
		}
		var ids []string
		for _, v := range p.Values {
			if v.Kind() == value.String && !slices.Contains(ids, v.Str()) {
				ids = append(ids, v.Str())
			}
		}
		n := float64(len(ids))
		return []path{{
			rule: "id", op: &exec.IDLookup{Coll: q.coll, IDs: ids},
			rows: len(ids) <= 1, ordered: len(ids) <= 1, est: n, cost: n * seekCost,
		}}
	}
	return nil
}
