package engine

import (
	"context"
	"encoding/binary"
	"sync/atomic"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
)

// state is the head of the database, written by every commit: it is read from
// the view that a commit builds upon, so that a failed batch leaves no trace.
type state struct {
	seq     uint64 // of the newest commit
	total   uint64 // bytes of all change records ever written
	first   uint64 // of the oldest change record that is kept; seq+1 if none is
	version uint64 // of the catalog
}

// stateKey is the key of the state: four big-endian u64.
func stateKey() []byte { return append([]byte{catalog.SpaceCounter}, "state"...) }

func (s state) encode() []byte {
	b := make([]byte, 0, 32)
	for _, n := range []uint64{s.seq, s.total, s.first, s.version} {
		b = binary.BigEndian.AppendUint64(b, n)
	}
	return b
}

func readState(ctx context.Context, r catalog.Reader) (state, error) {
	b, err := r.Get(ctx, stateKey())
	if dberr.CodeOf(err) == dberr.NotFound {
		return state{first: 1}, nil
	}
	if err != nil {
		return state{}, err
	}
	if len(b) != 32 {
		return state{}, dberr.New(dberr.Corrupt, "the head of the database")
	}
	n := func(i int) uint64 { return binary.BigEndian.Uint64(b[8*i:]) }
	return state{seq: n(0), total: n(1), first: n(2), version: n(3)}, nil
}

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
	st, err := readState(ctx, snap)
	if err == nil && st.version != cat.Version {
		if cat, err = catalog.Load(ctx, snap); err == nil {
			cat.Version = st.version
		}
	}
	if err != nil {
		snap.Close()
		return nil, nil, err
	}
	return snap, cat, nil
}
