package engine_test

import (
	"context"
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/engine/verify"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/memory"
)

// fixture is a database on memory whose invariants are checked at the end.
type fixture struct {
	*engine.DB
	t     testing.TB
	store storage.Store
}

func open(t testing.TB, opts *engine.Options) *fixture {
	t.Helper()
	store := memory.New()
	f := &fixture{t: t, store: store}
	f.reopen(opts)
	t.Cleanup(func() {
		f.check()
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

// reopen opens the store anew, as another process would.
func (f *fixture) reopen(opts *engine.Options) {
	f.t.Helper()
	db, err := engine.Open(context.Background(), f.store, opts)
	if err != nil {
		f.t.Fatal(err)
	}
	f.DB = db
}

// check verifies every invariant of the stored state.
func (f *fixture) check() {
	f.t.Helper()
	snap, err := f.store.Snapshot(context.Background())
	if err != nil {
		if dberr.CodeOf(err) != dberr.Closed {
			f.t.Error(err)
		}
		return
	}
	defer snap.Close()
	problems, err := verify.View(context.Background(), snap)
	if err != nil {
		f.t.Error(err)
	}
	for _, p := range problems {
		f.t.Error(p)
	}
}

// run executes a text that must succeed and returns its data.
func (f *fixture) run(text string, vars ...string) string {
	f.t.Helper()
	r := f.do(text, vars...)
	if r.Err() != nil {
		f.t.Fatalf("%s\n%v", text, r.Err())
	}
	return string(r.Data())
}

func (f *fixture) do(text string, vars ...string) *engine.Response {
	f.t.Helper()
	return f.Do(context.Background(), request(f.t, text, vars...))
}

// request makes a request; variables, if any, are one JSON object.
func request(t testing.TB, text string, vars ...string) engine.Request {
	t.Helper()
	req := engine.Request{Text: text}
	if len(vars) > 0 {
		v, err := value.ParseJSON([]byte(vars[0]), value.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		req.Variables = v
	}
	return req
}

// fails executes a text that must answer a code, and return its message.
func (f *fixture) fails(code dberr.Code, text string, vars ...string) string {
	f.t.Helper()
	err := f.do(text, vars...).Err()
	if dberr.CodeOf(err) != code {
		f.t.Fatalf("%s\ngot %v (%s), want %s", text, err, dberr.CodeOf(err), code)
	}
	return err.Error()
}

func (f *fixture) want(want, text string, vars ...string) {
	f.t.Helper()
	if got := f.run(text, vars...); got != want {
		f.t.Fatalf("%s\ngot  %s\nwant %s", text, got, want)
	}
}

func TestDefinitionsSurviveReopening(t *testing.T) {
	db := open(t, nil)
	db.run(`schema {
		define collection authors { id: ID!  name: String! @unique }
		define collection books {
			isbn: String! @unique  title: String! @indexed @search(weight: 2.5)  pages: Int = 7 @validate(min: 0, max: 10)
			price: Float @indexed  tags: [String] @indexed  size: { w: Int! h: Int = 3 }
			author: ID @relation(to: "authors", onDelete: CASCADE)
			full: String @computed(expr: "${title} (${isbn})")  seen: DateTime @ttl(after: "30d")
			v: Vector(2) @vector(metric: DOT)  @@index(name: "by_both", fields: ["price", "title"], unique: true)  @@strict
		}
	}`)
	db.run(`define handler "h" { on: "insert books", action: { update(collection: "authors", id: $_author, set: {name: $_title}) } }`)
	db.run(`mutation { insertInto(collection: "authors", data: {id: "a", name: "Ada"}) }`)
	before := db.Catalog().Collection("books").Encode()
	db.reopen(nil)
	if after := db.Catalog().Collection("books").Encode(); string(before) != string(after) {
		t.Fatalf("the definition changed:\n%s\n%s", before.AppendJSON(nil), after.AppendJSON(nil))
	}
	db.want(`{"insertInto":{"full":"T (1)","size":{"w":1,"h":3},"pages":7}}`,
		`mutation { insertInto(collection: "books", data: {isbn: "1", title: "T", author: "a", size: {w: 1}}) { full size pages } }`)
	db.want(`{"authors":[{"name":"T"}]}`, `{ authors { name } }`)
	db.fails(dberr.ValidationFailed, `mutation { insertInto(collection: "books", data: {isbn: "2", title: "T", pages: 11}) }`)
	db.fails(dberr.FieldNotFound, `mutation { insertInto(collection: "books", data: {isbn: "2", title: "T", other: 11}) }`)
}

func TestOptions(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		name string
		opts engine.Options
	}{
		{"Durability", engine.Options{Durability: 9}},
		{"LogRecords", engine.Options{LogRecords: -1}},
		{"LogBytes", engine.Options{LogBytes: -1}},
		{"QueueRecords", engine.Options{QueueRecords: -1}},
		{"Limits", engine.Options{Limits: &engine.Limits{DocumentBytes: -1}}},
	} {
		_, err := engine.Open(ctx, memory.New(), &c.opts)
		if dberr.CodeOf(err) != dberr.InvalidArgument || !strings.Contains(err.Error(), c.name) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if _, err := engine.Open(ctx, nil, nil); dberr.CodeOf(err) != dberr.InvalidArgument {
		t.Error(err)
	}
}

func TestDocumentLimits(t *testing.T) {
	db := open(t, &engine.Options{Limits: &engine.Limits{DocumentBytes: 2000, DocumentDepth: 5}, AutoCollections: true})
	db.fails(dberr.LimitExceeded, `mutation($s: String!) { insertInto(collection: "c", data: {s: $s}) }`, `{"s": "`+strings.Repeat("x", 2000)+`"}`)
	db.fails(dberr.LimitExceeded, `mutation { insertInto(collection: "c", data: {a: [[[[[[1]]]]]]}) }`)
	db.run(`mutation { insertInto(collection: "c", data: {a: [[1]]}) }`)
	db.fails(dberr.LimitExceeded, `mutation($s: String!) { insertInto(collection: "c", data: {id: $s}) }`, `{"s": "`+strings.Repeat("x", 1025)+`"}`)
}

func TestClosed(t *testing.T) {
	db := open(t, nil)
	db.run(`schema { define collection c { x: Int } }`)
	sub, err := db.Listen(context.Background(), "c", nil)
	if err != nil {
		t.Fatal(err)
	}
	tx, err := db.Begin(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db.fails(dberr.Closed, `{ c { x } }`)
	db.fails(dberr.Closed, `mutation { insertInto(collection: "c", data: {x: 1}) }`)
	if _, err := sub.Next(context.Background()); dberr.CodeOf(err) != dberr.Closed {
		t.Errorf("next: %v", err)
	}
	tx.Rollback()
	if _, err := db.Begin(context.Background(), nil); dberr.CodeOf(err) != dberr.Closed {
		t.Errorf("begin: %v", err)
	}
	if err := db.Flush(context.Background()); dberr.CodeOf(err) != dberr.Closed {
		t.Errorf("flush: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Errorf("close again: %v", err)
	}
}

func TestOddKeys(t *testing.T) {
	db := open(t, &engine.Options{AutoCollections: true})
	doc := `{"__proto__":1,"constructor":{"prototype":2},"":3,"a:b":4,"a\u0000b":5,"toString":6}`
	id := db.run(`mutation($d: JSON!) { insertInto(collection: "odd", data: $d) { id } }`, `{"d": `+doc+`}`)
	id = id[len(`{"insertInto":{"id":"`) : len(id)-3]
	db.want(`{"odd":[{"id":"`+id+`",`+doc[1:]+`]}`, `{ odd }`)
}

func TestIDs(t *testing.T) {
	db := open(t, &engine.Options{AutoCollections: true})
	db.run(`mutation { a: insertInto(collection: "c", data: {id: "", x: 1}) b: insertInto(collection: "c", data: {_sid: "s", x: 2}) { id } }`)
	db.fails(dberr.UniqueViolation, `mutation { insertInto(collection: "c", data: {id: ""}) }`)
	db.fails(dberr.TypeMismatch, `mutation { insertInto(collection: "c", data: {id: 5}) }`)
	db.fails(dberr.TypeMismatch, `mutation { insertInto(collection: "c", data: {id: null}) }`)
	db.fails(dberr.InvalidArgument, `mutation { insertInto(collection: "c", data: {id: "a", _sid: "b"}) }`)
	db.fails(dberr.InvalidArgument, `mutation { update(collection: "c", id: "s", set: {id: "t"}) { id } }`)
	db.fails(dberr.InvalidArgument, `mutation { update(collection: "c", id: "s", set: {id: {unset: true}}) { id } }`)
	db.want(`{"update":[{"id":"s","x":3}]}`, `mutation { update(collection: "c", id: "s", set: {_sid: "s", x: 3}) { id x } }`)
	last := ""
	for range 5000 {
		id, err := db.Collection("c").Insert(context.Background(), map[string]any{"x": 1})
		if err != nil {
			t.Fatal(err)
		}
		if id <= last || len(id) != 36 || id[14] != '7' {
			t.Fatalf("id %q after %q", id, last)
		}
		last = id
	}
}
