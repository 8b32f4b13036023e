package engine_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/auroradb/aurora/engine/value"
)

// passages returns the verses of the corpus without their places.
func passages(t *testing.T) []string {
	t.Helper()
	b, err := os.ReadFile("../testdata/corpus/wisdom.txt")
	if err != nil {
		t.Skipf("the corpus cannot be read here, in a browser's Go without files: %v", err)
	}
	var out []string
	for line := range strings.Lines(string(b)) {
		_, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		out = append(out, text)
	}
	return out
}

// words cuts a text of plain letters; the search has its own way.
func words(text string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if !strings.Contains(" a an and are as at be but by for from if in into is it its no not of on or such that the their then there these they this to was were will with ", " "+w+" ") {
			out = append(out, w)
		}
	}
	return out
}

// edits is the textbook Levenshtein distance.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := corner
			if a[i] != b[j] {
				cost++
			}
			corner = row[j+1]
			row[j+1] = min(row[j+1]+1, row[j]+1, cost)
		}
	}
	return row[len(b)]
}

// met is how well a word of a text meets one of the query: docs/language.md
// calls for the word itself, longer words that begin with it, and words within
// so many edits.
func met(query, word string, fuzzy int) float64 {
	switch {
	case query == word:
		return 1
	case strings.HasPrefix(word, query):
		return 0.7
	}
	if d := edits(query, word); fuzzy > 0 && d <= fuzzy {
		return 0.5 / float64(d)
	}
	return 0
}

// reference ranks by BM25 as its inventors wrote it down (k1 1.2, b 0.75, the
// logarithm of one more than the odds), with a table of every passage.
func reference(texts []string, query string, fuzzy int) map[int]float64 {
	const k1, b = 1.2, 0.75
	var terms []string
	for _, w := range words(query) {
		if !slices.Contains(terms, w) {
			terms = append(terms, w)
		}
	}
	n, total := float64(len(texts)), 0.0
	frequency := make([][]float64, len(texts))
	length := make([]float64, len(texts))
	in := make([]float64, len(terms))
	for i, text := range texts {
		all := words(text)
		length[i] = float64(len(all))
		total += length[i]
		frequency[i] = make([]float64, len(terms))
		for k, term := range terms {
			for _, w := range all {
				frequency[i][k] += met(term, w, fuzzy)
			}
			if frequency[i][k] > 0 {
				in[k]++
			}
		}
	}
	out := map[int]float64{}
	for i := range texts {
		score := 0.0
		for k := range terms {
			f := frequency[i][k]
			idf := math.Log(1 + (n-in[k]+0.5)/(in[k]+0.5))
			score += idf * f * (k1 + 1) / (f + k1*(1-b+b*length[i]/(total/n)))
		}
		if score > 0 {
			out[i] = score
		}
	}
	return out
}

// The ranking of a corpus is that of an independent BM25, and fuzzy words are
// those of a comparison with every word.
func TestSearchCorpus(t *testing.T) {
	texts := passages(t)
	if len(texts) < 1000 {
		t.Fatalf("%d passages", len(texts))
	}
	db := open(t, nil)
	db.run(`schema { define collection verses { n: Int! @unique  text: String! @search } }`)
	docs := make([]map[string]any, len(texts))
	for i, text := range texts {
		docs[i] = map[string]any{"n": i, "text": text}
	}
	if _, err := db.Collection("verses").InsertMany(context.Background(), docs); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(7, 8))
	queries := []string{"wisdom", "king solomon", "vanity of vanities", "a soft answer turneth away wrath", "lilies among thorns", "sluggard ant", "fool", "xyzzy"}
	for len(queries) < 40 {
		some := words(texts[r.IntN(len(texts))])
		if len(some) > 3 {
			queries = append(queries, some[r.IntN(len(some))]+" "+some[r.IntN(len(some))])
		}
	}
	for i, query := range queries {
		for fuzzy := range 3 {
			if fuzzy > 0 && i%4 > 0 {
				continue // a comparison with every word takes its time
			}
			want := reference(texts, query, fuzzy)
			data := db.run(`query($q: JSON) { verses(search: $q) { n _score } }`, string(value.ObjectValue([]value.Field{{Name: "q", Value: value.ObjectValue([]value.Field{
				{Name: "query", Value: value.StringValue(query)}, {Name: "fuzzy", Value: value.IntValue(int64(fuzzy))},
			})}}).AppendJSON(nil)))
			var got struct {
				Verses []struct {
					N     int
					Score float64 `json:"_score"`
				}
			}
			if err := json.Unmarshal([]byte(data), &got); err != nil {
				t.Fatal(err)
			}
			if len(got.Verses) != len(want) {
				t.Errorf("%q with %d edits finds %d verses, want %d", query, fuzzy, len(got.Verses), len(want))
			}
			last := math.Inf(1)
			for _, v := range got.Verses {
				if math.Abs(v.Score-want[v.N]) > 1e-9 || v.Score > last {
					t.Errorf("%q with %d edits: verse %d scores %v after %v, want %v", query, fuzzy, v.N, v.Score, last, want[v.N])
					break
				}
				last = v.Score
			}
		}
	}
	// What a reader expects first.
	for query, want := range map[string]string{
		"soft answer":          "A soft answer turneth away wrath",
		`"vanity of vanities"`: "Vanity of vanities",
		"lily thorns":          "As the lily among thorns",
		"ant sluggard ways":    "Go to the ant, thou sluggard",
		"rejoyce youth cheer":  "Rejoice, O young man, in thy youth",
	} {
		got := db.run(`query($q: String!) { verses(search: {query: $q, fuzzy: 1}, limit: 1) { text } }`, fmt.Sprintf(`{"q": %q}`, query))
		if !strings.Contains(got, want) {
			t.Errorf("%q finds %s first", query, got)
		}
	}
}
