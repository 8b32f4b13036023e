package postings

import (
	"context"
	"math"
	"strings"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/fts"
	"github.com/auroradb/aurora/engine/sorting"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// Change is a document before and after a commit; nil is no document.
type Change struct {
	Row      uint64
	Old, New value.Raw
}

// op puts a posting, or takes it away if it has no counts.
type op struct {
	word string
	Posting
}

// Apply carries changed documents, each at most once, into the index that r
// shows, and writes what becomes of it to tx. A collection without an index, or
// with one of other fields, is left alone: it is read document by document.
//
// Errors: CORRUPT, and those of the view. Cost: for each distinct word of new
// documents one write, and now and then the small blocks of the word are merged;
// for each word that changes in an older document one seek, one block read and
// written.
func Apply(ctx context.Context, r txn.Reader, tx *txn.Tx, coll *catalog.Collection, changes []Change, known *Known) error {
	stats, err := read(ctx, r, coll)
	if err != nil || stats == nil {
		return err
	}
	a := applier{ctx: ctx, r: r, tx: tx, coll: coll.ID, fields: len(stats.Fields), analyzer: Analyzer(coll), last: stats.Last, known: known}
	for _, c := range changes {
		a.change(stats, c)
		stats.Last = max(stats.Last, c.Row)
	}
	sorting.Func(a.ops, func(x, y op) int {
		if c := strings.Compare(x.word, y.word); c != 0 {
			return c
		}
		if x.Row < y.Row {
			return -1
		}
		return 1
	})
	for i := 0; i < len(a.ops); {
		end := i + 1
		for end < len(a.ops) && a.ops[end].word == a.ops[i].word {
			end++
		}
		if err := a.word(a.ops[i:end]); err != nil {
			return err
		}
		i = end
	}
	tx.PutShared(statsKey(coll.ID), stats.encode())
	return nil
}

// Create writes the index of a collection without documents, and reports whether
// it has searched fields.
func Create(tx *txn.Tx, coll *catalog.Collection) bool {
	fields := Fields(coll)
	if len(fields) == 0 {
		return false
	}
	stats := &Stats{Fields: fields, Words: make([]uint64, len(fields))}
	tx.PutShared(statsKey(coll.ID), stats.encode())
	return true
}

// Build writes the index of all documents that the transaction shows anew, over
// whatever was there. Without searched fields nothing is left.
//
// Errors: those of the view. Cost: every document is read; the words of all of
// them are held in memory.
func Build(ctx context.Context, tx *txn.Tx, coll *catalog.Collection) error {
	var old [][]byte
	for kv, err := range tx.Scan(ctx, storage.Prefix(Prefix(coll.ID))) {
		if err != nil {
			return err
		}
		old = append(old, kv.Key)
	}
	for _, key := range old {
		tx.Delete(key)
	}
	if !Create(tx, coll) {
		return nil
	}
	var changes []Change
	for kv, err := range tx.Scan(ctx, storage.Prefix(catalog.DocumentPrefix(coll.ID))) {
		if err != nil {
			return err
		}
		if row, ok := catalog.DocumentRow(kv.Key); ok {
			changes = append(changes, Change{Row: row, New: kv.Value})
		}
	}
	return Apply(ctx, tx, tx, coll, changes, &Known{})
}

// applier collects what changes, by word.
type applier struct {
	ctx      context.Context // of the running call
	r        txn.Reader
	tx       *txn.Tx
	coll     uint32
	fields   int
	analyzer *fts.Analyzer
	last     uint64 // rows behind it are in no block
	known    *Known
	ops      []op
}

// change adds what a document changes: its words before and after, merged.
func (a *applier) change(stats *Stats, c Change) {
	old, doc := analyze(a.analyzer, stats.Fields, c.Old), analyze(a.analyzer, stats.Fields, c.New)
	for i := range stats.Words {
		stats.Words[i] += uint64(doc.lengths[i]) - uint64(old.lengths[i])
	}
	gone := old.terms
	for _, t := range doc.terms {
		for len(gone) > 0 && gone[0].word < t.word {
			a.ops = append(a.ops, op{gone[0].word, Posting{Row: c.Row}})
			gone = gone[1:]
		}
		if len(gone) > 0 && gone[0].word == t.word {
			same := old.length == doc.length && equal(gone[0].counts, t.counts)
			gone = gone[1:]
			if same {
				continue
			}
		}
		a.ops = append(a.ops, op{t.word, Posting{Row: c.Row, Length: doc.length, Counts: t.counts}})
	}
	for _, t := range gone {
		a.ops = append(a.ops, op{t.word, Posting{Row: c.Row}})
	}
}

func equal(a, b []Count) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// word carries the changes of one word into its blocks.
func (a *applier) word(ops []op) error {
	if w := ops[0].word; a.known.learn(a.coll, w) {
		a.tx.PutShared(dictionaryKey(a.coll, w), nil)
	}
	old := 0 // changes of documents that may be in a block
	for old < len(ops) && ops[old].Row <= a.last {
		old++
	}
	if err := a.old(ops[:old]); err != nil {
		return err
	}
	var added []Posting
	merge := false
	for _, o := range ops[old:] {
		if len(o.Counts) > 0 {
			added = append(added, o.Posting)
			merge = merge || (o.Row+hash(o.word))%mergeEvery == 0
		}
	}
	if !merge || old > 0 { // the view does not show what was just written
		a.put(ops[0].word, added, blockSize)
		return nil
	}
	return a.merge(ops[0].word, added)
}

// New documents are put in blocks of their own, without a look at what is
// there; the small blocks at the end are merged at about one in mergeEvery
// documents of a word, at most mergeBlocks at once.
const (
	mergeEvery  = 4
	mergeBlocks = 64
)

// hash spreads the words over the documents at which they merge.
func hash(word string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(word) {
		h = (h ^ uint64(word[i])) * 1099511628211
	}
	return h >> 32
}

// merge puts new postings together with those of the small blocks at the end.
func (a *applier) merge(word string, added []Posting) error {
	var parts [][]Posting
	var keys [][]byte
	n := 0
	r := storage.Range{Start: append(wordPrefix(a.coll, word), 0), End: append(wordPrefix(a.coll, word), 1), Reverse: true}
	for kv, err := range a.r.Scan(a.ctx, r) {
		if err != nil {
			return err
		}
		_, first, err := splitKey(kv.Key)
		if err != nil {
			return err
		}
		ps, err := decode(kv.Value, first, a.fields)
		if err != nil {
			return err
		}
		if len(ps) > blockSize*3/4 || len(keys) == mergeBlocks {
			break
		}
		parts, keys, n = append(parts, ps), append(keys, kv.Key), n+len(ps)
	}
	if n == 0 {
		a.put(word, added, blockSize)
		return nil
	}
	all := make([]Posting, 0, n+len(added))
	for i := len(parts) - 1; i >= 0; i-- {
		all = append(all, parts[i]...)
	}
	for _, k := range keys {
		a.tx.Delete(k)
	}
	a.put(word, append(all, added...), blockSize)
	return nil
}

// put writes postings as blocks.
func (a *applier) put(word string, ps []Posting, size int) {
	for len(ps) > 0 {
		part := ps[:min(size, len(ps))]
		a.tx.PutShared(blockKey(a.coll, word, part[0].Row), appendBlock(nil, a.fields, part))
		ps = ps[len(part):]
	}
}

// old carries changes of documents that may be in a block into it, from the last
// block backwards.
func (a *applier) old(ops []op) error {
	for end := uint64(math.MaxUint64); len(ops) > 0; {
		word := ops[0].word
		key, val, first, err := a.before(word, end)
		if err != nil {
			return err
		}
		from := len(ops)
		for from > 0 && (key == nil || ops[from-1].Row >= first) {
			from--
		}
		if key != nil && from > 0 {
			// The changes before the first block of all belong to it as well.
			if k, _, _, err := a.before(word, first); err != nil {
				return err
			} else if k == nil {
				from = 0
			}
		}
		if from < len(ops) {
			if err := a.rewrite(word, key, val, first, ops[from:]); err != nil {
				return err
			}
		}
		ops, end = ops[:from], first
	}
	return nil
}

// before returns the last block of a word that begins before a row, a nil key
// if there is none.
func (a *applier) before(word string, row uint64) (key, val []byte, first uint64, err error) {
	r := storage.Range{Start: append(wordPrefix(a.coll, word), 0), End: blockKey(a.coll, word, row), Reverse: true}
	for kv, err := range a.r.Scan(a.ctx, r) {
		if err != nil {
			return nil, nil, 0, err
		}
		_, first, err := splitKey(kv.Key)
		return kv.Key, kv.Value, first, err
	}
	return nil, nil, 0, nil
}

// rewrite writes a block with its changes, as several if it grew too large.
func (a *applier) rewrite(word string, key, val []byte, first uint64, ops []op) error {
	var old []Posting
	if key != nil {
		var err error
		if old, err = decode(val, first, a.fields); err != nil {
			return err
		}
	}
	all := make([]Posting, 0, len(old)+len(ops))
	for _, o := range ops {
		for len(old) > 0 && old[0].Row < o.Row {
			all, old = append(all, old[0]), old[1:]
		}
		if len(old) > 0 && old[0].Row == o.Row {
			old = old[1:]
		}
		if len(o.Counts) > 0 {
			all = append(all, o.Posting)
		}
	}
	all = append(all, old...)
	if key != nil && (len(all) == 0 || all[0].Row != first) {
		a.tx.Delete(key)
	}
	// What grew is halved, so that it can grow again.
	parts := max(1, (len(all)+blockSize-1)/blockSize)
	a.put(word, all, (len(all)+parts-1)/parts)
	return nil
}
