package fts

import (
	"slices"
	"strings"
	"testing"
)

// TestStopWords checks that every list is written as texts are read.
func TestStopWords(t *testing.T) {
	for _, l := range stopLists {
		a, ok := New(l.language, false)
		if !ok {
			t.Errorf("%s is unknown", l.language)
		}
		seen := map[string]bool{}
		for _, w := range strings.Fields(l.words) {
			if seen[w] || Fold(w) != w {
				t.Errorf("%s: %q stands twice or is not folded", l.language, w)
			}
			seen[w] = true
			for word := range a.Words(strings.ToUpper(w)) {
				if !word.Stop || word.Folded != w {
					t.Errorf("%s: %q reads %q, stop %v", l.language, w, word.Folded, word.Stop)
				}
			}
		}
	}
	if a, ok := New("none", false); !ok || slices.ContainsFunc(slices.Collect(a.Words("the der le")), func(w Word) bool { return w.Stop }) {
		t.Error("none has stop words")
	}
	for _, bad := range []string{"klingon", "English", " "} {
		if _, ok := New(bad, false); ok {
			t.Errorf("%q is a language", bad)
		}
	}
}

// TestStems finds forms of a word by another one, where there are stemmers.
func TestStems(t *testing.T) {
	if _, ok := New("none", true); ok {
		t.Error("none has stems")
	}
	if stemmer(English) == nil {
		for _, name := range Languages() {
			if _, ok := New(name, true); ok {
				t.Errorf("this build claims to have stems of %s", name)
			}
		}
		return
	}
	for _, c := range []struct {
		language, query, text string
		found                 bool
	}{
		{"", "running", "He RUNS", true}, {English, "relational", "relations", true}, {English, "university", "organ", false},
		{"german", "Häuser", "das Haus", true}, {"german", "laufen", "er läuft, sie laufen", true}, {"french", "continuer", "continuation", true},
		{"spanish", "canciones", "una canción", true}, {"italian", "abbandonata", "abbandonato", true}, {"portuguese", "quilométricas", "quilométrica", true},
		{"dutch", "lichamelijke", "lichamelijk", true}, {"swedish", "klokare", "klok", true}, {"german", "der", "der Mann", false},
		{English, `"running shoes"`, "a running shoe", true}, {English, `"running shoes"`, "shoes running", false},
	} {
		a, ok := New(c.language, true)
		if !ok {
			t.Fatalf("no stems of %q", c.language)
		}
		q := a.NewQuery(c.query, 0)
		var h Hits
		h.Reset(q)
		h.Add(q, c.text, 1)
		if h.Found() != c.found {
			t.Errorf("%s: %q in %q: %v", c.language, c.query, c.text, h.Found())
		}
		if _, marked := q.Highlight(c.text); marked != c.found {
			t.Errorf("%s: %q is marked in %q: %v", c.language, c.query, c.text, marked)
		}
	}
	a, _ := New(English, true)
	for _, w := range slices.Collect(a.Words("These relations, état")) {
		if want := map[int]string{0: "these", 6: "relat", 17: "etat"}[w.Start]; w.Folded != want {
			t.Errorf("%d reads %q, not %q", w.Start, w.Folded, want)
		}
	}
}
