package fts

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Query is a prepared search: any of its words finds a text.
type Query struct {
	words []queryWord
	fuzzy int
}

type queryWord struct {
	text  string
	runes []rune
}

// How well a word is met.
const (
	exactHit  = 1.0
	prefixHit = 0.7
	fuzzyHit  = 0.5 // divided by the number of edits
)

// NewQuery prepares the text of a search; fuzzy is the number of edits allowed.
// A query of stop words only finds nothing.
func NewQuery(text string, fuzzy int) *Query {
	q := &Query{fuzzy: fuzzy}
	for w := range Words(text) {
		known := slices.ContainsFunc(q.words, func(o queryWord) bool { return o.text == w.Folded })
		if !known && !IsStop(w.Folded) {
			q.words = append(q.words, queryWord{w.Folded, []rune(w.Folded)})
		}
	}
	return q
}

// Len returns the number of words that are searched.
func (q *Query) Len() int { return len(q.words) }

// match returns how well a folded word of a text meets word i of the query, 0
// if it does not.
func (q *Query) match(i int, word string) float64 {
	w := &q.words[i]
	if strings.HasPrefix(word, w.text) {
		if len(word) == len(w.text) {
			return exactHit
		}
		return prefixHit
	}
	if q.fuzzy == 0 {
		return 0
	}
	if d := distance(w.runes, word, q.fuzzy); d <= q.fuzzy {
		return fuzzyHit / float64(d)
	}
	return 0
}

// distance is the Levenshtein distance, limit+1 if it is larger.
func distance(a []rune, b string, limit int) int {
	n := utf8.RuneCountInString(b)
	if n-len(a) > limit || len(a)-n > limit || len(a) >= maxFuzzy {
		return limit + 1
	}
	var row [maxFuzzy]int
	for j := range len(a) + 1 {
		row[j] = j
	}
	i := 0
	for _, r := range b {
		i++
		diagonal := row[0]
		row[0] = i
		least := i
		for j := 1; j <= len(a); j++ {
			cost := diagonal
			if a[j-1] != r {
				cost++
			}
			diagonal = row[j]
			row[j] = min(row[j]+1, row[j-1]+1, cost)
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
	}
	return row[len(a)]
}

// maxFuzzy is the length from which words are compared exactly only.
const maxFuzzy = 64
