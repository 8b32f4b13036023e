//go:build unix

package engine_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/file"
)

// TestBlobIsDeletedUnread deletes a blob that is larger than the cache: its chunks
// are neither read nor held in memory.
func TestBlobIsDeletedUnread(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "db")
	open := func() *engine.DB {
		store, err := file.Open(t.Context(), dir, &file.Options{MemtableBytes: 1 << 20, CacheBytes: 1 << 20})
		if err != nil {
			t.Fatal(err)
		}
		db, err := engine.Open(t.Context(), store, nil)
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	db := open()
	const size = 24<<20 + 17
	if _, err := db.Keys().Blobs().Put(t.Context(), "big", bytes.NewReader(make([]byte, size))); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = open()
	before := db.Stats().Store.Cache.Misses
	if found, err := db.Keys().Blobs().Delete(t.Context(), "big"); err != nil || !found {
		t.Fatal(found, err)
	}
	if read := db.Stats().Store.Cache.Misses - before; read > 10 {
		t.Errorf("%d pages were read", read)
	}
	if _, err := db.Keys().Blobs().Stat(t.Context(), "big"); err == nil {
		t.Error("the blob is still there")
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	store, err := file.Open(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	snap, err := store.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	for kv, err := range snap.Scan(t.Context(), storage.Prefix([]byte{catalog.SpaceBlob})) {
		t.Fatalf("%x is left, %v", kv.Key, err)
	}
}
