package plan

import (
	"context"
	"encoding/binary"
	"slices"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/filter"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/engine/value"
)

// query is what an access path is chosen for.
type query struct {
	coll     *catalog.Collection
	filter   *filter.Filter // nil: all
	order    exec.Order
	backward bool // the answer begins at the end of the order
	want     int  // rows wanted after skip, -1 for all
	skip     int
	after    []byte // sort keys between which the rows lie; nil for no bound
	before   []byte
	useIndex *catalog.Index // @useIndex
	base     exec.Op        // rows to start from, instead of an access path
	asGiven  bool           // those rows stand in the order of the answer
	ranking  *ranking       // search or near; nil for none

	preds []filter.Pred // implied by the filter
	docs  float64       // documents of the collection once they are asked for, else below 0
	err   error         // of asking
	spans *span         // what was found out about indexes
	read  prober        // reads the statistics
	probe bool          // ranges may be measured, else they are guessed
	shown bool          // somebody will look at the estimates
}

// traced plans the query and adds it to the trace of the request.
func (q *query) traced(w *exec.Writer, key string) (exec.Op, error) {
	op, err := q.plan(w.Ctx, w.Env)
	if err == nil {
		q.trace(w.Env, key, op)
	}
	return op, err
}

// trace adds a plan to the trace of the request, if there is one.
func (q *query) trace(env *exec.Env, key string, op exec.Op) {
	if t := env.Trace; t != nil {
		t.Roots = append(t.Roots, exec.TracedRoot{Key: key, Op: op})
	}
}

// plan chooses an access path and builds the operators.
func (q *query) plan(ctx context.Context, env *exec.Env) (exec.Op, error) {
	b := builder{q: q, traced: env.Trace != nil}
	if q.base != nil {
		return b.build(path{op: q.base, rows: q.asGiven}), nil
	}
	if q.filter.Never() {
		return b.wrap(exec.Empty{}, 0), nil
	}
	q.measure(ctx, env)
	if q.ranking != nil && q.ranking.search != nil {
		p, err := q.searched(ctx, env)
		if err == nil {
			err = q.err
		}
		return b.build(p), err
	}
	if q.ranking != nil {
		unranked := *q
		unranked.order, unranked.after, unranked.before, unranked.want, unranked.skip = nil, nil, nil, -1, 0
		p := unranked.choose()
		q.docs, q.err = unranked.docs, unranked.err
		return b.build(p), q.err
	}
	p := q.choose()
	q.advise(env, p)
	return b.build(p), q.err
}

// predicates are the conjuncts of a filter with isNull and isNotNull in one
// form each.
func predicates(f *filter.Filter) []filter.Pred {
	preds := f.Conjuncts()
	for i := range preds {
		p := &preds[i]
		if p.Op != filter.IsNull && p.Op != filter.IsNotNull {
			continue
		}
		preds = slices.Clone(preds)
		for j := i; j < len(preds); j++ {
			p := &preds[j]
			if p.Op != filter.IsNull && p.Op != filter.IsNotNull {
				continue
			}
			if len(p.Values) == 1 && p.Values[0].Bool() == (p.Op == filter.IsNull) {
				p.Op, p.Values = filter.IsNull, []value.Value{value.NullValue()}
			} else {
				p.Op, p.Values = filter.IsNotNull, nil
			}
		}
		break
	}
	return preds
}

// measure prepares what the rules need to know.
func (q *query) measure(ctx context.Context, env *exec.Env) {
	q.preds = predicates(q.filter)
	q.shown = env.Trace != nil
	q.docs, q.read = -1, prober{ctx: ctx, reader: env.Reader}
	_, inTx := env.Reader.(*txn.Tx)
	q.probe = !inTx // what a transaction measures it would have read
}

// documents returns how many documents the collection has. An error is kept in err.
func (q *query) documents() float64 {
	if q.docs < 0 {
		q.docs, q.err = q.read.documents(q.coll)
	}
	return q.docs
}

// searched is the way through the full-text index, or through all documents.
func (q *query) searched(ctx context.Context, env *exec.Env) (path, error) {
	search := *q.ranking.search
	n := q.documents()
	var err error
	if search.Indexed, err = search.CanLookup(ctx, env); err != nil {
		return path{}, err
	}
	if !search.Indexed {
		return path{rule: "search", op: &search, docs: true, rows: true, est: n, cost: n}, nil
	}
	return path{rule: "search", op: &search, rows: true, scored: true, est: n / foundShare, cost: n / foundShare}, nil
}

// foundShare is how many documents there are for one that a search finds: a guess.
const foundShare = 100

