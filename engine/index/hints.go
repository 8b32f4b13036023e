package index

import (
	"bytes"
	"context"
	"errors"
	"hash/maphash"
	"sync/atomic"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// Hints remember at which rows documents were found by their ids and by unique
// keys. A hint is never believed: the document at the row must have the id or the
// key in the very view that is read, so hints know nothing of commits and
// snapshots. A right one saves a search, a wrong one costs a read. The zero value
// and nil remember nothing; they are safe for concurrent use.
type Hints struct {
	seed   maphash.Seed
	sets   atomic.Pointer[[]hintSet]
	pushed atomic.Uint32 // how many hints had to go for those of rows far beyond their number
	most   int           // sets, after as many as there was room for
}

// hintSet is a line of memory: the rows of keys whose hashes end alike, one more than
// each because zero is nothing, with the beginning of the hash before it.
type hintSet [8]atomic.Uint64

// rowBits are for the row in a hint; rows beyond are not remembered.
const rowBits = 40

// NewHints returns room for 131,072 hints (1 MiB), in wasm for 8,192. When as many of
// rows far beyond had to go for others there will be room for 1,048,576 (8 MiB); not
// in wasm. A smaller database is served faster by the smaller room, which stays in a
// processor's caches.
func NewHints() *Hints { return newHints(hintSets, mostHintSets) }

func newHints(sets, most int) *Hints {
	h := &Hints{seed: maphash.MakeSeed(), most: most}
	made := make([]hintSet, sets)
	h.sets.Store(&made)
	return h
}

// table returns the sets, nil if there are none.
func (h *Hints) table() []hintSet {
	if h == nil {
		return nil
	}
	if sets := h.sets.Load(); sets != nil {
		return *sets
	}
	return nil
}

// Note remembers the row of a key: catalog.IDKey, or an entry of a unique index
// without its row.
func (h *Hints) Note(key []byte, row uint64) {
	sets := h.table()
	if len(sets) == 0 || row >= 1<<rowBits-1 {
		return
	}
	set, tag, way := h.place(sets, key)
	free := false
	for i := range set {
		if x := set[i].Load(); x == 0 || x>>rowBits == tag {
			way, free = i, true
			break
		}
	}
	set[way].Store(tag<<rowBits | row + 1)
	if room := len(sets) * len(set); !free && row >= 2*uint64(room) && len(sets) < h.most && int(h.pushed.Add(1)) == room {
		h.grow()
	}
}

// grow makes more room. What was remembered is forgotten: it is asked for again, or
// not.
func (h *Hints) grow() {
	made := make([]hintSet, h.most)
	h.sets.Store(&made)
}

// place returns where the hint of a key may lie, how it begins, and which of the
// set goes if the set is full.
func (h *Hints) place(sets []hintSet, key []byte) (set *hintSet, tag uint64, way int) {
	hash := maphash.Bytes(h.seed, key)
	return &sets[hash&uint64(len(sets)-1)], hash >> rowBits, int(hash >> (rowBits - 3) & 7)
}

// row returns the row that is remembered for a key.
func (h *Hints) row(key []byte) (row uint64, ok bool) {
	sets := h.table()
	if len(sets) == 0 {
		return 0, false
	}
	set, tag, _ := h.place(sets, key)
	for i := range set {
		if x := set[i].Load(); x != 0 && x>>rowBits == tag {
			return x&(1<<rowBits-1) - 1, true
		}
	}
	return 0, false
}

// Getter is the part of a view that hints are tried with.
type Getter interface {
	Get(ctx context.Context, key []byte) ([]byte, error)
}

// Recall finds a document by a hint: by its id if x is nil (key is
// catalog.IDKey), or by all parts of a unique index (key is an entry without its
// row). ok is false if there is no hint or a wrong one. It takes what room there is
// behind the key.
//
// Errors: those of the view.
func (h *Hints) Recall(ctx context.Context, r Getter, coll *catalog.Collection, x *catalog.Index, key []byte) (row uint64, doc value.Raw, ok bool, err error) {
	if row, ok = h.row(key); !ok {
		return 0, nil, false, nil
	}
	doc, err = r.Get(ctx, catalog.AppendDocumentKey(key[len(key):], coll.ID, row))
	if errors.Is(err, dberr.NotFound) {
		return 0, nil, false, nil
	}
	if err != nil || !has(coll, x, doc, key) {
		return 0, nil, false, err
	}
	return row, doc, true, nil
}

// OneKey tells whether a range can be that of one key of a unique index: what
// begins with its start. A key that is not whole has no hint.
func OneKey(x *catalog.Index, r storage.Range) bool {
	n := len(r.Start) - 1
	return x.Unique && !x.Multi && n >= 0 && len(r.End) == n+1 &&
		r.Start[n] != 0xff && r.Start[n]+1 == r.End[n] && bytes.Equal(r.Start[:n], r.End[:n])
}

// has tells whether a document is the only one that can have a key.
func has(coll *catalog.Collection, x *catalog.Index, doc value.Raw, key []byte) bool {
	if x == nil {
		id, ok := doc.Field("id")
		return ok && id.Kind() == value.String && string(id.StrBytes()) == string(key[idKeyPrefix:])
	}
	var room [128]byte
	own := catalog.AppendIndexPrefix(room[:0], coll.ID, x.ID)
	for _, p := range x.Parts {
		v, ok := doc.Path(p.Path)
		if !ok || isNull(v) {
			return false // there may be many without a value
		}
		own = appendPart(own, v, p.Desc)
	}
	return bytes.Equal(own, key)
}

// idKeyPrefix is what stands before the id in catalog.IDKey.
const idKeyPrefix = 5
