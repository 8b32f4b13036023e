// Command search measures full-text search over short texts and prints one
// Markdown table: medians, checked against a look at every text.
//
//	go run ./search [-n texts] [-vectors n]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/auroradb/aurora/bench/room"
	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/file"
)

func main() {
	n := flag.Int("n", 100_000, "texts")
	vectors := flag.Int("vectors", 100_000, "vectors of 384 numbers; 0 for none")
	flag.Parse()
	if err := run(*n, *vectors); err != nil {
		fmt.Fprintf(os.Stderr, "search: %v\n", err)
		os.Exit(1)
	}
}

func run(n, vectors int) error {
	texts := makeTexts(n)
	bytes := 0
	for _, t := range texts {
		bytes += len(t)
	}
	plain, _, _, err := load(texts, "")
	if err != nil {
		return err
	}
	size, live, db, err := load(texts, " @search")
	if err != nil {
		return err
	}
	defer db.Close()
	fmt.Printf("%d texts of %d bytes\n\n| what | median | answer |\n|---|---|---|\n", n, bytes/n)
	fmt.Printf("| index / text, keys and values | %.2f | %d bytes |\n", float64(live)/float64(bytes), live)
	fmt.Printf("| index / text, on disk when compacted | %.2f | %d bytes |\n", float64(size-plain)/float64(bytes), size-plain)
	for _, c := range []struct {
		name   string
		search func(words []string) string
		finds  func(text string, words []string) bool
	}{
		{"two words, best 10", func(w []string) string { return fmt.Sprintf("{query: %q}", w[0]+" "+w[1]) }, holdsAny},
		{"one word, one edit", func(w []string) string { return fmt.Sprintf("{query: %q, fuzzy: 1}", misspelt(w[0])) }, nil},
		{"one word, two edits", func(w []string) string { return fmt.Sprintf("{query: %q, fuzzy: 2}", misspelt(w[0])) }, nil},
		{"phrase of two words", func(w []string) string { return fmt.Sprintf("{query: %q}", `"`+w[2]+" "+w[3]+`"`) }, nil},
	} {
		if err := measure(db, texts, c.name, c.search, c.finds); err != nil {
			return err
		}
	}
	if vectors > 0 {
		return nearest(vectors)
	}
	return nil
}

// vocabulary are pronounceable words, as many as a corpus of short texts has.
func vocabulary(r *rand.Rand) []string {
	syllables := strings.Fields("ba be bi bo bu da de di do du fa fe ga go ka ke ki ko la le li lo ma me mi mo na ne ni no pa pe po ra re ri ro sa se si so ta te ti to va ve vo za ze")
	words := map[string]bool{}
	for len(words) < 30_000 {
		w := ""
		for range 2 + r.IntN(3) {
			w += syllables[r.IntN(len(syllables))]
		}
		words[w] = true
	}
	out := make([]string, 0, len(words))
	for w := range words {
		out = append(out, w)
	}
	slices.Sort(out)
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func makeTexts(n int) []string {
	r := rand.New(rand.NewPCG(1, 2))
	words := vocabulary(r)
	zipf := rand.NewZipf(r, 1.07, 8, uint64(len(words)-1))
	texts := make([]string, n)
	for i := range texts {
		w := make([]string, 8+r.IntN(10))
		for j := range w {
			w[j] = words[zipf.Uint64()]
		}
		texts[i] = strings.Join(w, " ")
	}
	return texts
}

// load writes the texts to a new database and returns its size after closing,
// what of it is live index, and the database opened again if it is searched.
func load(texts []string, directive string) (size, live int64, db *engine.DB, err error) {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "aurora-search-")
	if err != nil {
		return 0, 0, nil, err
	}
	open := func() error {
		store, err := file.Open(ctx, dir, nil)
		if err == nil {
			db, err = engine.Open(ctx, store, &engine.Options{Durability: storage.Relaxed})
		}
		return err
	}
	if err := open(); err != nil {
		return 0, 0, nil, err
	}
	if err := execute(db, "schema { define collection t { n: Int! @unique  text: String!"+directive+" } }", value.Value{}); err != nil {
		return 0, 0, nil, err
	}
	start := time.Now()
	const batch = 1000
	for from := 0; from < len(texts); from += batch {
		var rows []value.Value
		for i := from; i < min(from+batch, len(texts)); i++ {
			rows = append(rows, value.ObjectValue([]value.Field{{Name: "n", Value: value.IntValue(int64(i))}, {Name: "text", Value: value.StringValue(texts[i])}}))
		}
		vars := value.ObjectValue([]value.Field{{Name: "rows", Value: value.ArrayValue(rows)}})
		if err := execute(db, `mutation($rows: [Object!]!) { insertMany(collection: "t", data: $rows) { n } }`, vars); err != nil {
			return 0, 0, nil, err
		}
	}
	fmt.Fprintf(os.Stderr, "%d texts%s written in %v\n", len(texts), directive, time.Since(start).Round(time.Millisecond))
	if err := errors.Join(db.Close(), compact(ctx, dir)); err != nil {
		return 0, 0, nil, err
	}
	if size, err = room.Taken(dir); err != nil {
		return 0, 0, nil, err
	}
	if directive == "" {
		return size, 0, nil, os.RemoveAll(dir)
	}
	if live, err = indexBytes(ctx, dir); err != nil {
		return 0, 0, nil, err
	}
	err = open()
	return size, live, db, err
}

