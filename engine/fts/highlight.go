package fts

// Highlight returns the text with the words that are found between <mark> and
// </mark>; found is false if there are none. The text itself stays as it is: who
// shows it as HTML escapes it first or last.
func (q *Query) Highlight(text string) (marked string, found bool) {
	var words []Word
	for w := range q.analyzer.Words(text) {
		words = append(words, w)
	}
	hit := make([]bool, len(words))
	for i, w := range words {
		for j := range q.words {
			hit[i] = hit[i] || !w.Stop && q.Match(j, w.Folded) > 0
		}
	}
	q.phrases(words, func(i, at int) {
		for j := range q.words[i].phrase {
			hit[at+j] = true
		}
	})
	var out []byte
	last := 0
	for i, w := range words {
		if hit[i] {
			out = append(append(append(append(out, text[last:w.Start]...), "<mark>"...), text[w.Start:w.End]...), "</mark>"...)
			last = w.End
		}
	}
	if out == nil {
		return text, false
	}
	return string(append(out, text[last:]...)), true
}
