package postings

import (
	"bytes"
	"slices"
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
func analyze(a *fts.Analyzer, fields []string, doc value.Raw) *document {
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
			for w := range a.Words(text) {
				if w.Stop {
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

// Analyzer returns what cuts the texts of a collection into words: that of its
// searched fields, which have one language.
func Analyzer(coll *catalog.Collection) *fts.Analyzer {
	s := coll.Searched()
	if s == nil {
		s = &catalog.Search{}
	}
	a, _ := fts.New(s.Language, s.Stem)
	return a
}

// Supported reports whether this build has what the searches of a collection need.
func Supported(coll *catalog.Collection) bool {
	s := coll.Searched()
	if s == nil {
		return true
	}
	_, ok := fts.New(s.Language, s.Stem)
	return ok
}

// Same reports whether the index of one definition is that of another.
func Same(old, now *catalog.Collection) bool {
	a, b := old.Searched(), now.Searched()
	return slices.Equal(Fields(old), Fields(now)) && (a == nil || a.Stem == b.Stem && a.Language == b.Language)
}
