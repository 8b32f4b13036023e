package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/fts"
	"github.com/auroradb/aurora/engine/postings"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/engine/verify"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/memory"
)

// found lists what a search finds in a view, with or without the index.
func found(t *rapid.T, view txn.Reader, coll *catalog.Collection, s exec.Search, indexed bool) []string {
	s.Coll, s.Indexed = coll, indexed
	env := &exec.Env{Reader: view, Vars: &bind.Vars{}, Now: time.Now, Limits: exec.Limits{}}
	ctx := context.Background()
	if ok, err := s.CanLookup(ctx, env); err != nil || !ok {
		t.Fatalf("no index answers: %v", err)
	}
	var out []string
	if err := s.Run(ctx, env, func(r *exec.Row) bool {
		out = append(out, fmt.Sprintf("%d:%.9f", r.Num, r.Score))
		return true
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

var someWords = []string{"red", "reds", "wine", "wines", "the", "winery", "read", "rose", "Rosé", "of", "glass", "grass"}

func someText() *rapid.Generator[string] {
	return rapid.Map(rapid.SliceOfN(rapid.SampledFrom(someWords), 0, 5), func(w []string) string { return strings.Join(w, " ") })
}

func someSearch(t *rapid.T, coll *catalog.Collection) exec.Search {
	query := someText().Draw(t, "query")
	if rapid.Bool().Draw(t, "phrase") {
		query += ` "` + someText().Draw(t, "quoted") + `"`
	}
	s := exec.Search{Query: postings.Analyzer(coll).NewQuery(query, rapid.IntRange(0, 2).Draw(t, "fuzzy"))}
	fields := []exec.SearchField{{Ref: exec.NewRef("title"), Weight: 2}, {Ref: exec.NewRef("tags"), Weight: 1}}
	switch rapid.IntRange(0, 3).Draw(t, "fields") {
	case 0:
		s.Fields = fields[:1]
	case 1:
		s.Fields = fields[1:]
	default:
		s.Fields = fields
	}
	return s
}

// The index finds what a look at every document finds, with the same scores:
// after any history, and inside a transaction with writes of its own.
func TestSearchIndexAgainstScan(t *testing.T) {
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		store := memory.New()
		db, err := Open(ctx, store, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		run := func(execute func(context.Context, string, map[string]any) (*Response, error), text string, vars map[string]any) {
			r, err := execute(ctx, text, vars)
			if err != nil || r.Err() != nil {
				t.Fatalf("%s: %v %s", text, err, r.JSON())
			}
		}
		language := rapid.SampledFrom([]string{"english", "none", "german"}).Draw(t, "language")
		_, able := fts.New(language, true)
		how := fmt.Sprintf(`language: "%s", stem: %v`, language, able && rapid.Bool().Draw(t, "stem"))
		run(db.Execute, `schema { define collection d { k: Int @unique  title: String @search(weight: 2, `+how+`)  tags: [String] @search(`+how+`) } }`, nil)
		next := 0
		change := func(execute func(context.Context, string, map[string]any) (*Response, error)) {
			doc := func() map[string]any {
				next++
				return map[string]any{"k": next, "title": someText().Draw(t, "title"), "tags": []any{someText().Draw(t, "tag"), someText().Draw(t, "tag")}}
			}
			k := rapid.IntRange(0, max(next, 1)).Draw(t, "k")
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				run(execute, `mutation($k: Int) { deleteFrom(collection: "d", where: {k: {eq: $k}}) { k } }`, map[string]any{"k": k})
			case 1:
				run(execute, `mutation($k: Int, $t: String) { update(collection: "d", where: {k: {gte: $k}}, set: {title: $t}) { k } }`, map[string]any{"k": k, "t": someText().Draw(t, "title")})
			default:
				docs := make([]any, rapid.IntRange(1, 5).Draw(t, "docs"))
				for i := range docs {
					docs[i] = doc()
				}
				run(execute, `mutation($d: [Object!]!) { insertMany(collection: "d", data: $d) { k } }`, map[string]any{"d": docs})
			}
		}
		compare := func(view txn.Reader, where string) {
			for range 3 {
				coll := db.Catalog().Collection("d")
				s := someSearch(t, coll)
				if want, got := found(t, view, coll, s, false), found(t, view, coll, s, true); !slices.Equal(want, got) {
					t.Fatalf("%s: the index finds %v, the documents hold %v", where, got, want)
				}
			}
		}
		for range rapid.IntRange(1, 6).Draw(t, "commits") {
			change(db.Execute)
			snap, err := store.Snapshot(ctx)
			if err != nil {
				t.Fatal(err)
			}
			compare(snap, "committed")
			if problems, err := verify.View(ctx, snap); err != nil || len(problems) > 0 {
				t.Fatalf("%v %v", err, problems)
			}
			snap.Close()
		}
		tx, err := db.Begin(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 4).Draw(t, "own writes") {
			change(tx.Execute)
			compare(tx.w.Tx, "in a transaction")
		}
		if err := tx.Commit(ctx); err != nil {
			t.Fatal(err)
		}
		snap, err := store.Snapshot(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer snap.Close()
		compare(snap, "after the transaction")
	})
}

// kept is a store that outlives its database.
type kept struct{ storage.Store }

func (kept) Close() error { return nil }

// A database without an index gets it when it is opened, and an altered
// definition has it at once.
func TestSearchIndexIsBuilt(t *testing.T) {
	ctx := context.Background()
	store := kept{memory.New()}
	db, err := Open(ctx, store, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		`schema { define collection d { title: String @search  body: String } }`,
		`mutation { insertMany(collection: "d", data: [{title: "red wine", body: "white"}, {title: "rose", body: "red"}]) { title } }`,
	} {
		if r, err := db.Execute(ctx, text, nil); err != nil {
			t.Fatalf("%v %s", err, r.JSON())
		}
	}
	coll := db.Catalog().Collection("d")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	snap, err := store.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	b := &storage.Batch{}
	for kv, err := range snap.Scan(ctx, storage.Prefix(postings.Prefix(coll.ID))) {
		if err != nil {
			t.Fatal(err)
		}
		b.Delete(kv.Key)
	}
	snap.Close()
	if len(b.Ops) != 7 { // three words, their blocks, the figures
		t.Fatalf("the index has %d keys", len(b.Ops))
	}
	if _, err := store.Apply(ctx, b); err != nil {
		t.Fatal(err)
	}
	if db, err = Open(ctx, store, nil); err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	expect := func(text, want string) {
		t.Helper()
		r, err := db.Execute(ctx, text, nil)
		if err != nil || !strings.Contains(string(r.JSON()), want) {
			t.Fatalf("%s: %v %s, want %s", text, err, r.JSON(), want)
		}
	}
	expect(`query @explain { d(search: {query: "red"}) { title } }`, "full-text index")
	expect(`{ d(search: {query: "red"}) { title } }`, `{"d":[{"title":"red wine"}]}`)
	expect(`schema { alter collection d { add note: String @search } }`, `"modified"`)
	expect(`mutation { update(collection: "d", where: {title: {eq: "rose"}}, set: {note: "red again"}) { title } }`, `rose`)
	expect(`query @explain { d(search: {query: "red"}, orderBy: {title: DESC}) { title } }`, `full-text index`)
	expect(`{ d(search: {query: "red"}, orderBy: {title: DESC}) { title } }`, `[{"title":"rose"},{"title":"red wine"}]`)
	expect(`{ d(search: {query: "\"red again\" wine"}) { _highlight title } }`, `"note":"<mark>red</mark> <mark>again</mark>"`)
}
