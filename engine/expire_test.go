package engine

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/auroradb/aurora/engine/verify"
	"github.com/auroradb/aurora/storage/memory"
)

func TestSweep(t *testing.T) {
	ctx := context.Background()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	store := memory.New()
	db, err := Open(ctx, store, &Options{Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	run := func(text string) string {
		t.Helper()
		r := db.Do(ctx, Request{Text: text})
		if r.Err() != nil {
			t.Fatal(r.Err())
		}
		return string(r.Data())
	}
	run(`schema { define collection s { at: DateTime @ttl(after: "1h")  n: Int } }`)
	run(`mutation { insertMany(collection: "s", data: [
		{id: "old", at: "2025-12-31T22:59:59Z"}, {id: "edge", at: "2025-12-31T23:00:00Z"},
		{id: "fresh", at: "2025-12-31T23:00:00.000000001Z"}, {id: "never"}, {id: "null", at: null}]) { id } }`)
	if got := run(`{ s { id } }`); got != `{"s":[{"id":"fresh"},{"id":"never"},{"id":"null"}]}` {
		t.Error(got)
	}
	if got := run(`mutation { update(collection: "s", id: "old", set: {n: 1}) { id } }`); got != `{"update":[]}` {
		t.Error("an expired document was updated: ", got)
	}
	sub, err := db.Listen(ctx, "s", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer sub.Close()
	if n, err := db.sweep(ctx); n != 2 || err != nil {
		t.Errorf("swept %d: %v", n, err)
	}
	for _, id := range []string{"old", "edge"} {
		ev, ok, err := sub.TryNext()
		if !ok || err != nil || ev.ID != id || ev.Type != "delete" {
			t.Errorf("%s: %s %v", id, ev.JSON, err)
		}
	}
	if n, err := db.sweep(ctx); n != 0 || err != nil {
		t.Errorf("swept %d again: %v", n, err)
	}
	now = now.Add(time.Second)
	if n, err := db.sweep(ctx); n != 1 || err != nil {
		t.Errorf("swept %d: %v", n, err)
	}
	if got := run(`{ __schema { collections { count } } }`); !strings.Contains(got, `"count":2`) {
		t.Error(got)
	}
	run(`schema { alter collection s { add k: Int @unique } }`)
	run(`mutation { insertMany(collection: "s", data: [{id: "a", k: 1, at: "2025-12-01T00:00:00Z"}, {id: "b", k: 2, at: "2025-12-01T00:00:00Z"}]) { id } }`)
	if got := run(`mutation { insertInto(collection: "s", data: {id: "a", k: 2}) { k } }`); got != `{"insertInto":{"k":2}}` {
		t.Errorf("expired documents hold their id and unique value: %s", got)
	}
	run(`mutation { insertInto(collection: "s", data: {id: "c", at: "2025-12-01T00:00:00Z"}) }`)
	if got := run(`mutation { upsert(collection: "s", id: "c", data: {n: 5}) { id n } }`); got != `{"upsert":[{"id":"c","n":5}]}` {
		t.Errorf("upsert of an expired document: %s", got)
	}
	snap, err := store.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	if problems, err := verify.View(ctx, snap); len(problems) > 0 || err != nil {
		t.Error(problems, err)
	}
}