// compact drops what was replaced, as time would.
func compact(ctx context.Context, dir string) error {
	store, err := file.Open(ctx, dir, nil)
	if err != nil {
		return err
	}
	return errors.Join(store.Compact(ctx), store.Close())
}

// indexBytes adds up the keys and values of the full-text index.
func indexBytes(ctx context.Context, dir string) (n int64, err error) {
	store, err := file.Open(ctx, dir, nil)
	if err != nil {
		return 0, err
	}
	defer store.Close()
	snap, err := store.Snapshot(ctx)
	if err != nil {
		return 0, err
	}
	defer snap.Close()
	for kv, err := range snap.Scan(ctx, storage.Prefix([]byte{catalog.SpaceText})) {
		if err != nil {
			return 0, err
		}
		n += int64(len(kv.Key) + len(kv.Value))
	}
	return n, nil
}

func execute(db *engine.DB, text string, vars value.Value) error {
	return db.Do(context.Background(), engine.Request{Text: text, Variables: vars}).Err()
}

func holdsAny(text string, words []string) bool {
	for w := range strings.FieldsSeq(text) {
		if strings.HasPrefix(w, words[0]) || strings.HasPrefix(w, words[1]) {
			return true
		}
	}
	return false
}

// misspelt doubles a letter.
func misspelt(w string) string { return w[:2] + w[1:] }

// measure asks for words of random texts, and checks how many texts are found.
func measure(db *engine.DB, texts []string, name string, search func([]string) string, finds func(string, []string) bool) error {
	r := rand.New(rand.NewPCG(3, 4))
	var times []time.Duration
	answers := 0
	for round := range 201 {
		words := strings.Fields(texts[r.IntN(len(texts))])
		query := "{ t(search: " + search(words) + ", limit: 10) { n text _score } }"
		start := time.Now()
		resp := db.Do(context.Background(), engine.Request{Text: query})
		times = append(times, time.Since(start))
		if err := resp.Err(); err != nil {
			return err
		}
		got := strings.Count(string(resp.JSON()), `"n":`)
		answers += got
		if got == 0 {
			return fmt.Errorf("%s: %s found nothing", name, query)
		}
		if finds != nil && round%50 == 0 {
			want := 0
			for _, t := range texts {
				if finds(t, words) {
					want++
				}
			}
			if got != min(want, 10) {
				return fmt.Errorf("%s: %s found %d texts of %d", name, query, got, want)
			}
		}
	}
	slices.Sort(times)
	fmt.Printf("| %s | %v | %.1f texts |\n", name, times[len(times)/2].Round(time.Microsecond), float64(answers)/float64(len(times)))
	return nil
}
