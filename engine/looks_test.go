package engine_test

import (
	"context"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/memory"
)

// looks counts what is read by key.
type looks struct {
	storage.Store
	gets *atomic.Int64
}

type looksSnapshot struct {
	storage.Snapshot
	gets *atomic.Int64
}

func (s looks) Snapshot(ctx context.Context) (storage.Snapshot, error) {
	snap, err := s.Store.Snapshot(ctx)
	return looksSnapshot{snap, s.gets}, err
}

func (s looksSnapshot) Get(ctx context.Context, key []byte) ([]byte, error) {
	s.gets.Add(1)
	return s.Snapshot.Get(ctx, key)
}

// TestLooksOfAnInsertedDocument: a document that was inserted is found with one look by
// its id, also if the row of a transaction that was rolled back was remembered for it.
func TestLooksOfAnInsertedDocument(t *testing.T) {
	ctx := t.Context()
	var gets atomic.Int64
	db, err := engine.Open(ctx, looks{memory.New(), &gets}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Execute(ctx, `schema { define collection c { n: Int } }`, nil); err != nil {
		t.Fatal(err)
	}
	c := db.Collection("c")
	look := func(id string) (n int64, err error) {
		before := gets.Load()
		_, err = c.Get(ctx, id)
		return gets.Load() - before, err
	}
	for i := range 5 {
		if _, err := c.Insert(ctx, map[string]any{"id": strconv.Itoa(i), "n": i}); err != nil {
			t.Fatal(err)
		}
		if n, err := look(strconv.Itoa(i)); n != 1 || err != nil {
			t.Errorf("document %d took %d looks, %v", i, n, err)
		}
	}
	tx, err := db.Begin(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Collection("c").Insert(ctx, map[string]any{"id": "later", "n": 1}); err != nil {
		t.Fatal(err)
	}
	if _, err := look("later"); dberr.CodeOf(err) != dberr.NotFound {
		t.Errorf("before the commit: %v", err)
	}
	tx.Rollback()
	if _, err := look("later"); dberr.CodeOf(err) != dberr.NotFound {
		t.Errorf("after the rollback: %v", err)
	}
	if _, err := c.Insert(ctx, map[string]any{"id": "later", "n": 2}); err != nil {
		t.Fatal(err)
	}
	if n, err := look("later"); n != 1 || err != nil {
		t.Errorf("inserted at last, it took %d looks, %v", n, err)
	}
}
