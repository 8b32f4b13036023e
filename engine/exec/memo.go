package exec

import (
	"sync"

	"github.com/auroradb/aurora/engine/catalog"
)

// Memo keeps what was compiled for the nodes of one parsed document, so that a
// text that comes again is not compiled again. It is safe for concurrent use
// and lives as long as the document that it stands beside. A nil Memo keeps
// nothing.
type Memo struct {
	m sync.Map // memoKey → memoEntry
}

type memoKey struct {
	node any
	what string
}

type memoEntry struct {
	cat *catalog.Catalog
	val any
}

// Load returns what was stored for a node under the same catalog.
func (m *Memo) Load(node any, what string, cat *catalog.Catalog) (any, bool) {
	if m == nil {
		return nil, false
	}
	x, ok := m.m.Load(memoKey{node, what})
	if !ok {
		return nil, false
	}
	e := x.(memoEntry)
	if e.cat != cat {
		return nil, false
	}
	return e.val, true
}

// Store keeps a value for a node; a value of another catalog is replaced.
func (m *Memo) Store(node any, what string, cat *catalog.Catalog, val any) {
	if m != nil {
		m.m.Store(memoKey{node, what}, memoEntry{cat, val})
	}
}
