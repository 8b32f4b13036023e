//go:build unix

package engine_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/verify"
	"github.com/auroradb/aurora/storage/file"
)

const buildDocs = 8000

// openBuild returns a database of so many documents in files.
func openBuild(t *testing.T) (*engine.DB, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "db")
	db := reopenBuild(t, dir)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	c := db.Collection("c")
	must(c.Define(t.Context(), "n: Int", "s: String", "kind: String"))
	var docs []map[string]any
	for i := range buildDocs {
		docs = append(docs, map[string]any{"id": fmt.Sprint("d", i), "n": i, "s": fmt.Sprint("s", i%50), "kind": "old"})
	}
	_, err := c.InsertMany(t.Context(), docs)
	must(err)
	return db, dir
}

func reopenBuild(t *testing.T, dir string) *engine.DB {
	t.Helper()
	store, err := file.Open(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	db, err := engine.Open(t.Context(), store, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// agree fails if index entries and documents disagree.
func agree(t *testing.T, dir string) {
	t.Helper()
	store, err := file.Open(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	snap, err := store.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	problems, err := verify.View(t.Context(), snap)
	snap.Close()
	if err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
}

// sound fails if they do, or if there are not so many indexes.
func sound(t *testing.T, dir string, indexes int) {
	t.Helper()
	agree(t, dir)
	db := reopenBuild(t, dir)
	names, err := db.Collection("c").Indexes(t.Context())
	if err != nil || len(names) != indexes {
		t.Errorf("indexes %v, %v; want %d", names, err, indexes)
	}
}

// TestBuildBesideWriters builds an index while others insert, change and delete
// documents, and queries do not see it before it is whole.
func TestBuildBesideWriters(t *testing.T) {
	db, dir := openBuild(t)
	ctx, c := t.Context(), db.Collection("c")
	stop, wrote := make(chan struct{}), atomic.Int64{}
	var wg sync.WaitGroup
	for w := range 3 {
		wg.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				var err error
				switch k := (i*7 + w*911) % buildDocs; i % 3 {
				case 0:
					_, err = c.Insert(ctx, map[string]any{"id": fmt.Sprint("w", w, "-", i), "n": buildDocs + i, "s": fmt.Sprint("s", i%50), "kind": "new"})
				case 1:
					_, err = c.Update(ctx, fmt.Sprint("d", k), map[string]any{"s": fmt.Sprint("t", i%50)})
				default:
					_, err = c.Delete(ctx, fmt.Sprint("d", k))
				}
				if code := dberr.CodeOf(err); err != nil && code != dberr.NotFound {
					t.Error(err)
					return
				}
				wrote.Add(1)
			}
		})
	}
	steps, last, before := 0, 0, int64(0)
	err := c.BuildIndex(ctx, &engine.IndexOptions{Name: "by_s", Progress: func(done, total int) {
		if steps++; steps == 1 {
			before = wrote.Load()
		}
		if done < last || total < done {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		last = done
		if steps == 3 {
			n, err := c.Where(engine.Field("kind").Eq("old"), engine.Field("s").Gte("s")).Count(ctx)
			if names, _ := c.Indexes(ctx); err != nil || n < buildDocs/4 || len(names) != 0 {
				t.Errorf("in the middle %d documents, %v, indexes %v", n, err, names)
			}
			if r, err := db.Execute(ctx, `schema { alter collection c { add z: Int } }`, nil); dberr.CodeOf(err) != dberr.Conflict {
				t.Errorf("altering meanwhile: %s", r.JSON())
			}
			if err := c.BuildIndex(ctx, nil, "n"); dberr.CodeOf(err) != dberr.Conflict {
				t.Errorf("a second index meanwhile: %v", err)
			}
		}
	}}, "s")
	if err != nil {
		t.Fatal(err)
	}
	during := wrote.Load() - before
	close(stop)
	wg.Wait()
	if steps < 5 || during == 0 {
		t.Errorf("%d steps, %d writes beside them", steps, during)
	}
	for _, s := range []string{"s1", "t7", "none"} {
		found, want := 0, 0
		for range c.Find(ctx, map[string]any{"s": map[string]any{"eq": s}}) {
			found++
		}
		for d := range c.Find(ctx, nil) {
			if v, ok := d.Raw().Field("s"); ok && string(v.StrBytes()) == s {
				want++
			}
		}
		if found != want {
			t.Errorf("%d documents with %q by the index, %d of all", found, s, want)
		}
	}
	plan, err := db.Explain(ctx, engine.Request{Text: `{ c(where: {s: {eq: "s1"}}) { n } }`})
	if err != nil || !strings.Contains(string(plan), "by_s") {
		t.Errorf("the index is not used: %s, %v", plan, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	sound(t, dir, 1)
}

// TestDefinitionsAreOneStatement passes fields that would end the statement and
// begin others.
func TestDefinitionsAreOneStatement(t *testing.T) {
	db, _ := openBuild(t)
	c := db.Collection("c")
	const bad = "s) } schema { drop collection c } schema { create index on c (n"
	for what, err := range map[string]error{
		"CreateIndex":     c.CreateIndex(t.Context(), bad),
		"BuildIndex":      c.BuildIndex(t.Context(), &engine.IndexOptions{Progress: func(int, int) {}}, bad),
		"AddField":        c.AddField(t.Context(), "a: Int } drop collection c alter collection c { add b: Int"),
		"DropIndex":       c.DropIndex(t.Context(), bad),
		"a name":          c.BuildIndex(t.Context(), &engine.IndexOptions{Name: "x on c (n) drop collection c create index y"}, "s"),
		"Collection(...)": db.Collection("c drop collection c drop collection c").Drop(t.Context()),
	} {
		if dberr.CodeOf(err) != dberr.InvalidArgument {
			t.Errorf("%s: %v", what, err)
		}
	}
	if n, err := c.Count(t.Context(), nil); err != nil || n != buildDocs {
		t.Errorf("%d documents are left, %v", n, err)
	}
}

// TestBuildTakenBack ends builds in every way and looks for what is left.
func TestBuildTakenBack(t *testing.T) {
	t.Run("equal values", func(t *testing.T) {
		db, dir := openBuild(t)
		c := db.Collection("c")
		if err := c.BuildIndex(t.Context(), &engine.IndexOptions{Unique: true}, "s"); dberr.CodeOf(err) != dberr.UniqueViolation {
			t.Errorf("%v", err)
		}
		if _, err := c.Insert(t.Context(), map[string]any{"s": "s1"}); err != nil {
			t.Errorf("afterwards: %v", err)
		}
		if err := c.BuildIndex(t.Context(), &engine.IndexOptions{Unique: true}, "n", "s"); err != nil {
			t.Errorf("another one: %v", err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		sound(t, dir, 1)
	})
	t.Run("canceled", func(t *testing.T) {
		db, dir := openBuild(t)
		ctx, cancel := context.WithCancel(t.Context())
		err := db.Collection("c").BuildIndex(ctx, &engine.IndexOptions{Progress: func(done, _ int) {
			if done > buildDocs/2 {
				cancel()
			}
		}}, "s")
		if dberr.CodeOf(err) != dberr.Canceled || !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		sound(t, dir, 0)
	})
	t.Run("panic", func(t *testing.T) {
		db, dir := openBuild(t)
		err := db.Collection("c").BuildIndex(t.Context(), &engine.IndexOptions{Progress: func(int, int) { panic("here") }}, "s")
		if dberr.CodeOf(err) != dberr.Internal {
			t.Errorf("%v", err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		sound(t, dir, 0)
	})
	t.Run("dropped", func(t *testing.T) {
		db, dir := openBuild(t)
		c, once := db.Collection("c"), false
		err := c.BuildIndex(t.Context(), &engine.IndexOptions{Progress: func(int, int) {
			if !once {
				once = true
				if err := c.Drop(t.Context()); err != nil {
					t.Error(err)
				}
				if err := c.Define(t.Context(), "s: Int"); err != nil {
					t.Error(err)
				}
			}
		}}, "s")
		if dberr.CodeOf(err) != dberr.CollectionNotFound {
			t.Errorf("%v", err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		sound(t, dir, 0)
	})
	t.Run("ended process", func(t *testing.T) {
		db, dir := openBuild(t)
		copied := filepath.Join(t.TempDir(), "copy")
		err := db.Collection("c").BuildIndex(t.Context(), &engine.IndexOptions{Progress: func(done, _ int) {
			if done == buildDocs/2 {
				if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
					t.Error(err)
				}
			}
		}}, "s")
		if err != nil {
			t.Fatal(err)
		}
		agree(t, copied) // also before anybody has cleaned up
		left := reopenBuild(t, copied)
		if names, err := left.Collection("c").Indexes(t.Context()); err != nil || len(names) != 0 {
			t.Errorf("indexes %v, %v", names, err)
		}
		if err := left.Collection("c").AddField(t.Context(), "z: Int"); err != nil {
			t.Errorf("the definition cannot be changed: %v", err)
		}
		if err := left.Close(); err != nil {
			t.Fatal(err)
		}
		sound(t, copied, 0)
	})
}
