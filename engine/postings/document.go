package postings

import (
	"bytes"
	"strings"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/fts"
	"github.com/auroradb/aurora/engine/sorting"
	"github.com/auroradb/aurora/engine/value"
)

// term is a word of a document with its counts.
type term struct {
	word   string
	counts []Count
}

// document is what a document contributes: its words in order, and how many
// words each field has.
type document struct {
	terms   []term
	lengths []int
	length  int
}

// analyze reads the words of the searched fields; a nil document has none.
func analyze(fields []string, doc value.Raw) *document {
	d := &document{lengths: make([]int, len(fields))}
	if doc == nil {
		return d
	}
	type occurrence struct {
		word  string
		field int
	}
	var all []occurrence
	for i, name := range fields {
		texts(doc, name, func(text string) {
			for w := range fts.Words(text) {
				if fts.IsStop(w.Folded) {
					continue
				}
				d.lengths[i]++
				all = append(all, occurrence{cut(w.Folded), i})
			}
		})
		d.length += d.lengths[i]
	}
	sorting.Func(all, func(a, b occurrence) int {
		if c := strings.Compare(a.word, b.word); c != 0 {
			return c
		}
		return a.field - b.field
	})
	for _, o := range all {
		n := len(d.terms)
		if n == 0 || d.terms[n-1].word != o.word {
			d.terms = append(d.terms, term{word: o.word, counts: []Count{{o.field, 1}}})
			continue
		}
		t := &d.terms[n-1]
		if last := &t.counts[len(t.counts)-1]; last.Field == o.field {
			last.N++
		} else {
			t.counts = append(t.counts, Count{o.field, 1})
		}
	}
	return d
}

func cut(word string) string { return word[:min(len(word), maxWord)] }

// texts calls add with the text of a field, or with each of a list.
func texts(doc value.Raw, name string, add func(string)) {
	v, ok := doc.Field(name)
	switch {
	case !ok:
	case v.Kind() == value.String:
		add(string(v.StrBytes()))
	case v.Kind() == value.Array:
		for x := range v.Items() {
			if x.Kind() == value.String {
				add(string(x.StrBytes()))
			}
		}
	}
}

// Differs reports whether the searched fields of two documents differ; nil is
// no document.
func Differs(coll *catalog.Collection, old, doc value.Raw) bool {
	for _, f := range coll.Fields {
		if f.Search == nil {
			continue
		}
		var a, b value.Raw
		if old != nil {
			a, _ = old.Field(f.Name)
		}
		if doc != nil {
			b, _ = doc.Field(f.Name)
		}
		if !bytes.Equal(a, b) {
			return true
		}
	}
	return false
}
