package aql

import (
	"slices"

	gql "github.com/vektah/gqlparser/v2/ast"

	"github.com/auroradb/aurora/engine/aql/ast"
)

// shadow is the GraphQL text that stands for the tokens of one definition: the
// same grammar, a word for each token, one line of ASCII. Literals are bare
// shapes and what GraphQL cannot say is a plain name; their meaning is taken
// from the tokens, by place.
type shadow struct {
	text []byte
	at   []int32 // byte offset of each word
	tok  []int32 // its token
}

// newShadow returns an empty shadow.
func (p *parser) newShadow() *shadow {
	s := &p.scratch.shadow
	if n := len(p.toks) + 4; cap(s.at) < n {
		*s = shadow{text: make([]byte, 0, 6*n), at: make([]int32, 0, n), tok: make([]int32, 0, n)}
	}
	s.text, s.at, s.tok = s.text[:0], s.at[:0], s.tok[:0]
	return s
}

// add writes a word that stands for a token.
func (s *shadow) add(word string, tok int) {
	if len(s.text) > 0 {
		s.text = append(s.text, ' ')
	}
	s.at = append(s.at, int32(len(s.text)))
	s.tok = append(s.tok, int32(tok))
	s.text = append(s.text, word...)
}

// cut takes back all words but the first n.
func (s *shadow) cut(n int) {
	if n < len(s.at) {
		s.text = s.text[:max(int(s.at[n])-1, 0)]
		s.at, s.tok = s.at[:n], s.tok[:n]
	}
}

// token returns the token that the word at or before a byte offset stands for.
func (s *shadow) token(offset int) int {
	n, found := slices.BinarySearch(s.at, int32(offset))
	if !found {
		n--
	}
	return int(s.tok[max(n, 0)])
}

// find returns the token at a position of gqlparser.
func (s *shadow) find(pos *gql.Position) int { return s.token(pos.Start) }

// The words that stand for literals and for what GraphQL lacks.
const (
	shadowString = `""`
	shadowInt    = "0"
	shadowFloat  = "0.0"
	shadowName   = "_"
)

// shadowWord returns the word for a token that keeps its meaning.
func shadowWord(src string, t token) string {
	switch t.kind {
	case tString, tBlock:
		return shadowString
	case tInt:
		return shadowInt
	case tFloat:
		return shadowFloat
	}
	return t.text(src)
}

// computed is a masked selection `alias: <expression>`.
type computed struct {
	tok  int // of the alias
	end  int // token behind the expression
	expr ast.Expr
	pos  ast.Pos // of the expression
}

// masked are arguments that were left out.
type masked struct {
	tok  int // their first
	args []*ast.Argument
}

// leaf is a field left out of a selection set.
type leaf struct {
	tok int
	set int // number of its set in the definition
}

// ddlBlock is a masked `schema { … }` of a mutation.
type ddlBlock struct {
	tok    int
	schema *ast.Schema
}
