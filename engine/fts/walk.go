package fts

import "unicode/utf8"

// Walk goes through a sorted dictionary and finds the words within the edits of
// a fuzzy query word, without looking at all of them: it tells how much of a
// word already is too far away, so that the dictionary can be sought behind all
// words that begin so. It keeps the table of the word before.
type Walk struct {
	word  []rune
	limit int
	prev  string
	rows  [][maxFuzzy]int // distances of the word's beginnings to each beginning of prev
	ends  []int           // bytes of prev up to each of its characters
}

// Fuzzy returns a walk for word i of the query, nil if nothing but the word and
// what begins with it can be found.
func (q *Query) Fuzzy(i int) *Walk {
	w := &q.words[i]
	if q.fuzzy == 0 || w.phrase != nil || len(w.runes) >= maxFuzzy {
		return nil
	}
	walk := &Walk{word: w.runes, limit: q.fuzzy, rows: make([][maxFuzzy]int, 1, 32), ends: make([]int, 1, 32)}
	for j := range len(w.runes) + 1 {
		walk.rows[0][j] = j
	}
	return walk
}

// Step looks at the next word of the dictionary. It reports whether the word is
// near enough, or else dead > 0: no word that begins with its first dead bytes
// is.
func (w *Walk) Step(term string) (near bool, dead int) {
	known := 0 // characters that the word shares with the one before
	for known+1 < len(w.ends) && len(term) >= w.ends[known+1] && term[:w.ends[known+1]] == w.prev[:w.ends[known+1]] {
		known++
	}
	w.rows, w.ends, w.prev = w.rows[:known+1], w.ends[:known+1], term
	at := w.ends[known]
	for at < len(term) {
		r, size := utf8.DecodeRuneInString(term[at:])
		at += size
		last := &w.rows[len(w.rows)-1]
		var row [maxFuzzy]int
		row[0] = last[0] + 1
		least := row[0]
		for j, c := range w.word {
			cost := last[j]
			if c != r {
				cost++
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, cost)
			least = min(least, row[j+1])
		}
		if least > w.limit {
			return false, at
		}
		w.rows, w.ends = append(w.rows, row), append(w.ends, at)
	}
	return w.rows[len(w.rows)-1][len(w.word)] <= w.limit, 0
}
