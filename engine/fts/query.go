package fts

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Query is a prepared search: any of its words finds a text.
type Query struct {
	analyzer *Analyzer
	words    []queryWord
	fuzzy    int
}

// queryWord is a word, or the words of a phrase.
type queryWord struct {
	text   string
	runes  []rune
	phrase []Word // stop words included; nil for a word
}

// How well a word is met.
const (
	exactHit  = 1.0
	prefixHit = 0.7
	fuzzyHit  = 0.5 // divided by the number of edits
)

// NewQuery prepares the text of a search; fuzzy is the number of edits allowed.
// What stands between double quotes is a phrase: its words are found next to
// each other, as they are. A query of stop words only finds nothing.
func (a *Analyzer) NewQuery(text string, fuzzy int) *Query {
	q := &Query{analyzer: a, fuzzy: fuzzy}
	for {
		before, rest, quoted := strings.Cut(text, `"`)
		q.addWords(before)
		if !quoted {
			return q
		}
		inside, after, closed := strings.Cut(rest, `"`)
		if !closed {
			q.addWords(inside)
			return q
		}
		q.addPhrase(inside)
		text = after
	}
}

func (q *Query) addWords(text string) {
	for w := range q.analyzer.Words(text) {
		if !w.Stop {
			q.add(queryWord{text: w.Folded, runes: []rune(w.Folded)})
		}
	}
}

func (q *Query) addPhrase(text string) {
	var words []Word
	var reads []string
	for w := range q.analyzer.Words(text) {
		words, reads = append(words, w), append(reads, w.Folded)
	}
	if slices.ContainsFunc(words, func(w Word) bool { return !w.Stop }) {
		q.add(queryWord{text: strings.Join(reads, " "), phrase: words})
	}
}

func (q *Query) add(w queryWord) {
	if !slices.ContainsFunc(q.words, func(o queryWord) bool { return o.text == w.text && (o.phrase == nil) == (w.phrase == nil) }) {
		q.words = append(q.words, w)
	}
}

// Len returns the number of words and phrases that are searched.
func (q *Query) Len() int { return len(q.words) }

// Word returns word i folded, "" if it is a phrase.
func (q *Query) Word(i int) string {
	if q.words[i].phrase != nil {
		return ""
	}
	return q.words[i].text
}

// Phrase returns the words of phrase i that are no stop words, nil if it is a
// word.
func (q *Query) Phrase(i int) []string {
	var out []string
	for _, w := range q.words[i].phrase {
		if !w.Stop {
			out = append(out, w.Folded)
		}
	}
	return out
}

// Phrases reports whether the query has any phrase.
func (q *Query) Phrases() bool {
	return slices.ContainsFunc(q.words, func(w queryWord) bool { return w.phrase != nil })
}

// Match returns how well a folded word of a text meets word i of the query, 0
// if it does not or i is a phrase.
func (q *Query) Match(i int, word string) float64 {
	w := &q.words[i]
	if w.phrase != nil {
		return 0
	}
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

// phrases calls found with each phrase and the place of its first word, for
// every time that it stands in a text of these words.
func (q *Query) phrases(words []Word, found func(i, at int)) {
	for i := range q.words {
		phrase := q.words[i].phrase
		if phrase == nil {
			continue
		}
		for at := 0; at+len(phrase) <= len(words); at++ {
			j := 0
			for j < len(phrase) && words[at+j].Folded == phrase[j].Folded && words[at+j].Stop == phrase[j].Stop {
				j++
			}
			if j == len(phrase) {
				found(i, at)
			}
		}
	}
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
