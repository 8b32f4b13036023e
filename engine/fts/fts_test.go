package fts

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// plain is the analyzer of a field that says nothing.
func plain(t *testing.T) *Analyzer {
	t.Helper()
	a, ok := New("", false)
	if !ok {
		t.Fatal("no English")
	}
	return a
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Übermütig": "ubermutig", "STRASSE": "strasse", "Straße": "strasse", "Zoë": "zoe", "Łódź": "lodz", "naïve": "naive",
		"ÀÿŽ": "ayz", "日本": "日本", "Ñandú": "nandu", "e\u0301": "e", "Ćĉ": "cc", "đĦı": "dhi", "Ŧţ": "tt", "ŵŷ": "wy",
	} {
		if got := Fold(in); got != want {
			t.Errorf("%q folds to %q, not %q", in, got, want)
		}
	}
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		query string
		fuzzy int
		text  string
		found bool
	}{
		{"wireles", 1, "wireless headphones", true}, {"lphant", 1, "elephant", false}, {"kitten saturday", 2, "sitting sunday", false},
		{"tokkio", 1, "tokio drift", true}, {"wirless headfones", 0, "wireless headphones", false}, {"mointor", 1, "monitor", false},
		{"mointor", 2, "monitor", true}, {"data", 0, "database design", true}, {`"red wine"`, 0, "red wine glass", true},
		{`"red wine"`, 0, "wine red", false}, {`"red wine"`, 0, "red wines", false}, {`"state of the art"`, 0, "the state of the art", true},
		{`"state of the art"`, 0, "state art", false}, {`glass "red wine"`, 2, "glass", true}, {`"the of"`, 0, "the of", false}, {`"data"`, 0, "database", false},
		{`red "wine`, 0, "white wines", true}, {"the", 0, "the fox", false}, {"übermütig", 0, "Übermütig!", true},
	} {
		q := plain(t).NewQuery(c.query, c.fuzzy)
		var h Hits
		h.Reset(q)
		h.Add(q, c.text, 1)
		if h.Found() != c.found {
			t.Errorf("%q with %d edits in %q: %v", c.query, c.fuzzy, c.text, h.Found())
		}
	}
}

// naiveDistance is the textbook recursion with a table.
func naiveDistance(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		for j := range d[i] {
			switch {
			case i == 0:
				d[i][j] = j
			case j == 0:
				d[i][j] = i
			default:
				cost := 1
				if a[i-1] == b[j-1] {
					cost = 0
				}
				d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			}
		}
	}
	return d[len(a)][len(b)]
}

func TestDistance(t *testing.T) {
	word := rapid.StringOfN(rapid.RuneFrom([]rune("abcé")), 0, 8, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		limit := rapid.IntRange(0, 3).Draw(t, "limit")
		want := min(naiveDistance([]rune(a), []rune(b)), limit+1)
		if got := distance([]rune(a), b, limit); min(got, limit+1) != want {
			t.Fatalf("%q %q within %d: %d, not %d", a, b, limit, got, want)
		}
	})
}

func TestScoreRanks(t *testing.T) {
	texts := []string{"The quick fox a cat jumps over the lazy dog near the river", "Fox quick", "cooking recipe quick easy", "notes"}
	order := func(query string) []int {
		q := plain(t).NewQuery(query, 0)
		var r Ranking
		hits := make([]Hits, len(texts))
		for i, text := range texts {
			hits[i].Reset(q)
			hits[i].Add(q, text, 1)
			r.Count(&hits[i])
		}
		var found []int
		for i := range hits {
			if hits[i].Found() {
				found = append(found, i)
			}
		}
		slices.SortFunc(found, func(a, b int) int {
			if r.Score(&hits[a]) > r.Score(&hits[b]) {
				return -1
			}
			return 1
		})
		return found
	}
	if got := order("fox"); !slices.Equal(got, []int{1, 0}) {
		t.Errorf("the shorter text ranks higher: %v", got)
	}
	if got := order("quick easy recipe"); got[0] != 2 {
		t.Errorf("more words rank higher: %v", got)
	}
}

func TestHighlight(t *testing.T) {
	q := plain(t).NewQuery("recipe quick", 0)
	if got, _ := q.Highlight("The Recipe is quicker, and easy"); got != "The <mark>Recipe</mark> is <mark>quicker</mark>, and easy" {
		t.Error(got)
	}
	if _, found := q.Highlight("nothing"); found {
		t.Error("found in a text without the words")
	}
}

func TestHighlightPhrase(t *testing.T) {
	q := plain(t).NewQuery(`"state of the art" red`, 0)
	if got, _ := q.Highlight("The state of the art, of red"); got != "The <mark>state</mark> <mark>of</mark> <mark>the</mark> <mark>art</mark>, of <mark>red</mark>" {
		t.Error(got)
	}
}

// A walk through a sorted dictionary finds what a comparison of every word finds.
func TestWalk(t *testing.T) {
	english := plain(t)
	word := rapid.StringOfN(rapid.RuneFrom([]rune("abcé")), 1, 7, -1)
	rapid.Check(t, func(t *rapid.T) {
		dictionary := rapid.SliceOfNDistinct(word, 0, 60, rapid.ID[string]).Draw(t, "dictionary")
		slices.Sort(dictionary)
		q := &Query{analyzer: english, fuzzy: rapid.IntRange(1, 2).Draw(t, "fuzzy")}
		q.addWords(word.Draw(t, "word") + "c") // no stop word
		if q.Len() == 0 {
			t.Skip("a stop word")
		}
		walk := q.Fuzzy(0)
		var want, got []string
		for _, w := range dictionary {
			if naiveDistance(q.words[0].runes, []rune(w)) <= q.fuzzy {
				want = append(want, w)
			}
		}
		for i := 0; i < len(dictionary); {
			near, dead := walk.Step(dictionary[i])
			if near {
				got = append(got, dictionary[i])
			}
			skip := dictionary[i][:dead]
			for i++; dead > 0 && i < len(dictionary) && len(dictionary[i]) >= dead && dictionary[i][:dead] == skip; i++ {
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%q within %d of %v: %v, want %v", q.words[0].text, q.fuzzy, dictionary, got, want)
		}
	})
}
