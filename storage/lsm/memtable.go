package lsm

import "github.com/auroradb/aurora/internal/cow"

// memtable holds the newest entries. Snapshots read it without a lock, so it is
// changed in place only while there are none; else a clone is, which copies what
// it touches. readers is guarded by Store.mu.
type memtable struct {
	*cow.Tree
	readers int // open snapshots
}

func newMemtable() *memtable { return &memtable{Tree: new(cow.Tree)} }

func (m *memtable) clone() *memtable { return &memtable{Tree: m.Tree.Clone()} }
