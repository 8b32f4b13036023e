package exec

import (
	"sync/atomic"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
)

// Memo keeps what was compiled for the fields of one parsed document, so that a
// text that comes again is not compiled again. It is safe for concurrent use
// and lives as long as the document that it stands beside. A nil Memo keeps
// nothing, and none keeps anything for a field without arguments and selections.
type Memo struct {
	calls int
	rows  [kinds]atomic.Pointer[[]atomic.Pointer[memoEntry]] // by what is kept, then by [ast.Field.Call]
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
	field *ast.Field // a field of the GraphQL view may have the number of another one
	cat   *catalog.Catalog
	val   any
}

// NewMemo returns a memo for the fields of a document.
func NewMemo(doc *ast.Document) *Memo { return &Memo{calls: doc.Calls} }

// Load returns what was stored for a field under the same catalog.
func (m *Memo) Load(f *ast.Field, what Compiled, cat *catalog.Catalog) (any, bool) {
	if m == nil {
		return nil, false
	}
	row := m.rows[what].Load()
	if row == nil || f.Call == 0 || f.Call > len(*row) {
		return nil, false
	}
	e := (*row)[f.Call-1].Load()
	if e == nil || e.field != f || e.cat != cat {
		return nil, false
	}
	return e.val, true
}

// Store keeps a value for a field; a value of another catalog is replaced.
func (m *Memo) Store(f *ast.Field, what Compiled, cat *catalog.Catalog, val any) {
	if m == nil || f.Call == 0 || f.Call > m.calls {
		return
	}
	row := m.rows[what].Load()
	if row == nil {
		made := make([]atomic.Pointer[memoEntry], m.calls)
		if row = &made; !m.rows[what].CompareAndSwap(nil, row) {
			row = m.rows[what].Load()
		}
	}
	(*row)[f.Call-1].Store(&memoEntry{f, cat, val})
}
