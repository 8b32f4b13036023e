package plan

import (
	"bytes"
	"context"
	"slices"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// covered is the way to rows for sinks that leads through an index alone, nil if
// they need more than its fields or the filter says more than its ranges.
func (q *query) covered(ctx context.Context, env *exec.Env, sinks []exec.SinkMaker) exec.Op {
	if q.base != nil || q.ranking != nil || len(q.order) > 0 || expires(q.coll) || !q.filter.Exact() || q.filter.Never() {
		return nil
	}
	var need exec.Reads
	for _, s := range sinks {
		s.Reads(&need)
	}
	if need.Documents || len(need.Fields) == 0 {
		return nil
	}
	q.measure(ctx, env)
	b := builder{q: q, traced: env.Trace != nil}
	if ends := q.ends(&need); ends != nil {
		return b.wrap(ends, float64(2*len(ends.Of)))
	}
	var best *catalog.Index
	for _, x := range q.whole() {
		if q.tells(x, &need) && (best == nil || len(x.Parts) < len(best.Parts)) {
			best = x
		}
	}
	if best == nil {
		return nil
	}
	s := q.span(best)
	op := &exec.Covered{Coll: q.coll, Index: best, Ranges: s.ranges}
	est := 0.0
	if b.traced {
		op.Conditions, est = q.conditions(s.used), q.entries(s)
	}
	return b.wrap(op, est)
}

// whole returns the indexes whose entries in their ranges are just those of the
// rows that match.
func (q *query) whole() []*catalog.Index {
	var out []*catalog.Index
	for _, x := range q.coll.Indexes {
		if !x.Multi && (q.useIndex == nil || x == q.useIndex) && q.implied(q.span(x).used) {
			out = append(out, x)
		}
	}
	return out
}

// tells reports whether the keys of an index hold all fields that are needed, just
// as the documents do. The order of rows shows in sums of Floats, and in which of 0.0
// and -0.0 is met first.
func (q *query) tells(x *catalog.Index, need *exec.Reads) bool {
	for i := range x.Parts {
		p := &x.Parts[i]
		if len(p.Path) != 1 || !q.plain(p.Path[0]) {
			return false
		}
		if f := q.coll.Field(p.Path[0]); f != nil && f.Type.Kind == catalog.Float && len(x.Parts) > 1 {
			return false
		}
	}
	for i := range need.Fields {
		if partOf(x, need.Fields[i].Path) < 0 {
			return false
		}
	}
	for i := range need.Sums {
		if f := q.coll.Field(need.Sums[i].Name); f == nil || f.Type.Kind != catalog.Int {
			return false
		}
	}
	return true
}

// plain reports whether a field is declared with a type whose values their keys tell.
func (q *query) plain(name string) bool {
	f := q.coll.Field(name)
	if f == nil {
		return name == "id"
	}
	switch f.Type.Kind {
	case catalog.Any, catalog.Object, catalog.List, catalog.Vector, catalog.Bytes:
		return false
	}
	return true
}

func partOf(x *catalog.Index, path []string) int {
	return slices.IndexFunc(x.Parts, func(p catalog.Part) bool { return sameTexts(p.Path, path) })
}

// ends finds an index for each field if only minima and maxima are wanted, nil if
// one has none.
func (q *query) ends(need *exec.Reads) *exec.Ends {
	if need.Count || need.Groups || len(need.Sums) > 0 {
		return nil
	}
	op := &exec.Ends{Coll: q.coll}
	for i := range need.Fields {
		e, ok := q.end(need.Fields[i].Path)
		if !ok {
			return nil
		}
		op.Of = append(op.Of, e)
	}
	return op
}

// end finds an index in which the field comes right behind the parts that are fixed
// to values. Equal values that may be spelt otherwise (-0.0) must stand in the order
// of rows.
func (q *query) end(path []string) (e exec.End, ok bool) {
	for _, x := range q.whole() {
		s := q.span(x)
		at := partOf(x, path)
		if at < 0 || at != s.eq || len(s.ranges) != 1 {
			continue
		}
		f := q.coll.Field(path[0])
		if exact := len(path) == 1 && q.plain(path[0]) && (f == nil || f.Type.Kind != catalog.Float); !exact && at != len(x.Parts)-1 {
			continue
		}
		r, ok := q.withoutNulls(x, at, s.ranges[0])
		if !ok {
			continue
		}
		e = exec.End{Index: x, Part: at, Range: r}
		if q.shown {
			e.Conditions = q.conditions(s.used)
		}
		return e, true
	}
	return e, false
}

// withoutNulls narrows a range to the entries in which a part is not null.
func (q *query) withoutNulls(x *catalog.Index, part int, r exec.KeyRange) (exec.KeyRange, bool) {
	prefix := q.fixedPrefix(x, part, r.Start)
	if prefix == nil {
		return r, false
	}
	null := x.Parts[part].AppendKey(slices.Clip(prefix), value.NullValue())
	if x.Parts[part].Desc {
		if bytes.Compare(null, r.End) < 0 {
			r.End = null
		}
	} else if end := storage.PrefixEnd(null); bytes.Compare(end, r.Start) > 0 {
		r.Start = end
	}
	if bytes.Compare(r.Start, r.End) > 0 {
		r.Start = r.End
	}
	return r, true
}
