package plan

import (
	"slices"
	"strings"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/filter"
	"github.com/auroradb/aurora/engine/sorting"
)

// advise tells the environment about a query that reads every document although
// an index could have served it: equalities first, then one range, or the order.
func (q *query) advise(env *exec.Env, p path) {
	if env.Observe == nil || p.rule != "scan" {
		return
	}
	var equal, ranged []string
	for _, pred := range q.preds {
		name := strings.Join(pred.Path, ".")
		if !indexable(q.coll, pred.Path) {
			continue
		}
		switch pred.Op {
		case filter.Eq, filter.In, filter.IsNull:
			equal = append(equal, name)
		case filter.Gt, filter.Gte, filter.Lt, filter.Lte, filter.StartsWith:
			ranged = append(ranged, name)
		}
	}
	sorting.Ordered(equal)
	fields := slices.Compact(equal)
	if len(ranged) > 0 && !slices.Contains(fields, ranged[0]) {
		fields = append(fields, ranged[0])
	}
	if len(fields) == 0 && q.filter.All() && len(q.order) > 0 && q.want >= 0 && indexable(q.coll, q.order[0].Path) {
		fields = append(fields, q.order[0].Name)
	}
	if len(fields) > 0 {
		env.Observe(q.coll, fields, int(q.documents()))
	}
}

// indexable reports whether a field is declared with a type that has an order.
func indexable(coll *catalog.Collection, path []string) bool {
	if len(path) != 1 {
		return false
	}
	f := coll.Field(path[0])
	if f == nil {
		return false
	}
	switch f.Type.Kind {
	case catalog.Any, catalog.Object, catalog.List, catalog.Vector:
		return false
	}
	return true
}
