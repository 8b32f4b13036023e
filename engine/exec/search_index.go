package exec

import (
	"bytes"
	"cmp"
	"context"
	"errors"

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
	index, ok, err := postings.Open(ctx, base(env), s.Coll)
	if err != nil {
		return err
	}
	l := &lookup{s: s, env: env, index: index, weights: make([]float64, len(index.Fields)), own: map[uint64]bool{}, at: map[uint64]int{}}
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
	l.read = !ok || s.Query.Phrases() || len(s.Fields) != len(index.Fields)
	if err := l.ownRows(ctx); err != nil {
		return err
	}
	for i := range s.Query.Len() {
		if err := l.word(ctx, i); err != nil {
			return err
		}
	}
	if err := l.judge(ctx); err != nil {
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
	rank    fts.Ranking
	at      map[uint64]int // place of a row in rows and hits
	rows    []uint64
	hits    []fts.Hits
}

// ownRows reads the documents that the transaction wrote, and the statistics of
// all.
func (l *lookup) ownRows(ctx context.Context) error {
	key := catalog.CountKey(l.s.Coll.ID)
	tx, ok := l.env.Reader.(*txn.Tx)
	if !ok {
		n, err := catalog.ReadCount(ctx, l.env.Reader, l.s.Coll.ID)
		l.rank.Texts = int(n.Documents)
		return err
	}
	raw, err := tx.Peek(ctx, key)
	if err == nil {
		var n catalog.Count
		n, err = catalog.DecodeCount(raw)
		l.rank.Texts = int(n.Documents)
	}
	if err = unlessNotFound(err); err != nil {
		return err
	}
	docs := storage.Prefix(catalog.DocumentPrefix(l.s.Coll.ID))
	tx.Reads().TouchRange(docs)
	var rows []uint64
	tx.Written(docs, func(key []byte) {
		if row, ok := catalog.DocumentRow(key); ok {
			rows = append(rows, row)
		}
	})
	for _, row := range rows {
		l.own[row] = true
		old, err := tx.Base().Get(ctx, catalog.DocumentKey(l.s.Coll.ID, row))
		if unlessNotFound(err) != nil {
			return err
		}
		if err == nil {
			l.rank.Length -= l.count(old).Length
		}
		doc, err := tx.Get(ctx, catalog.DocumentKey(l.s.Coll.ID, row))
		if unlessNotFound(err) != nil {
			return err
		}
		if err != nil {
			continue
		}
		hits := l.count(doc)
		l.rank.Length += hits.Length
		if hits.Found() {
			l.rows, l.hits = append(l.rows, row), append(l.hits, hits)
		}
	}
	return nil
}

// count looks at a document.
func (l *lookup) count(doc value.Raw) fts.Hits {
	var hits fts.Hits
	hits.Reset(l.s.Query)
	for i := range l.s.Fields {
		if v, ok := l.s.Fields[i].Get(doc); ok {
			l.s.add(&hits, v, l.s.Fields[i].Weight)
		}
	}
	return hits
}

// word finds the documents of word or phrase i of the query.
func (l *lookup) word(ctx context.Context, i int) error {
	if phrase := l.s.Query.Phrase(i); phrase != nil {
		return l.phrase(ctx, phrase)
	}
	word := []byte(l.s.Query.Word(i))
	err := l.index.Prefix(ctx, string(word), func(found []byte, p *postings.Posting) {
		how := l.s.Query.Match(i, string(word)) // exact
		if len(found) != len(word) {
			how = l.s.Query.Match(i, string(found))
		}
		l.found(i, p, how)
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
		err = l.index.Word(ctx, term, func(_ []byte, p *postings.Posting) { l.found(i, p, how) })
	}
	return err
}

// phrase finds the documents that hold all words of a phrase.
func (l *lookup) phrase(ctx context.Context, words []string) error {
	var all map[uint64]bool
	for _, w := range words {
		rows := map[uint64]bool{}
		err := l.index.Word(ctx, w, func(_ []byte, p *postings.Posting) {
			if all == nil || all[p.Row] {
				rows[p.Row] = true
			}
		})
		if err != nil {
			return err
		}
		all = rows
	}
	for row := range all {
		if !l.own[row] {
			l.row(row)
		}
	}
	return nil
}

// found counts a posting of word i.
func (l *lookup) found(i int, p *postings.Posting, how float64) {
	weight := 0.0
	for _, c := range p.Counts {
		weight += float64(c.N) * l.weights[c.Field]
	}
	if weight == 0 || l.own[p.Row] {
		return
	}
	at := l.row(p.Row)
	if !l.read {
		l.hits[at].Hit(i, how*weight)
		l.hits[at].Length = p.Length
	}
}

// row returns the place of a row.
func (l *lookup) row(row uint64) int {
	at, ok := l.at[row]
	if !ok {
		at = len(l.rows)
		l.at[row] = at
		l.rows = append(l.rows, row)
		l.hits = append(l.hits, fts.Hits{})
		l.hits[at].Reset(l.s.Query)
	}
	return at
}

// judge counts in how many documents each word is, looking into them if the
// postings do not tell enough.
func (l *lookup) judge(ctx context.Context) error {
	for i, row := range l.rows {
		if i%tick == tick-1 {
			if err := l.env.check(ctx); err != nil {
				return err
			}
		}
		if l.read && !l.own[row] {
			doc, err := base(l.env).Get(ctx, catalog.DocumentKey(l.s.Coll.ID, row))
			if err != nil {
				return err
			}
			l.hits[i] = l.count(doc)
		}
		l.rank.With(&l.hits[i])
	}
	return nil
}

// emit pushes the rows in insertion order.
func (l *lookup) emit(emit func(*Row) bool) error {
	order := make([]int, len(l.rows))
	for i := range order {
		order[i] = i
	}
	sorting.Func(order, func(a, b int) int { return cmp.Compare(l.rows[a], l.rows[b]) })
	for _, i := range order {
		row := Row{Num: l.rows[i], Score: l.rank.Score(&l.hits[i])}
		if l.hits[i].Found() && row.Score >= l.s.MinScore && !emit(&row) {
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