// path is a way to the rows: an operator and what is known of it.
type path struct {
	rule    string
	index   *catalog.Index
	op      exec.Op
	docs    bool    // the rows carry their documents
	scored  bool    // the rows carry their scores: an order by them needs no document
	rows    bool    // they come in the order of rows (against it if backward)
	ordered bool    // they come in the order of the query
	within  bool    // the cursors are obeyed already
	used    []bool  // predicates that the ranges imply; of query.preds
	both    []path  // the two sides of an intersection
	tops    *tops   // room for what stands on it; nil if there is none
	est     float64 // rows that the operator emits
	cost    float64
}

// rules is how many ways are tried; the cheapest wins, the earlier one of equals.
const rules = 7

// paths are those of a rule. It is no table of functions: through one a query could
// not stay on the stack.
func (q *query) paths(rule int) []path {
	switch rule {
	case 0:
		return byID(q)
	case 1:
		return byUnique(q)
	case 2:
		return byIndex(q)
	case 3:
		return byElement(q)
	case 4:
		return byIntersection(q)
	case 5:
		return byOrder(q)
	}
	return byScan(q)
}

// choose returns the cheapest path.
func (q *query) choose() path {
	if p, ok := q.straight(); ok {
		return p
	}
	if p, ok := q.only(); ok {
		return p
	}
	var best path
	for rule := range rules {
		if best.op != nil && best.cost <= 2*seekCost {
			break // no other way can be worth looking for
		}
		for _, p := range q.paths(rule) {
			if q.useIndex != nil && p.index != q.useIndex {
				continue
			}
			if best.op == nil || p.cost < best.cost {
				best = p
			}
		}
	}
	if best.op == nil {
		best = q.wholeIndex()
	}
	return best
}

// answers reports whether the ranges of a path say all that the filter says, so
// that its rows need not be looked at again.
func (q *query) answers(p path) bool {
	return p.index != nil && !p.index.Multi && len(p.used) > 0 && q.filter.Exact() && q.implied(p.used)
}

// straight is the reading of one index in the order that is asked for, if its
// ranges say all that the filter says: no more rows are read than are wanted, and
// if those are few no other way needs to be measured.
func (q *query) straight() (path, bool) {
	if q.want < 0 || q.want+q.skip > probeRows || q.useIndex != nil || len(q.order) == 0 || !q.filter.Exact() {
		return path{}, false
	}
	for _, x := range q.coll.Indexes {
		if x.Multi || !q.mayFollow(x) {
			continue
		}
		s, est := q.span(x), 0.0
		if !q.implied(s.used) {
			continue
		}
		if q.shown {
			est = q.guessed(s.guess)
		}
		if p, ok := q.inOrder(x, est); ok {
			return p, true
		}
	}
	return path{}, false
}

// only is the way if a filter is about one index at most, and what was measured
// could not change the choice.
func (q *query) only() (path, bool) {
	if q.useIndex != nil || q.shown && len(q.order) == 0 {
		return path{}, false
	}
	for i := range q.preds {
		if p := &q.preds[i]; len(p.Path) == 1 && p.Path[0] == "id" {
			return path{}, false
		}
	}
	var found *catalog.Index
	for _, x := range q.coll.Indexes {
		if q.touches(x) {
			if found != nil || x.Multi {
				return path{}, false
			}
			found = x
		}
	}
	if len(q.order) > 0 {
		return q.onlyOrder(found)
	}
	if found == nil {
		return q.scan(), true
	}
	s := q.span(found)
	if s.eq == 0 && !s.ranged || s.guess > surelyFew || q.want >= 0 {
		return path{}, false
	}
	return q.through(s, 0), true
}

// onlyOrder walks the one index that a filter is about, or any if it is about none,
// in the order that is asked for. The fewer entries it turns out to have, the better:
// it is enough that a guess is better than reading all documents, or short.
func (q *query) onlyOrder(found *catalog.Index) (path, bool) {
	if q.want < 0 || q.want+q.skip > probeRows {
		return path{}, false
	}
	for _, x := range q.coll.Indexes {
		if found != nil && x != found || x.Multi || !q.mayFollow(x) {
			continue
		}
		s, est := q.span(x), 0.0
		if short := float64(q.want+q.skip)*s.guess <= surelyShort*q.share(); q.shown || !short {
			est = q.guessed(s.guess)
			if n := q.documents(); !short && q.reading(s, est) >= n+q.matches(n)*sortCost {
				continue
			}
		}
		if p, ok := q.inOrder(x, est); ok {
			return p, true
		}
	}
	return path{}, false
}

// surelyShort is how many entries of an index may be walked without a question about
// the other ways: of fewer documents the walk would be shorter, too.
const surelyShort = 1024

// surelyFew is a share of the documents that is worth an index whatever else there
// is.
const surelyFew = 0.1

// wholeIndex reads all of the index that @useIndex names and nothing else can use.
func (q *query) wholeIndex() path {
	x := q.useIndex
	n := q.documents()
	r := prefixRange(catalog.IndexPrefix(q.coll.ID, x.ID))
	return path{
		rule: "index", index: x, est: n, cost: n * fetchCost,
		op: &exec.IndexScan{Coll: q.coll, Index: x, Ranges: []exec.KeyRange{r}},
	}
}

