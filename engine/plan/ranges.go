package plan

import (
	"bytes"
	"slices"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/filter"
	"github.com/auroradb/aurora/engine/sorting"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// maxRanges is how many ranges of an index one query may read.
const maxRanges = 1024

// span is the part of an index that predicates leave.
type span struct {
	index  *catalog.Index
	est    float64 // entries, -1 until it is measured
	ranges []exec.KeyRange
	eq     int     // leading parts that are fixed to values
	single bool    // each of them to one value
	ranged bool    // a range on the part after them
	guess  float64 // share of the entries
	used   []bool  // predicates that the ranges imply; of query.preds
	next   *span   // of the query

	one    [1]exec.KeyRange // room for ranges
	room   [8]bool          // room for used
	prefix [1][]byte        // room for what its keys begin with
	keys   [96]byte         // room for the keys themselves
	op     exec.IndexScan   // room for the operator that reads it
	tops   tops             // and for those on top of it
}

// scan returns the operator that reads the entries. It is made once more if another
// way needs one, too.
func (s *span) scan(q *query) *exec.IndexScan {
	op := &s.op
	if op.Index != nil {
		op = new(exec.IndexScan)
	}
	op.Coll, op.Index, op.Ranges = q.coll, s.index, s.ranges
	return op
}

// prefixRange is all entries that begin with a key. Its end takes what room there is
// behind the key.
func prefixRange(p []byte) exec.KeyRange {
	n := len(p)
	p = append(p, p...)
	return exec.KeyRange{Start: p[:n:n], End: behind(p[n:])}
}

// touches reports whether a predicate is about the first part of an index.
func (q *query) touches(x *catalog.Index) bool {
	for i := range q.preds {
		if sameTexts(q.preds[i].Path, x.Parts[0].Path) {
			return true
		}
	}
	return false
}

// span narrows an index by the predicates on its parts: values for the first
// ones, then at most one range. It is found once for a query.
func (q *query) span(x *catalog.Index) *span {
	for s := q.spans; s != nil; s = s.next {
		if s.index == x {
			return s
		}
	}
	s := q.narrow(x)
	s.index, s.next, q.spans = x, q.spans, s
	return s
}

func (q *query) narrow(x *catalog.Index) *span {
	s := &span{est: -1, single: true, guess: 1}
	if s.used = s.room[:]; len(q.preds) > len(s.room) {
		s.used = make([]bool, len(q.preds))
	}
	s.used, s.ranges = s.used[:len(q.preds)], s.one[:0]
	s.prefix[0] = catalog.AppendIndexPrefix(s.keys[:0], q.coll.ID, x.ID)
	prefixes := s.prefix[:]
	for s.eq < len(x.Parts) {
		part := &x.Parts[s.eq]
		i := q.equality(part.Path)
		if i < 0 || len(prefixes)*len(q.preds[i].Values) > maxRanges {
			break
		}
		vals := q.preds[i].Values
		if len(prefixes) == 1 && len(vals) == 1 {
			prefixes[0] = part.AppendKey(prefixes[0], vals[0])
		} else {
			prefixes = extend(prefixes, part, vals)
		}
		s.single = s.single && len(vals) == 1
		s.guess *= selectivity(&q.preds[i])
		s.used[i] = true
		s.eq++
	}
	if s.eq < len(x.Parts) {
		part := &x.Parts[s.eq]
		if b := q.bounds(part.Path, s.used); b.some {
			s.ranged = true
			s.guess *= b.guess
			for _, p := range prefixes {
				if r, ok := b.within(p, part.Desc); ok {
					s.ranges = append(s.ranges, r)
				}
			}
			s.sort()
			return s
		}
	}
	for _, p := range prefixes {
		r := prefixRange(p)
		r.Exact = s.eq == len(x.Parts)
		s.ranges = append(s.ranges, r)
	}
	s.sort()
	return s
}

// sort puts the ranges in key order and drops those that come twice: 1 and 1.0
// are one key.
func (s *span) sort() {
	if len(s.ranges) < 2 {
		return
	}
	sorting.Func(s.ranges, func(a, b exec.KeyRange) int { return bytes.Compare(a.Start, b.Start) })
	s.ranges = slices.CompactFunc(s.ranges, func(a, b exec.KeyRange) bool { return bytes.Equal(a.Start, b.Start) })
}

// extend appends each value to each key.
func extend(prefixes [][]byte, part *catalog.Part, vals []value.Value) [][]byte {
	out := make([][]byte, 0, len(prefixes)*len(vals))
	for _, p := range prefixes {
		p = slices.Clip(p)
		for _, v := range vals {
			out = append(out, part.AppendKey(p, v))
		}
	}
	return out
}

// equality returns the predicate that fixes a path to values, -1 if there is
// none; the one with the fewest values if there are several.
func (q *query) equality(path []string) int {
	best := -1
	for i := range q.preds {
		p := &q.preds[i]
		if (p.Op == filter.Eq || p.Op == filter.In || p.Op == filter.IsNull) && sameTexts(p.Path, path) &&
			(best < 0 || len(p.Values) < len(q.preds[best].Values)) {
			best = i
		}
	}
	return best
}

// keyBounds is a range of one part of a key.
type keyBounds struct {
	some     bool
	guess    float64
	lo, hi   *value.Value // operands
	loEq     bool
	hiEq     bool
	prefix   *string // startsWith
	notNull  bool
	conflict bool // ranges of different kinds: nothing can match
}

// bounds gathers the ranges on a path and marks what they use.
func (q *query) bounds(path []string, used []bool) keyBounds {
	b := keyBounds{guess: 1}
	for i := range q.preds {
		p := &q.preds[i]
		if !sameTexts(p.Path, path) {
			continue
		}
		switch p.Op {
		case filter.Gt, filter.Gte, filter.Lt, filter.Lte:
			if b.prefix != nil {
				continue
			}
			b.limit(p)
		case filter.StartsWith:
			if b.prefix != nil {
				continue
			}
			s := p.Values[0].Str()
			b.prefix = &s
			for j := range used[:i] { // the range of the prefix alone is read
				used[j] = used[j] && !sameTexts(q.preds[j].Path, path)
			}
		case filter.IsNotNull:
			b.notNull = true
		default:
			continue
		}
		b.some = true
		b.guess *= selectivity(p)
		used[i] = true
	}
	return b
}

func (b *keyBounds) limit(p *filter.Pred) {
	v := &p.Values[0]
	if p.Op == filter.Gt || p.Op == filter.Gte {
		b.lower(v, p.Op == filter.Gte)
	} else {
		b.upper(v, p.Op == filter.Lte)
	}
}

func (b *keyBounds) lower(v *value.Value, eq bool) {
	b.kind(v)
	if b.lo != nil {
		if c := value.Compare(*v, *b.lo); c < 0 || c == 0 && eq {
			return
		}
	}
	b.lo, b.loEq = v, eq
}

func (b *keyBounds) upper(v *value.Value, eq bool) {
	b.kind(v)
	if b.hi != nil {
		if c := value.Compare(*v, *b.hi); c > 0 || c == 0 && eq {
			return
		}
	}
	b.hi, b.hiEq = v, eq
}

func (b *keyBounds) kind(v *value.Value) {
	for _, o := range [...]*value.Value{b.lo, b.hi} {
		if o != nil && !value.SameKind(*o, *v) {
			b.conflict = true
		}
	}
}

// edge is an end of a range of keys: all that begin with a prefix, in or out.
type edge struct {
	prefix []byte
	in     bool
}

// low returns the lower end behind a prefix, in ascending encoding.
func (b *keyBounds) low(p []byte) edge {
	switch {
	case b.prefix != nil:
		return edge{value.AppendKeyPrefix(p, *b.prefix), true}
	case b.lo != nil:
		return edge{value.AppendKey(p, *b.lo), b.loEq}
	case b.hi != nil:
		first, _ := value.KeyBounds(b.hi.Kind())
		return edge{append(p, first), true}
	}
	return edge{value.AppendKey(p, value.NullValue()), false}
}

// high returns the upper end; the prefix itself is the end of the part.
func (b *keyBounds) high(p []byte) edge {
	switch {
	case b.prefix != nil:
		return edge{value.AppendKeyPrefix(p, *b.prefix), true}
	case b.hi != nil:
		return edge{value.AppendKey(p, *b.hi), b.hiEq}
	case b.lo != nil:
		_, end := value.KeyBounds(b.lo.Kind())
		return edge{append(p, end-1), true}
	}
	return edge{p, true}
}

// within returns the range of keys behind a prefix; ok is false if it is empty. It
// takes what room there is behind the prefix.
// In a descending part every byte is inverted, which swaps the ends.
func (b *keyBounds) within(prefix []byte, desc bool) (r exec.KeyRange, ok bool) {
	if b.conflict {
		return r, false
	}
	low := b.low(append(prefix[len(prefix):], prefix...))
	high := b.high(append(low.prefix[len(low.prefix):], prefix...))
	low.prefix = slices.Clip(low.prefix)
	if desc {
		invert(low.prefix[len(prefix):])
		invert(high.prefix[len(prefix):])
		low, high = high, low
	}
	r = exec.KeyRange{Start: low.prefix, End: high.prefix}
	if !low.in {
		r.Start = behind(r.Start)
	}
	if high.in && len(r.End) > len(prefix) {
		r.End = behind(r.End)
	} else if high.in {
		r.End = storage.PrefixEnd(r.End)
	}
	return r, bytes.Compare(r.Start, r.End) < 0
}

// behind is storage.PrefixEnd of a key that nobody else holds.
func behind(key []byte) []byte {
	for i := len(key) - 1; i >= 0; i-- {
		if key[i]++; key[i] != 0 {
			return key[:i+1]
		}
	}
	return nil
}

func invert(key []byte) {
	for i := range key {
		key[i] = ^key[i]
	}
}
