package exec

import (
	"bytes"
	"context"
	"slices"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/index"
	"github.com/auroradb/aurora/engine/sorting"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// KeyRange is a part of an index: Start <= key < End, both whole store keys.
type KeyRange struct {
	Start, End []byte
	Exact      bool // see storage.Range
}

// IndexScan reads ranges of an index and emits rows, without documents unless a
// hint led to them. The ranges are read in the order given (from the last one if
// Reverse), so their order is that of the answer.
type IndexScan struct {
	Coll    *catalog.Collection
	Index   *catalog.Index
	Ranges  []KeyRange
	Reverse bool

	Conditions []string // what the ranges say, for explain

	// Ties > 0 makes rows whose first Ties parts are equal come in insertion
	// order (against it if TiesDown), whatever the other parts say.
	Ties     int
	TiesDown bool

	walk indexWalk // room for that of the first Run
}

// Run pushes a row for each entry. Errors: those of the store, CORRUPT, TIMEOUT.
func (s *IndexScan) Run(ctx context.Context, env *Env, emit func(*Row) bool) error {
	w := &s.walk
	if w.scan != nil {
		w = new(indexWalk)
	}
	*w = indexWalk{scan: s, ctx: ctx, env: env, hints: env.hints(len(s.Ranges)), emit: emit}
	if s.Ties > 0 && (s.Ties < len(s.Index.Parts) || s.Reverse != s.TiesDown) {
		w.run = &tieRun{scan: s, push: w.push}
	}
	pair := w.pair
	for i := range s.Ranges {
		r := &s.Ranges[i]
		if s.Reverse {
			r = &s.Ranges[len(s.Ranges)-1-i]
		}
		if more, err := w.walk(r, pair); err != nil || !more {
			return err
		}
	}
	if w.run != nil {
		w.run.flush()
	}
	return nil
}

// indexWalk is a scan that is under way.
type indexWalk struct {
	scan  *IndexScan
	ctx   context.Context //nolint:containedctx // lives as long as one scan
	env   *Env
	hints *index.Hints
	emit  func(*Row) bool
	run   *tieRun // nil if rows are pushed as they come

	row   Row
	start []byte // of the range
	one   bool   // the range is one key of a unique index
	n     int    // entries so far
	more  bool
	err   error
}

func (w *indexWalk) push(num uint64, doc value.Raw) bool {
	w.row = Row{Num: num, Doc: doc}
	return w.emit(&w.row)
}

// walk reads a range. pair is w.pair.
func (w *indexWalk) walk(r *KeyRange, pair func(storage.KV, error) bool) (more bool, err error) {
	s := w.scan
	rng := storage.Range{Start: r.Start, End: r.End, Exact: r.Exact, Reverse: s.Reverse, Transient: w.run == nil}
	w.start, w.one, w.more = r.Start, w.run == nil && index.OneKey(s.Index, rng), true
	if w.one {
		num, doc, ok, err := w.hints.Recall(w.ctx, w.env.Reader, s.Coll, s.Index, rng.Start)
		if err != nil || ok {
			return err == nil && w.push(num, doc), err
		}
	}
	w.env.Reader.Scan(w.ctx, rng)(pair)
	return w.more && w.err == nil, w.err
}

// pair takes an entry; false if no more are wanted.
func (w *indexWalk) pair(kv storage.KV, err error) bool {
	if w.err = err; err != nil {
		return false
	}
	if w.n++; w.n%tick == 0 {
		if w.err = w.env.check(w.ctx); w.err != nil {
			return false
		}
	}
	num, ok := catalog.IndexRow(kv.Key)
	if !ok {
		w.err = damaged(w.scan.Coll, w.scan.Index)
		return false
	}
	if w.one && len(kv.Key) == len(w.start)+8 {
		w.hints.Note(w.start, num)
	}
	if w.run == nil {
		w.more = w.push(num, nil)
	} else {
		w.more, w.err = w.run.add(kv.Key, num)
	}
	return w.more && w.err == nil
}

func damaged(coll *catalog.Collection, x *catalog.Index) error {
	return dberr.New(dberr.Corrupt, "index \""+x.Name+"\" of collection \""+coll.Name+"\" is damaged")
}

// Describe implements Op.
func (s *IndexScan) Describe() Description {
	d := Description{Op: "indexScan", Collection: s.Coll.Name, Index: s.Index.Name, Direction: direction(s.Reverse)}
	if s.Index.Unique && len(s.Index.Parts) == 1 {
		d.Op = "uniqueLookup"
	}
	d.Ranges = s.Conditions
	return d
}

// tieRun holds the rows of equal keys back until they can be put in order.
type tieRun struct {
	scan   *IndexScan
	push   func(uint64, value.Raw) bool
	prefix []byte // of all keys of the run
	nums   []uint64
}

// add takes an entry; more is false once the rows are no longer wanted.
func (t *tieRun) add(key []byte, num uint64) (more bool, err error) {
	if t.prefix == nil || !bytes.HasPrefix(key, t.prefix) {
		if !t.flush() {
			return false, nil
		}
		n, ok := partsLen(t.scan.Index, t.scan.Ties, key)
		if !ok {
			return false, damaged(t.scan.Coll, t.scan.Index)
		}
		t.prefix = key[:n]
	}
	t.nums = append(t.nums, num)
	return true, nil
}

// flush pushes the rows of the run.
func (t *tieRun) flush() (more bool) {
	sorting.Ordered(t.nums)
	if t.scan.TiesDown {
		slices.Reverse(t.nums)
	}
	for _, n := range t.nums {
		if !t.push(n, nil) {
			return false
		}
	}
	t.nums = t.nums[:0]
	return true
}

// indexHeader is the length of the keyspace, collection and index in a key.
const indexHeader = 9

// partsLen is the length of a key's first parts with its header.
func partsLen(x *catalog.Index, parts int, key []byte) (n int, ok bool) {
	if parts == len(x.Parts) {
		return len(key) - 8, true
	}
	rest := key[indexHeader:]
	for i := range x.Parts[:parts] {
		var err error
		if _, rest, err = x.Parts[i].DecodeKey(rest); err != nil {
			return 0, false
		}
	}
	return len(key) - len(rest), true
}
