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
	for w := range Words(text) {
		if IsStop(w.Folded) {
			continue
		}
		h.Length++
		for i := range q.words {
			if m := q.match(i, w.Folded); m > 0 {
				h.Freq[i] += m * weight
				h.found = true
			}
		}
	}
}

// Ranking is what BM25 must know of all texts.
type Ranking struct {
	Texts  int
	Length int   // words of all texts
	With   []int // texts that have the word, for each query word
}

// Count adds a text to the statistics.
func (r *Ranking) Count(h *Hits) {
	r.Texts++
	r.Length += h.Length
	if r.With == nil {
		r.With = make([]int, len(h.Freq))
	}
	for i, f := range h.Freq {
		if f > 0 {
			r.With[i]++
		}
	}
}

// Score is the BM25 score of a text: higher for rare words, for more of them,
// and for short texts.
func (r *Ranking) Score(h *Hits) float64 {
	average := float64(r.Length) / float64(max(r.Texts, 1))
	score := 0.0
	for i, f := range h.Freq {
		if f == 0 {
			continue
		}
		with := float64(r.With[i])
		idf := math.Log(1 + (float64(r.Texts)-with+0.5)/(with+0.5))
		score += idf * f * (k1 + 1) / (f + k1*(1-b+b*float64(h.Length)/max(average, 1)))
	}
	return score
}

// Highlight returns the text with the words that are found between <mark> and
// </mark>; found is false if there are none.
func (q *Query) Highlight(text string) (marked string, found bool) {
	var out []byte
	last := 0
	for w := range Words(text) {
		for i := range q.words {
			if IsStop(w.Folded) || q.match(i, w.Folded) == 0 {
				continue
			}
			out = append(append(append(append(out, text[last:w.Start]...), "<mark>"...), text[w.Start:w.End]...), "</mark>"...)
			last = w.End
			break
		}
	}
	if out == nil {
		return text, false
	}
	return string(append(out, text[last:]...)), true
}
