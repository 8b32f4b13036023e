package aql

import (
	"sync/atomic"

	"github.com/auroradb/aurora/engine/aql/ast"
)

// Parser parses texts with memory that it keeps from one to the next. The zero value
// is ready; it is safe for concurrent use.
type Parser struct {
	spare atomic.Pointer[scratch] // nil while a text is being parsed; another one has memory of its own then
}

// Parse is [Parse].
//
// Errors: those of Parse.
func (k *Parser) Parse(text string, lim Limits) (*ast.Document, error) {
	s := k.spare.Swap(nil)
	if s == nil {
		s = new(scratch)
	}
	doc, err := parse(s, text, lim)
	if cap(s.toks) <= 2*largestScratch {
		k.spare.Store(s)
	}
	return doc, err
}

// scratch is memory that a parse needs and its tree does not.
type scratch struct {
	toks     []token
	shadow   shadow
	brackets [16]frame
	leaves   []leaf
	sizes    []int // selections of each set
}

// largestScratch is for how many tokens there is memory from the beginning, and half
// of what is kept.
const largestScratch = 4096
