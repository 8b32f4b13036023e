package postings

import (
	"context"
	"strconv"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/storage"
)

// maxProblems bounds what Verify lists.
const maxProblems = 100

// Verify compares the index of a collection with its documents and returns what
// differs. A collection that was never indexed is no problem. Cost: everything
// is read; the index is held in memory.
//
// Errors: those of the view.
func Verify(ctx context.Context, r txn.Reader, coll *catalog.Collection) ([]string, error) {
	stats, err := read(ctx, r, coll)
	if err != nil {
		return []string{err.Error()}, nil
	}
	if stats == nil {
		return nil, nil
	}
	analyzer := Analyzer(coll)
	v := verifier{want: map[string]Posting{}, words: map[string]bool{}}
	words := make([]uint64, len(stats.Fields))
	for kv, err := range r.Scan(ctx, storage.Prefix(catalog.DocumentPrefix(coll.ID))) {
		if err != nil {
			return nil, err
		}
		row, ok := catalog.DocumentRow(kv.Key)
		if !ok {
			continue
		}
		d := analyze(analyzer, stats.Fields, kv.Value)
		for i, n := range d.lengths {
			words[i] += uint64(n)
		}
		for _, t := range d.terms {
			v.words[t.word] = true
			v.want[key(t.word, row)] = Posting{Row: row, Length: d.length, Counts: t.counts}
		}
	}
	for i, name := range stats.Fields {
		if words[i] != stats.Words[i] {
			v.report("its full-text index counts " + strconv.FormatUint(stats.Words[i], 10) + " words of " + name + ", not " + strconv.FormatUint(words[i], 10))
		}
	}
	for kv, err := range r.Scan(ctx, storage.Prefix(wordPrefix(coll.ID, ""))) {
		if err != nil {
			return nil, err
		}
		v.block(kv, len(stats.Fields))
	}
	known, err := dictionary(ctx, r, coll)
	if err != nil {
		return nil, err
	}
	for word := range v.words {
		if !known[word] {
			v.report("its dictionary lacks " + strconv.Quote(word))
		}
	}
	if n := len(v.want); n > 0 {
		v.report("its full-text index lacks " + strconv.Itoa(n) + " postings")
	}
	return v.problems, nil
}

// dictionary reads all words.
func dictionary(ctx context.Context, r txn.Reader, coll *catalog.Collection) (map[string]bool, error) {
	words := map[string]bool{}
	for kv, err := range r.Scan(ctx, storage.Prefix(dictionaryKey(coll.ID, ""))) {
		if err != nil {
			return nil, err
		}
		if word, err := splitWord(kv.Key); err == nil {
			words[string(word)] = true
		}
	}
	return words, nil
}

func key(word string, row uint64) string { return word + "\x00" + strconv.FormatUint(row, 10) }

// verifier takes what it meets out of what it expects.
type verifier struct {
	want     map[string]Posting
	words    map[string]bool
	problems []string
}

func (v *verifier) report(problem string) {
	if len(v.problems) < maxProblems {
		v.problems = append(v.problems, problem)
	}
}

func (v *verifier) block(kv storage.KV, fields int) {
	word, first, err := splitKey(kv.Key)
	var ps []Posting
	if err == nil {
		ps, err = decode(kv.Value, first, fields)
	}
	if err != nil {
		v.report("its full-text index: " + err.Error())
		return
	}
	for _, p := range ps {
		k := key(string(word), p.Row)
		if want, ok := v.want[k]; !ok || want.Length != p.Length || !equal(want.Counts, p.Counts) {
			v.report("its full-text index has word " + strconv.Quote(string(word)) + " of row " + strconv.FormatUint(p.Row, 10) + ", unlike the document")
		}
		delete(v.want, k)
	}
}
