package lsm

import (
	"math/bits"
	"sync/atomic"

	"github.com/auroradb/aurora/internal/cow"
)

// memtable holds the newest entries. Snapshots read it without a lock, so it is
// changed in place only while there are none; else a clone is, which copies what
// it touches. readers is guarded by Store.mu.
type memtable struct {
	*cow.Tree
	readers int // open snapshots
	filter  memFilter
}

func newMemtable(size int64) *memtable {
	return &memtable{Tree: new(cow.Tree), filter: newMemFilter(size)}
}

// clone returns an independent copy with the same filter: it admits the keys of
// both.
func (m *memtable) clone() *memtable { return &memtable{Tree: m.Tree.Clone(), filter: m.filter} }

// Set stores a value under a key and returns the one that was there.
func (m *memtable) Set(key, value []byte) (old []byte, had bool) {
	m.filter.add(hashKey(key))
	return m.Tree.Set(key, value)
}

// lookup is Get for somebody who has the key's hash: most keys are not here, and
// the filter knows that without a search.
func (m *memtable) lookup(key []byte, hash uint64) ([]byte, bool) {
	if !m.filter.mayHold(hash) {
		return nil, false
	}
	return m.Get(key)
}

// memFilter is a Bloom filter that may be read while keys are added: every key
// has a few bits of one word, set at once. It is never wrong about a key that was
// added; one that came after a snapshot only costs it a search.
type memFilter []atomic.Uint64

// newMemFilter returns a filter for a memtable of a size: an entry takes 100 bytes
// at least, for which there are twelve bits.
func newMemFilter(size int64) memFilter {
	words := uint64(max(size, 1<<12)) / 512
	return make(memFilter, 1<<(bits.Len64(words)-1))
}

// place returns the word of a hash and its bits there.
func (f memFilter) place(hash uint64) (word *atomic.Uint64, mask uint64) {
	mask = 1<<(hash&63) | 1<<(hash>>6&63) | 1<<(hash>>12&63) | 1<<(hash>>18&63)
	return &f[hash>>24&uint64(len(f)-1)], mask
}

func (f memFilter) add(hash uint64) {
	if word, mask := f.place(hash); word.Load()&mask != mask {
		word.Or(mask)
	}
}

func (f memFilter) mayHold(hash uint64) bool {
	word, mask := f.place(hash)
	return word.Load()&mask == mask
}
