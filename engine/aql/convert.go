package aql

import (
	gql "github.com/vektah/gqlparser/v2/ast"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/value"
)

// converter turns gqlparser's tree of one definition into ours. Structure comes
// from the tree, every text and position from the tokens.
type converter struct {
	*parser
	m        *masker
	scope    *scope
	computed []computed // not met yet, in text order
	blocks   []ddlBlock
	masked   []masked
	leaves   []leaf
	sets     int // selection sets met so far
	depth    int // selection sets around
}

func newConverter(p *parser, m *masker, s *scope) *converter {
	return &converter{parser: p, m: m, scope: s, computed: m.computed, blocks: m.blocks, masked: m.masked, leaves: m.leaves}
}

// index returns the token at a position of gqlparser.
func (c *converter) index(pos *gql.Position) int { return c.m.out.find(pos) }

// tokenPos returns the place of token i.
func (c *converter) tokenPos(i int) ast.Pos { return c.toks[i].pos() }

// tokenText returns token i as written.
func (c *converter) tokenText(i int) string { return c.toks[i].text(c.src) }

// selections converts a selection set.
func (c *converter) selections(set gql.SelectionSet) []ast.Selection {
	if len(set) == 0 {
		return nil
	}
	c.depth++
	c.scope.depth = max(c.scope.depth, c.depth)
	number := c.sets
	c.sets++
	out := make([]ast.Selection, 0, c.m.sizes[number])
	for _, s := range set {
		out = c.leavesOf(out, number, c.index(s.GetPosition()))
		switch s := s.(type) {
		case *gql.Field:
			out = append(out, c.field(s))
		case *gql.FragmentSpread:
			out = append(out, c.spread(s))
		case *gql.InlineFragment:
			out = append(out, c.inline(s))
		}
	}
	out = c.leavesOf(out, number, len(c.toks))
	c.depth--
	return out
}

// leavesOf converts the fields of a set that were left out before a token.
func (c *converter) leavesOf(out []ast.Selection, set, before int) []ast.Selection {
	for len(c.leaves) > 0 && c.leaves[0].set == set && c.leaves[0].tok < before {
		out = append(out, c.name(c.leaves[0].tok))
		c.leaves = c.leaves[1:]
	}
	return out
}

// name is the field whose name is token i.
func (c *converter) name(i int) *ast.Field {
	c.scope.fields++
	out := c.sels.make()
	out.Name, out.Pos = c.tokenText(i), c.tokenPos(i)
	out.NamePos = out.Pos
	return out
}

// field converts a field, a computed selection or a masked DDL block.
func (c *converter) field(f *gql.Field) ast.Selection {
	i := c.index(f.Position)
	if len(c.blocks) > 0 && c.blocks[0].tok == i {
		schema := c.blocks[0].schema
		c.blocks = c.blocks[1:]
		c.scope.fields++
		return schema
	}
	out := c.name(i)
	if len(c.computed) > 0 && c.computed[0].tok == i {
		c.expression(out, f)
		return out
	}
	if c.at(i+1).kind == tColon {
		i += 2
		out.Alias, out.Name, out.NamePos = out.Name, c.tokenText(i), c.tokenPos(i)
	}
	out.Args = c.arguments(i + 1)
	out.HasArgs = len(out.Args) > 0
	out.Directives = c.directives(f.Directives, onField)
	out.Selections, out.HasSet = c.selections(f.SelectionSet), len(f.SelectionSet) > 0
	if out.HasArgs || out.HasSet {
		c.numbered++
		out.Call = c.numbered
	}
	return out
}

// expression fills a computed selection.
func (c *converter) expression(out *ast.Field, f *gql.Field) {
	e := c.computed[0]
	c.computed = c.computed[1:]
	out.Alias, out.Name = out.Name, ""
	out.Expr, out.NamePos = e.expr, e.pos
	out.Directives = c.directives(f.Directives, onField)
	if len(f.SelectionSet) > 0 {
		brace := c.toks[c.index(f.SelectionSet[0].GetPosition())-1]
		c.failAt(brace, "the next selection: an expression has no selections")
	}
}

// spread converts ...Name; gqlparser's position is that of the name.
func (c *converter) spread(s *gql.FragmentSpread) ast.Selection {
	i := c.index(s.Position)
	out := &ast.Spread{Name: c.tokenText(i), Pos: c.tokenPos(i - 1)}
	out.Directives = c.directives(s.Directives, onSpread)
	c.scope.spreads = append(c.scope.spreads, spreadUse{name: out.Name, pos: out.Pos, depth: c.depth})
	return out
}

// inline converts ... on collection { }; gqlparser's position is behind the dots.
func (c *converter) inline(f *gql.InlineFragment) ast.Selection {
	out := &ast.Inline{On: f.TypeCondition, Pos: c.tokenPos(c.index(f.Position) - 1)}
	out.Directives = c.directives(f.Directives, onInline)
	out.Selections = c.selections(f.SelectionSet)
	return out
}

// arguments returns those that were masked at a token, nil if it begins none.
func (c *converter) arguments(i int) []*ast.Argument {
	if len(c.masked) == 0 || c.masked[0].tok != i {
		return nil
	}
	out := c.masked[0].args
	c.masked = c.masked[1:]
	return out
}

// key returns the text of a name or quoted name.
func (p *parser) key(t token) string {
	if t.isText() {
		return unquote(p.src, t)
	}
	return t.text(p.src)
}

// scalar returns the value of a literal token or bare word.
func (p *parser) scalar(t token) *ast.Value {
	out := p.values.make()
	out.Kind, out.Pos = ast.Literal, p.pos(t)
	switch t.kind {
	case tInt, tFloat:
		out.Lit = p.number(t)
	case tString, tBlock:
		out.Lit = value.StringValue(unquote(p.src, t))
	default:
		word := t.text(p.src)
		if v, ok := wordValue(word); ok {
			out.Lit = v
		} else {
			out.Kind, out.Name = ast.Enum, word
		}
	}
	return out
}
