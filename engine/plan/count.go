package plan

import (
	"context"

	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/filter"
)

// count counts the rows of a query: from the collection's counter, from the
// entries of an index that implies the whole filter, or by reading.
func (q *query) count(w *exec.Writer, key string) (int, error) {
	op, err := q.countOp(w.Ctx, w.Env)
	if err != nil {
		return 0, err
	}
	q.trace(w.Env, key, op)
	if c, ok := op.(exec.Counter); ok {
		return c.Count(w.Ctx, w.Env)
	}
	n := 0
	err = op.Run(w.Ctx, w.Env, func(*exec.Row) bool {
		n++
		return true
	})
	return n, err
}

func (q *query) countOp(ctx context.Context, env *exec.Env) (exec.Op, error) {
	if q.ranking == nil {
		q.order = nil
	}
	if q.base != nil || q.ranking != nil || expires(q.coll) || q.useIndex != nil {
		return q.plan(ctx, env)
	}
	if q.filter.All() {
		return &exec.CollectionCount{Coll: q.coll}, nil
	}
	if !q.filter.Exact() || q.filter.Never() {
		return q.plan(ctx, env)
	}
	q.measure(ctx, env)
	for _, x := range q.coll.Indexes {
		if x.Multi || !q.touches(x) {
			continue
		}
		s := q.span(x)
		if q.implied(s.used) {
			b := builder{q: q, traced: env.Trace != nil}
			scan := s.scan(q)
			scan.Conditions = q.conditions(s.used)
			return b.wrap(scan, s.guess*q.documents()), q.err
		}
	}
	b := builder{q: q, traced: env.Trace != nil}
	return b.build(q.choose()), q.err
}

// implied reports whether every entry of ranges that use predicates belongs to a
// row that fulfils all of them. The key of an absent field is that of null, so
// that equality with null needs the document.
func (q *query) implied(used []bool) bool {
	for i, used := range used {
		if !used {
			return false
		}
		p := &q.preds[i]
		if p.Op != filter.Eq && p.Op != filter.In {
			continue
		}
		for _, v := range p.Values {
			if v.IsNull() {
				return false
			}
		}
	}
	return true
}
