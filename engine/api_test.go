//go:build !js

package engine_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage/file"
	"github.com/auroradb/aurora/storage/memory"
)

type user struct {
	ID     string    `json:"id"`
	Mail   string    `json:"mail" aurora:"required,unique"`
	Age    int64     `json:"age,omitempty" aurora:"indexed"`
	Bio    string    `json:"bio,omitempty" aurora:"search"`
	Tags   []string  `json:"tags,omitempty"`
	Joined time.Time `json:"joined"`
	Secret string    `json:"-"`
}

func TestTyped(t *testing.T) {
	ctx := context.Background()
	db := open(t, nil)
	users := engine.CollectionOf[user](db.DB, "users")
	for range 2 { // the same definition again is none
		if err := users.Define(ctx); err != nil {
			t.Fatal(err)
		}
	}
	joined := time.Date(2026, 11, 27, 10, 0, 0, 5, time.UTC)
	id, err := users.Insert(ctx, user{Mail: "ann@example.org", Age: 1<<62 + 1, Bio: "likes red wine", Joined: joined, Secret: "x"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := users.InsertMany(ctx, []user{{ID: "bob", Mail: "bob@example.org", Age: 30, Tags: []string{"a"}}, {Mail: "cy@example.org", Age: 20}}); err != nil {
		t.Fatal(err)
	}
	ann, err := users.Get(ctx, id)
	if err != nil || ann.Age != 1<<62+1 || !ann.Joined.Equal(joined) || ann.ID != id || ann.Secret != "" {
		t.Errorf("%+v %v", ann, err)
	}
	if _, err := users.Insert(ctx, user{Mail: "ann@example.org"}); dberr.CodeOf(err) != dberr.UniqueViolation {
		t.Error(err)
	}
	var mails []string
	for u, err := range users.Where(engine.Field("age").Lt(100)).OrderBy("age").All(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		mails = append(mails, u.Mail)
	}
	if fmt.Sprint(mails) != "[cy@example.org bob@example.org]" {
		t.Error(mails)
	}
	if u, err := users.Search("wine", nil).First(ctx); err != nil || u.ID != id {
		t.Errorf("%+v %v", u, err)
	}
	if u, err := users.Update(ctx, "bob", map[string]any{"age": map[string]any{"increment": 1}}); err != nil || u.Age != 31 {
		t.Errorf("%+v %v", u, err)
	}
	if n, err := users.Where(engine.Field("age").Gt(25)).Count(ctx); err != nil || n != 2 {
		t.Error(n, err)
	}
	if n, err := users.Where(engine.Field("tags").Contains("a")).Delete(ctx); err != nil || n != 1 {
		t.Error(n, err)
	}
	if _, err := users.Get(ctx, "bob"); dberr.CodeOf(err) != dberr.NotFound {
		t.Error(err)
	}
	if err := engine.CollectionOf[struct {
		C chan int `json:"c"`
	}](db.DB, "bad").Define(ctx); dberr.CodeOf(err) != dberr.InvalidDefinition {
		t.Error(err)
	}
	if err := engine.CollectionOf[struct {
		A int `json:"a" aurora:"fast"`
	}](db.DB, "bad").Define(ctx); dberr.CodeOf(err) != dberr.InvalidDefinition {
		t.Error(err)
	}
}

func TestQuery(t *testing.T) {
	ctx := context.Background()
	db := open(t, nil)
	c := db.Collection("goods")
	if err := c.Define(ctx, "sku: String! @unique", "n: Int", "on: Boolean", "at: Object"); err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		if _, err := c.Insert(ctx, map[string]any{"sku": fmt.Sprintf("s%02d", i), "n": i % 7, "on": i%2 == 0, "at": map[string]any{"shelf": i / 5}}); err != nil {
			t.Fatal(err)
		}
	}
	n, shelf := engine.Field("n"), engine.Field("at.shelf")
	for _, q := range []struct {
		name  string
		query *engine.Query
		want  string
	}{
		{"all", c.Where().Limit(2), "s00 s01"},
		{"and", c.Where(n.Eq(1), engine.Field("on").Eq(true)), "s08"},
		{"or", c.Where(engine.Or(n.Eq(6), shelf.Eq(3))).OrderByDesc("sku").Limit(3), "s19 s18 s17"},
		{"not", c.Where(engine.Not(n.Lt(6))), "s06 s13"},
		{"between", c.Where(n.Between(5, 6)).OrderBy("n").OrderByDesc("sku"), "s19 s12 s05 s13 s06"},
		{"in", c.Where(engine.Field("sku").In("s03", "s04", "none")), "s03 s04"},
		{"texts", c.Where(engine.Field("sku").StartsWith("s1"), engine.Field("sku").EndsWith("5")), "s15"},
		{"matches", c.Where(engine.Field("sku").Matches("^s0[12]$")), "s01 s02"},
		{"exists", c.Where(engine.And(engine.Field("n").Exists(), engine.Field("none").IsNull())).Offset(18), "s18 s19"},
	} {
		var got []string
		for d, err := range q.query.All(ctx) {
			if err != nil {
				t.Fatalf("%s: %v", q.name, err)
			}
			sku, _ := d.Raw().Field("sku")
			got = append(got, string(sku.StrBytes()))
		}
		if strings.Join(got, " ") != q.want {
			t.Errorf("%s: %v, want %s", q.name, got, q.want)
		}
		if k, err := q.query.Count(ctx); err != nil || k != len(got) {
			t.Errorf("%s: counts %d, %v", q.name, k, err)
		}
	}
	if k, err := c.Where(n.Gte(5)).Update(ctx, map[string]any{"n": map[string]any{"increment": 10}}); err != nil || k != 5 {
		t.Error(k, err)
	}
	if k, err := c.Where(n.Gt(10)).Delete(ctx); err != nil || k != 5 {
		t.Error(k, err)
	}
	if k, err := c.Count(ctx, nil); err != nil || k != 15 {
		t.Error(k, err)
	}
	if _, err := c.Where(engine.Filter{"n": engine.Filter{"gtt": 1}}).First(ctx); dberr.CodeOf(err) != dberr.UnknownOperator {
		t.Error(err)
	}
	if _, err := c.Where(n.Eq(99)).First(ctx); dberr.CodeOf(err) != dberr.NotFound {
		t.Error(err)
	}
	if _, err := c.Where().Limit(-1).First(ctx); err != nil {
		t.Error(err) // First has a limit of its own
	}
	if _, err := c.Where().Offset(-1).Count(ctx); dberr.CodeOf(err) != dberr.InvalidArgument {
		t.Error(err)
	}
}

func TestCollectionSchema(t *testing.T) {
	ctx := context.Background()
	db := open(t, nil)
	c := db.Collection("goods")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(c.Define(ctx, "sku: String!", "n: Int"))
	if _, err := c.Insert(ctx, map[string]any{"id": "1", "sku": "a", "n": 5}); err != nil {
		t.Fatal(err)
	}
	must(c.AddField(ctx, "label: String = \"new\""))
	must(c.RenameField(ctx, "n", "count"))
	must(c.ModifyField(ctx, "count: Float"))
	must(c.CreateIndex(ctx, "count", "sku"))
	if names, err := c.Indexes(ctx); err != nil || len(names) != 1 {
		t.Error(names, err)
	}
	must(c.DropIndex(ctx, "count", "sku"))
	must(c.DropField(ctx, "label"))
	db.want(`{"goods":[{"sku":"a","count":5}]}`, `{ goods { sku count } }`)
	if n, err := c.Increment(ctx, "1", "hits", 3); err != nil || n != 3 {
		t.Error(n, err)
	}
	if n, err := c.Increment(ctx, "1", "hits", -1); err != nil || n != 2 {
		t.Error(n, err)
	}
	for i, want := range []string{"first", "second"} {
		d, err := c.Upsert(ctx, "2", map[string]any{"sku": want})
		if err != nil || !strings.Contains(string(d.JSON()), want) {
			t.Errorf("%d: %s %v", i, d.JSON(), err)
		}
	}
	if n, err := engine.CacheOf(db.DB).Prewarm(ctx, "goods", 1); err != nil || n != 1 {
		t.Error(n, err)
	}
	db.run(`migrate { "v1": { create index on goods (sku) } }`)
	for version, want := range map[string]bool{"v1": true, "v2": false} {
		if got, err := engine.Migrated(ctx, db.DB, version); got != want || err != nil {
			t.Error(version, got, err)
		}
	}
	must(c.Drop(ctx))
	if err := c.Drop(ctx); dberr.CodeOf(err) != dberr.CollectionNotFound {
		t.Error(err)
	}
	if err := db.Collection("a b").Define(ctx); dberr.CodeOf(err) != dberr.Syntax {
		t.Error(err)
	}
}

func TestFigures(t *testing.T) {
	ctx := context.Background()
	db := open(t, nil)
	c := db.Collection("goods")
	if err := c.Define(ctx, "sku: String! @unique", "n: Int", "kind: String", "tags: [String] @indexed"); err != nil {
		t.Fatal(err)
	}
	for i := range 200 {
		if _, err := c.Insert(ctx, map[string]any{"sku": fmt.Sprint(i), "n": i, "kind": fmt.Sprint(i % 3), "tags": []string{"a", fmt.Sprint(i % 2)}}); err != nil {
			t.Fatal(err)
		}
	}
	if s, err := c.Stats(ctx); err != nil || s.Documents != 200 || s.Bytes < 200*40 {
		t.Error(s, err)
	}
	stats, err := c.IndexStats(ctx)
	if err != nil || len(stats) != 2 || stats[0].Entries != 200 || stats[0].Values != 200 || !stats[0].Unique || stats[1].Entries != 400 || stats[1].Values != 3 {
		t.Error(stats, err)
	}
	if a, err := c.Advice(ctx); err != nil || len(a) != 0 {
		t.Error(a, err)
	}
	for range 3 {
		db.run(`{ goods(where: {n: {gt: 190}, kind: {eq: "1"}}) { sku } }`)
	}
	db.run(`{ goods(orderBy: {n: DESC}, limit: 1) { sku } }`)
	db.run(`{ goods(where: {sku: {eq: "1"}}) { n } }`)
	a, err := c.Advice(ctx)
	if err != nil || fmt.Sprint(a) != "[{[kind n] 3 600} {[n] 1 200}]" {
		t.Error(a, err)
	}
	if made, err := c.Optimize(ctx); err != nil || len(made) != 2 {
		t.Error(made, err)
	}
	if a, err := c.Advice(ctx); err != nil || len(a) != 0 {
		t.Error(a, err)
	}
	if got := db.run(`query @explain { goods(where: {n: {gt: 190}, kind: {eq: "1"}}) { sku } }`); strings.Contains(got, `"scan"`) {
		t.Error(got)
	}
}

func TestCache(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	store, err := file.Open(ctx, dir, &file.Options{CacheBytes: 64 << 10, MemtableBytes: 32 << 10})
	if err != nil {
		t.Fatal(err)
	}
	db, err := engine.Open(ctx, store, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := db.Collection("goods")
	if err := c.Define(ctx); err != nil {
		t.Fatal(err)
	}
	docs := make([]map[string]any, 2000)
	for i := range docs {
		docs[i] = map[string]any{"id": fmt.Sprint(i), "text": strings.Repeat("x", 200)}
	}
	if _, err := c.InsertMany(ctx, docs); err != nil {
		t.Fatal(err)
	}
	if err := db.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if store, err = file.Open(ctx, dir, &file.Options{CacheBytes: 64 << 10, MemtableBytes: 32 << 10}); err != nil {
		t.Fatal(err)
	}
	if db, err = engine.Open(ctx, store, nil); err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	cache := engine.CacheOf(db)
	cache.Clear()
	hot := func(want bool) {
		t.Helper()
		if got, err := cache.IsHot(ctx, "goods", "1500"); got != want || err != nil {
			t.Errorf("hot: %v, want %v; %v", got, want, err)
		}
	}
	hot(false)
	if _, err := db.Collection("goods").Get(ctx, "1500"); err != nil {
		t.Fatal(err)
	}
	hot(true)
	if n, err := cache.Prewarm(ctx, "goods", 0); n != 2000 || err != nil {
		t.Error(n, err)
	}
	s := cache.Stats()
	if s.Capacity != 64<<10 || s.Bytes > s.Capacity || s.Entries == 0 || s.Misses == 0 || s.Evictions == 0 || s.HitRate() < 0 || s.HitRate() > 1 {
		t.Errorf("%+v", s)
	}
	cache.Clear()
	if s := cache.Stats(); s.Entries != 0 || s.Bytes != 0 {
		t.Errorf("%+v", s)
	}
	if _, err := cache.IsHot(ctx, "none", "1"); dberr.CodeOf(err) != dberr.CollectionNotFound {
		t.Error(err)
	}
}

func TestSavepoints(t *testing.T) {
	ctx := context.Background()
	db := open(t, nil)
	c := db.Collection("goods")
	if err := c.Define(ctx, "n: Int @unique", "text: String @search"); err != nil {
		t.Fatal(err)
	}
	tx, err := db.Begin(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	insert := func(n int) {
		t.Helper()
		if _, err := tx.Collection("goods").Insert(ctx, map[string]any{"n": n, "text": "word"}); err != nil {
			t.Fatal(err)
		}
	}
	insert(1)
	mark := tx.Savepoint()
	insert(2)
	for range 2 {
		if err := tx.RollbackTo(mark); err != nil {
			t.Fatal(err)
		}
		insert(2)
		insert(3)
	}
	if err := tx.RollbackTo(mark); err != nil {
		t.Fatal(err)
	}
	insert(4)
	other, err := db.Begin(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := other.RollbackTo(mark); dberr.CodeOf(err) != dberr.InvalidArgument {
		t.Error(err)
	}
	other.Rollback()
	if err := tx.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	db.want(`{"goods":[{"n":1},{"n":4}]}`, `{ goods(orderBy: {n: ASC}) { n } }`)
	db.want(`{"goods":{"totalCount":2}}`, `{ goods(search: {query: "word"}) { totalCount } }`)
	if err := tx.RollbackTo(mark); dberr.CodeOf(err) != dberr.TransactionClosed {
		t.Error(err)
	}
}

func ExampleCollectionOf() {
	type Book struct {
		Title string  `json:"title" aurora:"required,unique"`
		Price float64 `json:"price" aurora:"indexed"`
	}
	ctx := context.Background()
	db, err := engine.Open(ctx, memory.New(), nil)
	if err != nil {
		panic(err)
	}
	defer db.Close()
	books := engine.CollectionOf[Book](db, "books")
	if err := books.Define(ctx); err != nil {
		panic(err)
	}
	if _, err := books.InsertMany(ctx, []Book{{"Dune", 9.5}, {"Emma", 7}, {"Ulysses", 12}}); err != nil {
		panic(err)
	}
	for b, err := range books.Where(engine.Field("price").Lt(10)).OrderByDesc("price").All(ctx) {
		if err != nil {
			panic(err)
		}
		fmt.Println(b.Title, b.Price)
	}
	// Output:
	// Dune 9.5
	// Emma 7
}

func ExampleKeys() {
	ctx := context.Background()
	db, err := engine.Open(ctx, memory.New(), nil)
	if err != nil {
		panic(err)
	}
	defer db.Close()
	if err := db.Keys().Put(ctx, []byte("session:7"), []byte("ann"), time.Hour); err != nil {
		panic(err)
	}
	if _, err := db.Keys().Blobs().Put(ctx, "greeting.txt", strings.NewReader("hello")); err != nil {
		panic(err)
	}
	for kv, err := range db.Keys().Scan(ctx, engine.KeyRange{Start: []byte("session:")}) {
		if err != nil {
			panic(err)
		}
		fmt.Printf("%s=%s\n", kv.Key, kv.Value)
	}
	info, err := db.Keys().Blobs().Stat(ctx, "greeting.txt")
	fmt.Println(info.Size, err)
	// Output:
	// session:7=ann
	// 5 <nil>
}
