package engine_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage/memory"
)

// TestInsertManyTellsTheFirstError puts several mistakes into one list: the first
// document that has one is told, whichever kind it is, and nothing is stored.
func TestInsertManyTellsTheFirstError(t *testing.T) {
	ctx := context.Background()
	db, err := engine.Open(ctx, memory.New(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Execute(ctx, `schema { define collection c { n: Int! @unique @validate(max: 5000)  t: [String] @indexed } }`, nil); err != nil {
		t.Fatal(err)
	}
	c := db.Collection("c")
	mistakes := map[dberr.Code]func(d map[string]any){
		dberr.UniqueViolation:  func(d map[string]any) { d["id"] = "d1" },
		dberr.ValidationFailed: func(d map[string]any) { d["n"] = 9999 },
		dberr.TypeMismatch:     func(d map[string]any) { d["id"] = 7 },
		dberr.InvalidArgument:  func(d map[string]any) { d["_sid"] = "x" },
	}
	codes := []dberr.Code{dberr.UniqueViolation, dberr.ValidationFailed, dberr.TypeMismatch, dberr.InvalidArgument}
	for i := range codes {
		order := append(slices.Clone(codes[i:]), codes[:i]...)
		docs := make([]map[string]any, 1500)
		for n := range docs {
			docs[n] = map[string]any{"id": fmt.Sprint("d", n), "n": n, "t": []any{"a", fmt.Sprint(n % 7)}}
		}
		for k, code := range order {
			mistakes[code](docs[700+k*150])
		}
		if _, err := c.InsertMany(ctx, docs); dberr.CodeOf(err) != order[0] {
			t.Errorf("%v: %v", order, err)
		}
		if n, err := c.Count(ctx, nil); err != nil || n != 0 {
			t.Errorf("%d documents after an error, %v", n, err)
		}
	}
}

// TestInsertManyKeepsTheOrder stores a list as if its documents had come one by one.
func TestInsertManyKeepsTheOrder(t *testing.T) {
	ctx := context.Background()
	db, err := engine.Open(ctx, memory.New(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Execute(ctx, `schema { define collection c { n: Int! @unique  t: [String] @indexed  twice: Int @computed(expr: "n * 2") @indexed } }`, nil); err != nil {
		t.Fatal(err)
	}
	c := db.Collection("c")
	docs := make([]map[string]any, 1300)
	for n := range docs {
		docs[n] = map[string]any{"n": n, "t": []any{"a", fmt.Sprint(n % 7)}}
	}
	ids, err := c.InsertMany(ctx, docs)
	if err != nil || !slices.IsSorted(ids) || len(slices.Compact(ids)) != len(docs) {
		t.Fatalf("%d ids, %v", len(ids), err)
	}
	n := 0
	for d, err := range c.All(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		if d.ID() != ids[n] {
			t.Fatalf("document %d is %s, not %s", n, d.ID(), ids[n])
		}
		n++
	}
	for d, err := range c.Find(ctx, map[string]any{"twice": map[string]any{"eq": 1402}}) {
		if err != nil || d.ID() != ids[701] {
			t.Errorf("found %s, %v", d.ID(), err)
		}
	}
	if k, err := c.Count(ctx, map[string]any{"t": map[string]any{"contains": "3"}}); err != nil || k != 186 {
		t.Errorf("%d documents by an element, %v", k, err)
	}
	report, err := db.Execute(ctx, `{ c(where: {n: {lt: 700}}) { totalCount } }`, nil)
	if err != nil || string(report.Data()) != `{"c":{"totalCount":700}}` {
		t.Errorf("%s, %v", report.JSON(), err)
	}
}
