package engine

import (
	"context"
	"sync/atomic"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/storage"
)

// catalogs is what queries see: the catalog that belongs to their snapshot.
type catalogs struct {
	now     atomic.Pointer[catalog.Catalog]
	pending atomic.Int64  // commits with definitions between their batch and their publication
	turns   atomic.Uint64 // rises when one begins and when it ends
}

// begin marks that a commit with definitions is about to be applied.
func (c *catalogs) begin() {
	c.pending.Add(1)
	c.turns.Add(1)
}

// publish ends what begin began; a nil catalog means that the commit failed.
func (c *catalogs) publish(cat *catalog.Catalog) {
	for cat != nil {
		old := c.now.Load()
		if old.Version >= cat.Version || c.now.CompareAndSwap(old, cat) {
			break
		}
	}
	c.turns.Add(1)
	c.pending.Add(-1)
}

// snapshot opens a view for reading together with its catalog.
//
// Errors: CLOSED, and those of the store.
func (db *DB) snapshot(ctx context.Context) (storage.Snapshot, *catalog.Catalog, error) {
	if db.closed.Load() {
		return nil, nil, errClosed()
	}
	turns, calm := db.views.turns.Load(), db.views.pending.Load() == 0
	snap, err := db.store.Snapshot(ctx)
	if err != nil {
		return nil, nil, err
	}
	cat := db.views.now.Load()
	if calm && db.views.pending.Load() == 0 && db.views.turns.Load() == turns {
		return snap, cat, nil
	}
	// Definitions are changing at this moment: ask the view which it holds.
	st, err := catalog.ReadHead(ctx, snap)
	if err == nil && st.Version != cat.Version {
		if cat, err = catalog.Load(ctx, snap); err == nil {
			cat.Version = st.Version
		}
	}
	if err != nil {
		snap.Close()
		return nil, nil, err
	}
	return snap, cat, nil
}
