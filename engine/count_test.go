package engine_test

import (
	"context"
	"testing"

	"github.com/auroradb/aurora/engine"
)

// TestCollectionCount counts by counter, by index and by reading, outside of a
// transaction and inside one that has written, and compares with Find.
func TestCollectionCount(t *testing.T) {
	ctx := context.Background()
	db := open(t, nil).DB
	if _, err := db.Execute(ctx, `schema { define collection c { n: Int @indexed  tag: String } }`, nil); err != nil {
		t.Fatal(err)
	}
	insert := func(c *engine.Collection, from, to int) {
		for i := from; i < to; i++ {
			if _, err := c.Insert(ctx, map[string]any{"n": i, "tag": string(rune('a' + i%3))}); err != nil {
				t.Fatal(err)
			}
		}
	}
	check := func(c *engine.Collection, where map[string]any, want int) {
		t.Helper()
		n, err := c.Count(ctx, where)
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, err := range c.Find(ctx, where) {
			if err != nil {
				t.Fatal(err)
			}
			found++
		}
		if n != want || found != want {
			t.Fatalf("Count(%v) = %d and Find gives %d; want %d", where, n, found, want)
		}
	}
	op := func(field, op string, v any) map[string]any { return map[string]any{field: map[string]any{op: v}} }
	all := func(c *engine.Collection, docs int) {
		t.Helper()
		check(c, nil, docs)
		check(c, map[string]any{}, docs)
		check(c, op("n", "gte", 10), docs-10)
		check(c, op("n", "eq", 5), 1)
		check(c, op("tag", "eq", "b"), (docs+1)/3)
		check(c, map[string]any{"n": map[string]any{"lt": 6}, "tag": map[string]any{"eq": "a"}}, 2)
	}
	c := db.Collection("c")
	insert(c, 0, 90)
	all(c, 90)
	tx, err := db.Begin(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	insert(tx.Collection("c"), 90, 99)
	all(tx.Collection("c"), 99)
	all(c, 90)
	if _, err := c.Count(ctx, op("n", "nearly", 1)); err == nil {
		t.Fatal("an unknown operator counts something")
	}
}
