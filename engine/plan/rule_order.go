package plan

import (
	"bytes"
	"slices"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/storage"
)

// byOrder reads an index in the order that is asked for, so that nothing has to
// be sorted and the reading ends with the limit.
func byOrder(q *query) []path {
	if len(q.order) == 0 {
		return nil
	}
	var out []path
	for _, x := range q.coll.Indexes {
		if x.Multi || !q.mayFollow(x) {
			continue
		}
		s := q.span(x)
		if !s.single {
			continue
		}
		if _, _, ok := q.follows(x, s.eq); !ok {
			continue
		}
		if p, ok := q.inOrder(x, q.entries(s)); ok {
			out = append(out, p)
		}
	}
	return out
}

// inOrder is the path through an index that yields the order, of so many entries;
// ok is false if it does not.
func (q *query) inOrder(x *catalog.Index, est float64) (p path, ok bool) {
	s := q.span(x)
	ties, opposite, ok := q.follows(x, s.eq)
	if !ok || !s.single {
		return p, false
	}
	op := s.scan(q)
	if len(s.ranges) == 1 && (q.after != nil || q.before != nil) {
		op.Ranges = slices.Clone(s.ranges)
		q.clip(x, s.eq, opposite, &op.Ranges[0])
	}
	op.Reverse, op.Ties, op.TiesDown = opposite != q.backward, ties, q.backward
	return path{rule: "order", index: x, ordered: true, est: q.walked(est), cost: q.reading(s, est), used: s.used, op: op, tops: &s.tops}, true
}

// mayFollow reports whether the first key of the order is a part of the index
// at all.
func (q *query) mayFollow(x *catalog.Index) bool {
	for i := range x.Parts {
		if sameTexts(x.Parts[i].Path, q.order[0].Path) {
			return true
		}
	}
	return false
}

// follows reports whether the parts of an index behind the fixed ones are the
// keys of the order, all in their direction or all in the opposite one. Keys on
// fixed parts are constant and are passed over. ties is the number of parts by
// which rows differ in the order.
func (q *query) follows(x *catalog.Index, fixed int) (ties int, opposite, ok bool) {
	at, first := fixed, true
	for i := range q.order {
		k := &q.order[i]
		if constant(x, fixed, k.Path) {
			continue
		}
		if at == len(x.Parts) || !sameTexts(x.Parts[at].Path, k.Path) {
			return 0, false, false
		}
		turned := x.Parts[at].Desc != k.Desc
		if !first && turned != opposite {
			return 0, false, false
		}
		opposite, first = turned, false
		at++
	}
	return at, opposite, true
}

func constant(x *catalog.Index, fixed int, path []string) bool {
	for _, p := range x.Parts[:fixed] {
		if sameTexts(p.Path, path) {
			return true
		}
	}
	return false
}

// clip narrows a range by the cursors. It stays a little too wide (rows that
// tie with a cursor are inside); Bounds cuts exactly.
func (q *query) clip(x *catalog.Index, fixed int, opposite bool, r *exec.KeyRange) {
	for i := range q.order {
		if constant(x, fixed, q.order[i].Path) {
			return // the cursor's key holds parts that the index key lacks here
		}
	}
	prefix := q.fixedPrefix(x, fixed, r.Start)
	if prefix == nil {
		return
	}
	narrow := func(cursor []byte, low bool) {
		if len(cursor) < 8 {
			return
		}
		part := bytes.Clone(cursor[:len(cursor)-8])
		if opposite {
			invert(part)
			low = !low
		}
		key := append(bytes.Clone(prefix), part...)
		if low {
			if bytes.Compare(key, r.Start) > 0 {
				r.Start = key
			}
		} else if end := storage.PrefixEnd(key); bytes.Compare(end, r.End) < 0 {
			r.End = end
		}
	}
	if q.after != nil {
		narrow(q.after, true)
	}
	if q.before != nil {
		narrow(q.before, false)
	}
	if bytes.Compare(r.Start, r.End) > 0 {
		r.Start = r.End
	}
}

// fixedPrefix is the key of the fixed parts.
func (q *query) fixedPrefix(x *catalog.Index, fixed int, start []byte) []byte {
	prefix := [][]byte{catalog.IndexPrefix(q.coll.ID, x.ID)}
	for j := range x.Parts[:fixed] {
		p := &x.Parts[j]
		i := q.equality(p.Path)
		if i < 0 {
			return nil
		}
		prefix = extend(prefix, p, q.preds[i].Values)
	}
	if !bytes.HasPrefix(start, prefix[0]) && fixed > 0 {
		return nil
	}
	return prefix[0]
}
