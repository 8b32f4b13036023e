package exec

import (
	"sync"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
)

// Memo keeps what was compiled for the nodes of one parsed document, so that a
// text that comes again is not compiled again. It is safe for concurrent use
// and lives as long as the document that it stands beside. A nil Memo keeps
// nothing.
type Memo struct {
	m [kinds]sync.Map // *ast.Field → memoEntry
}

// Compiled tells the things apart that are kept for a field.
type Compiled uint8

// What is kept.
const (
	CompiledRoot       Compiled = iota // a root field with its arguments
	CompiledPoint                      // the short way of a root field
	CompiledShown                      // what is shown of a root field or lookup
	CompiledProjection                 // the documents of a mutation or event

	kinds
)

type memoEntry struct {
	cat *catalog.Catalog
	val any
}

// Load returns what was stored for a field under the same catalog.
func (m *Memo) Load(f *ast.Field, what Compiled, cat *catalog.Catalog) (any, bool) {
	if m == nil {
		return nil, false
	}
	x, ok := m.m[what].Load(f)
	if !ok {
		return nil, false
	}
	e := x.(memoEntry)
	if e.cat != cat {
		return nil, false
	}
	return e.val, true
}

// Store keeps a value for a field; a value of another catalog is replaced.
func (m *Memo) Store(f *ast.Field, what Compiled, cat *catalog.Catalog, val any) {
	if m != nil {
		m.m[what].Store(f, memoEntry{cat, val})
	}
}
