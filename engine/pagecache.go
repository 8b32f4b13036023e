package engine

import (
	"context"
	"encoding/binary"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/storage"
)

// Cache is the page cache of a database's store: what was read lately is read
// again from memory. Its size is an option of the store.
type Cache struct{ db *DB }

// CacheOf returns the cache of a database. One whose store keeps everything in
// memory has no figures, and everything is hot.
func CacheOf(db *DB) Cache { return Cache{db} }

// Stats returns the figures of the cache.
func (c Cache) Stats() storage.CacheStats { return c.db.Stats().Store.Cache }

// Clear lets every page go.
func (c Cache) Clear() {
	if s, ok := c.db.store.(storage.Cacher); ok {
		s.ClearCache()
	}
}

// IsHot reports whether the document of an id would be read from memory.
//
// Errors: NOT_FOUND, COLLECTION_NOT_FOUND, those of the store.
func (c Cache) IsHot(ctx context.Context, collection, id string) (hot bool, err error) {
	defer recovered(&err)
	cat := c.db.Catalog()
	coll := cat.Collection(collection)
	if coll == nil {
		return false, edge("is hot", cat.Missing(collection, dberr.Position{}))
	}
	s, ok := c.db.store.(storage.Cacher)
	if !ok {
		return true, nil
	}
	if hot, err = s.IsHot(ctx, catalog.IDKey(coll.ID, id)); err != nil || !hot {
		return false, edge("is hot", err)
	}
	snap, _, err := c.db.snapshot(ctx)
	if err != nil {
		return false, edge("is hot", err)
	}
	defer snap.Close()
	raw, err := snap.Get(ctx, catalog.IDKey(coll.ID, id)) // hot, as was just seen
	if err == nil && len(raw) != 8 {
		err = dberr.New(dberr.Corrupt, "the row number of id "+quote(id)+" in collection "+quote(collection))
	}
	if err == nil {
		hot, err = s.IsHot(ctx, catalog.DocumentKey(coll.ID, binary.BigEndian.Uint64(raw)))
	}
	return hot && err == nil, edge("is hot", err)
}

// Prewarm reads up to so many documents of a collection, the newest first, so
// that they lie in the cache as far as it has room; 0 is all. It returns how
// many it has read.
//
// Errors: COLLECTION_NOT_FOUND, those of the store.
func (c Cache) Prewarm(ctx context.Context, collection string, limit int) (n int, err error) {
	defer recovered(&err)
	err = c.db.Collection(collection).read(ctx, func(_ txn.Reader, coll *catalog.Collection, env *exec.Env) error {
		scan := exec.Scan{Coll: coll, Reverse: true}
		return scan.Run(ctx, env, func(*exec.Row) bool {
			n++
			return n != limit
		})
	})
	return n, edge("prewarm", err)
}
