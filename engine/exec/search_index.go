package exec

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/fts"
	"github.com/auroradb/aurora/engine/postings"
	"github.com/auroradb/aurora/engine/sorting"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// CanLookup reports whether a full-text index of the collection answers the
// query.
//
// Errors: CORRUPT, and those of the store. Cost: one read.
func (s *Search) CanLookup(ctx context.Context, env *Env) (bool, error) {
	for i := range s.Query.Len() {
		if !postings.Whole(s.Query.Word(i)) {
			return false, nil
		}
		for _, w := range s.Query.Phrase(i) {
			if !postings.Whole(w) {
				return false, nil
			}
		}
	}
	_, ok, err := postings.Open(ctx, base(env), s.Coll)
	return ok, err
}

// base is the committed state that a transaction stands on: the index follows
// the documents when a commit is sealed.
func base(env *Env) txn.Reader {
	if tx, ok := env.Reader.(*txn.Tx); ok {
		return tx.Base()
	}
	return env.Reader
}

// lookup searches through the index. Documents that the transaction itself has
// written are looked at one by one.
func (s *Search) lookup(ctx context.Context, env *Env, emit func(*Row) bool) error {
	index, _, err := postings.Open(ctx, base(env), s.Coll)
	if err != nil {
		return err
	}
	l := &lookup{s: s, env: env, index: index, weights: make([]float64, len(index.Fields)), words: make([][]hit, s.Query.Len())}
	for i := range s.Fields {
		for j, name := range index.Fields {
			if name == s.Fields[i].Name {
				l.weights[j] = s.Fields[i].Weight
				l.rank.Length += int(index.Words[j])
			}
		}
	}
	// The length of a document is known for all fields together only, and where
	// a word stands is not known at all: then the documents found are looked at.
	l.read = s.Query.Phrases() || len(s.Fields) != len(index.Fields)
	if err := l.ownRows(ctx); err != nil {
		return err
	}
	for i := range s.Query.Len() {
		if err := l.word(ctx, i); err != nil {
			return err
		}
		l.words[i] = sorted(l.words[i])
	}
	if err := l.join(ctx); err != nil {
		return err
	}
	return l.emit(emit)
}

// lookup is one search under way.
type lookup struct {
	s       *Search
	env     *Env
	index   *postings.Index
	weights []float64 // of the index's fields; 0 for one that is not searched
	read    bool      // hits are counted in the documents
	own     map[uint64]bool
	words   [][]hit // for each word of the query
	rank    fts.Ranking
	found   []foundRow
	freqs   []float64 // of all found rows, one after the other
}

// hit is a document that has a word of the query.
type hit struct {
	row    uint64
	length int
	freq   float64
}

// foundRow is a document with any word of the query.
type foundRow struct {
	row    uint64
	length int
}

// sorted puts the hits of a word in the order of rows, each row once.
func sorted(hits []hit) []hit {
	inOrder := true
	for i := 1; i < len(hits) && inOrder; i++ {
		inOrder = hits[i-1].row < hits[i].row
	}
	if inOrder {
		return hits
	}
	sorting.Func(hits, func(a, b hit) int { return cmp.Compare(a.row, b.row) })
	out := hits[:1]
	for _, h := range hits[1:] {
		if last := &out[len(out)-1]; last.row == h.row {
			last.freq += h.freq
		} else {
			out = append(out, h)
		}
	}
	return out
}

// ownRows reads the documents that the transaction wrote, and the statistics of
// all.
func (l *lookup) ownRows(ctx context.Context) error {
	tx, ok := l.env.Reader.(*txn.Tx)
	if !ok {
		n, err := catalog.ReadCount(ctx, l.env.Reader, l.s.Coll.ID)
		l.rank.Texts = int(n.Documents)
		return err
	}
	raw, err := tx.Peek(ctx, catalog.CountKey(l.s.Coll.ID))
	if err == nil {
		var n catalog.Count
		n, err = catalog.DecodeCount(raw)
		l.rank.Texts = int(n.Documents)
	}
	if unlessNotFound(err) != nil {
		return err
	}
	docs := storage.Prefix(catalog.DocumentPrefix(l.s.Coll.ID))
	tx.Reads().TouchRange(docs)
	l.own = map[uint64]bool{}
	tx.Written(docs, func(key []byte) {
		if row, ok := catalog.DocumentRow(key); ok {
			l.own[row] = true
		}
	})
	for row := range l.own {
		if err := l.ownRow(ctx, tx, catalog.DocumentKey(l.s.Coll.ID, row), row); err != nil {
			return err
		}
	}
	return nil
}

// ownRow puts what a document has now in the place of what it had.
func (l *lookup) ownRow(ctx context.Context, tx *txn.Tx, key []byte, row uint64) error {
	var hits fts.Hits
	switch old, err := tx.Base().Get(ctx, key); {
	case err == nil:
		l.count(&hits, old)
		l.rank.Length -= hits.Length
	case unlessNotFound(err) != nil:
		return err
	}
	switch doc, err := tx.Get(ctx, key); {
	case err == nil:
		l.count(&hits, doc)
		l.rank.Length += hits.Length
		l.add(row, &hits)
	case unlessNotFound(err) != nil:
		return err
	}
	return nil
}

