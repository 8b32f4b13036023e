package fts

import "math"

// The parameters of BM25.
const (
	k1 = 1.2
	b  = 0.75
)

// Hits is what a text has of a query: for each query word how often it occurs,
// weighted by how well it is met.
type Hits struct {
	Freq   []float64
	Length int // words of the text
	found  bool
}

// Found reports whether the text has any of the words.
func (h *Hits) Found() bool { return h.found }

// Reset forgets the text.
func (h *Hits) Reset(q *Query) {
	if cap(h.Freq) < len(q.words) {
		h.Freq = make([]float64, len(q.words))
	}
	h.Freq = h.Freq[:len(q.words)]
	clear(h.Freq)
	h.Length, h.found = 0, false
}

// Add counts the words of a part of the text; weight is that of the field.
func (h *Hits) Add(q *Query, text string, weight float64) {
	var all []Word // only for phrases
	phrases := q.Phrases()
	for w := range q.analyzer.Words(text) {
		if phrases {
			all = append(all, w)
		}
		if w.Stop {
			continue
		}
		h.Length++
		for i := range q.words {
			if m := q.Match(i, w.Folded); m > 0 {
				h.Hit(i, m*weight)
			}
		}
	}
	q.phrases(all, func(i, _ int) { h.Hit(i, exactHit*weight) })
}

// Hit counts word i of the query once more, weighted.
func (h *Hits) Hit(i int, weight float64) {
	h.Freq[i] += weight
	h.found = true
}

// Ranking is what BM25 must know of all texts.
type Ranking struct {
	Texts  int
	Length int   // words of all texts
	with   []int // texts that have the word, for each query word
	idf    []float64
}

// Count adds a text to the statistics.
func (r *Ranking) Count(h *Hits) {
	r.Texts++
	r.Length += h.Length
	r.With(h)
}

// With counts the words that a text has; the text itself is counted already.
func (r *Ranking) With(h *Hits) {
	if r.with == nil {
		r.with = make([]int, len(h.Freq))
	}
	for i, f := range h.Freq {
		if f > 0 {
			r.with[i]++
		}
	}
}

// Score is the BM25 score of a text: higher for rare words, for more of them,
// and for short texts. Nothing may be counted after the first score.
func (r *Ranking) Score(h *Hits) float64 {
	average := float64(r.Length) / float64(max(r.Texts, 1))
	if r.idf == nil {
		for _, with := range r.with {
			r.idf = append(r.idf, math.Log(1+(float64(r.Texts-with)+0.5)/(float64(with)+0.5)))
		}
	}
	score := 0.0
	for i, f := range h.Freq {
		if f == 0 {
			continue
		}
		score += r.idf[i] * f * (k1 + 1) / (f + k1*(1-b+b*float64(h.Length)/max(average, 1)))
	}
	return score
}