// builder puts the operators of a query on top of a path.
type builder struct {
	q      *query
	traced bool
}

// topLimit is the size up to which the first rows of an order are kept in a
// heap.
const topLimit = 10000

func (b *builder) build(p path) exec.Op {
	q := b.q
	op := b.access(p)
	t := p.tops
	if t == nil {
		t = new(tops)
	}
	rows := 0.0
	if b.traced {
		rows = q.matches(p.est)
	}
	late := p.scored && q.filter.All() && !expires(q.coll) && q.order.ByScore()
	cut := false // what offset and limit leave out is cut off before documents are read
	if !p.docs && !late {
		if !p.rows && !p.ordered {
			op = b.wrap(&exec.RowSort{In: op, Reverse: q.backward && len(q.order) == 0}, p.est)
		}
		final := b.final(p)
		if cut = q.skip > 0 && final; cut {
			op = b.limit(t, op, rows)
		}
		fetch := &t.fetch
		*fetch = exec.Fetch{In: op, Coll: q.coll}
		if final {
			fetch.Want = max(q.want, 0)
		}
		op = b.wrap(fetch, p.est)
	}
	if expires(q.coll) {
		op = b.wrap(&exec.Unexpired{In: op, Coll: q.coll}, p.est)
	}
	if !q.filter.All() && !q.answers(p) {
		wide := q.want < 0 || len(q.order) > 0 && !p.ordered || q.ranking != nil
		op = b.wrap(&exec.Filter{In: op, Pred: q.filter, Wide: wide}, rows)
	}
	if q.ranking != nil && q.ranking.near != nil {
		near := *q.ranking.near
		near.In = op
		p.ordered, p.within = false, false
		rows = min(rows, float64(near.K))
		op = b.wrap(&near, rows)
	}
	if (q.after != nil || q.before != nil) && !p.within {
		op = b.wrap(&exec.Bounds{In: op, Order: q.order, After: q.after, Before: q.before}, rows)
	}
	if len(q.order) > 0 && !p.ordered {
		if k := q.want + q.skip; q.want >= 0 && k <= topLimit {
			rows = min(rows, float64(k))
			op = b.wrap(&exec.TopK{In: op, Order: q.order, K: k, Reverse: q.backward}, rows)
		} else {
			op = b.wrap(&exec.Sort{In: op, Order: q.order, Reverse: q.backward}, rows)
		}
	}
	if (q.want >= 0 || q.skip > 0) && !cut {
		op = b.limit(t, op, rows)
	}
	if late {
		op = b.wrap(&exec.Fetch{In: op, Coll: q.coll, Want: max(q.want, 0)}, rows)
	}
	return op
}

// tops are operators that stand on top of most paths, in one piece of memory.
type tops struct {
	fetch exec.Fetch
	limit exec.Limit
	_     [0]func() // nobody compares them
}

// limit cuts rows off.
func (b *builder) limit(t *tops, op exec.Op, rows float64) exec.Op {
	if b.q.want >= 0 {
		rows = min(rows, float64(b.q.want))
	}
	limit := &t.limit
	*limit = exec.Limit{In: op, Offset: b.q.skip, Limit: b.q.want}
	return b.wrap(limit, rows)
}

// final reports whether the rows of a path are those of the answer, in its order.
func (b *builder) final(p path) bool {
	q := b.q
	return (q.filter.All() || q.answers(p)) && !expires(q.coll) && q.ranking == nil &&
		(q.after == nil && q.before == nil || p.within) && (len(q.order) == 0 || p.ordered)
}

// access is the operator of a path, with what explain shows of it.
func (b *builder) access(p path) exec.Op {
	if !b.traced {
		return p.op
	}
	switch op := p.op.(type) {
	case *exec.IndexScan:
		op.Conditions = b.q.conditions(p.used)
	case *exec.Intersect:
		op.A, op.B = b.access(p.both[0]), b.access(p.both[1])
	}
	return b.wrap(p.op, p.est)
}

// conditions are the predicates that ranges imply, as text.
func (q *query) conditions(used []bool) []string {
	var out []string
	for i, u := range used {
		if u {
			out = append(out, q.preds[i].String())
		}
	}
	return out
}

func (b *builder) wrap(op exec.Op, est float64) exec.Op {
	if !b.traced {
		return op
	}
	return &exec.Traced{Op: op, Estimate: int(est + 0.5)}
}

// lastRow is the row number at the end of a sort key of no order.
func lastRow(key []byte) uint64 {
	if len(key) < 8 {
		return 0
	}
	return binary.BigEndian.Uint64(key[len(key)-8:])
}

// expires reports whether documents of a collection can outlive their time.
func expires(c *catalog.Collection) bool {
	for _, f := range c.Fields {
		if f.HasTTL {
			return true
		}
	}
	return false
}