// count looks at a document.
func (l *lookup) count(hits *fts.Hits, doc value.Raw) {
	hits.Reset(l.s.Query)
	for i := range l.s.Fields {
		if v, ok := l.s.Fields[i].Get(doc); ok {
			l.s.add(hits, v, l.s.Fields[i].Weight)
		}
	}
}

// add keeps a document that was looked at.
func (l *lookup) add(row uint64, hits *fts.Hits) {
	if hits.Found() {
		l.rank.With(hits)
		l.found = append(l.found, foundRow{row, hits.Length})
		l.freqs = append(l.freqs, hits.Freq...)
	}
}

// word finds the documents of word or phrase i of the query.
func (l *lookup) word(ctx context.Context, i int) error {
	if phrase := l.s.Query.Phrase(i); phrase != nil {
		return l.phrase(ctx, i, phrase)
	}
	word := []byte(l.s.Query.Word(i))
	exact, longer := l.s.Query.Match(i, string(word)), l.s.Query.Match(i, string(word)+"x")
	err := l.index.Prefix(ctx, string(word), func(found []byte, p *postings.Posting) {
		if len(found) == len(word) {
			l.posting(i, p, exact)
		} else {
			l.posting(i, p, longer)
		}
	})
	walk := l.s.Query.Fuzzy(i)
	if err != nil || walk == nil {
		return err
	}
	var near []string
	err = l.index.Walk(ctx, func(found []byte) int {
		if bytes.HasPrefix(found, word) {
			return 0
		}
		ok, dead := walk.Step(string(found))
		if ok {
			near = append(near, string(found))
		}
		return dead
	})
	for _, term := range near {
		if err != nil {
			return err
		}
		how := l.s.Query.Match(i, term)
		err = l.index.Word(ctx, term, func(_ []byte, p *postings.Posting) { l.posting(i, p, how) })
	}
	return err
}

// phrase finds the documents that hold all words of a phrase.
func (l *lookup) phrase(ctx context.Context, i int, words []string) error {
	var all []hit
	for n, w := range words {
		var next []hit
		err := l.index.Word(ctx, w, func(_ []byte, p *postings.Posting) {
			for n > 0 && len(all) > 0 && all[0].row < p.Row {
				all = all[1:]
			}
			if n == 0 || len(all) > 0 && all[0].row == p.Row {
				next = append(next, hit{row: p.Row})
			}
		})
		if err != nil {
			return err
		}
		all = next
	}
	l.words[i] = all
	return nil
}

// posting counts a posting of word i.
func (l *lookup) posting(i int, p *postings.Posting, how float64) {
	weight := 0.0
	for _, c := range p.Counts {
		weight += float64(c.N) * l.weights[c.Field]
	}
	if weight > 0 {
		l.words[i] = append(l.words[i], hit{p.Row, p.Length, how * weight})
	}
}

// join brings the hits of all words together, row by row. Documents are looked
// at if the postings do not tell enough.
func (l *lookup) join(ctx context.Context) error {
	hits, most := fts.Hits{}, 0
	for _, w := range l.words {
		most += len(w)
	}
	l.found, l.freqs = slices.Grow(l.found, most), slices.Grow(l.freqs, most*len(l.words))
	for n := 0; ; n++ {
		row, more := l.next()
		if !more {
			return nil
		}
		if n%tick == tick-1 {
			if err := l.env.check(ctx); err != nil {
				return err
			}
		}
		hits.Reset(l.s.Query)
		for i, w := range l.words {
			if len(w) > 0 && w[0].row == row {
				hits.Hit(i, w[0].freq)
				hits.Length = w[0].length
				l.words[i] = w[1:]
			}
		}
		if l.own[row] {
			continue
		}
		if l.read {
			doc, err := base(l.env).Get(ctx, catalog.DocumentKey(l.s.Coll.ID, row))
			if err != nil {
				return err
			}
			l.count(&hits, doc)
		}
		l.add(row, &hits)
	}
}

// next returns the lowest row that is left.
func (l *lookup) next() (row uint64, more bool) {
	for _, w := range l.words {
		if len(w) > 0 && (!more || w[0].row < row) {
			row, more = w[0].row, true
		}
	}
	return row, more
}

// emit pushes the rows in insertion order.
func (l *lookup) emit(emit func(*Row) bool) error {
	var order []int     // nil: as they were found
	if len(l.own) > 0 { // they were added first
		order = make([]int, len(l.found))
		for i := range order {
			order[i] = i
		}
		sorting.Func(order, func(a, b int) int { return cmp.Compare(l.found[a].row, l.found[b].row) })
	}
	words := l.s.Query.Len()
	var row Row
	for i := range l.found {
		if order != nil {
			i = order[i]
		}
		hits := fts.Hits{Freq: l.freqs[i*words : (i+1)*words], Length: l.found[i].length}
		row = Row{Num: l.found[i].row, Score: l.rank.Score(&hits)}
		if row.Score >= l.s.MinScore && !emit(&row) {
			return nil
		}
	}
	return nil
}

func unlessNotFound(err error) error {
	if err != nil && !errors.Is(err, dberr.NotFound) {
		return err
	}
	return nil
}
