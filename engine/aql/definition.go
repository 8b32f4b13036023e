package aql

import (
	gql "github.com/vektah/gqlparser/v2/ast"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
)

// executable parses a query, mutation, subscription or fragment.
func (p *parser) executable(doc *ast.Document) {
	first := p.i
	if p.tok().isText() {
		first++ // a description
	}
	m := p.newMasker()
	m.mutation = p.toks[first].text(p.src) == "mutation"
	m.definition(first)
	tree := p.graphql(m)
	if tree == nil {
		return
	}
	s := &scope{pos: p.toks[first].pos()}
	c := newConverter(p, m, s)
	for _, f := range tree.Fragments {
		p.addFragment(doc, c.fragment(f))
	}
	for _, o := range tree.Operations {
		p.addOperation(doc, c.operation(o))
	}
	p.scopes = append(p.scopes, s)
}

// schemaQuery parses a top-level `__schema { … }`.
func (p *parser) schemaQuery(doc *ast.Document) {
	pos := p.here()
	m := p.newMasker()
	m.field()
	tree := p.graphql(m)
	if tree == nil {
		return
	}
	set := tree.Operations[0].SelectionSet
	if len(set) > 1 {
		p.failAt(p.toks[m.out.find(set[1].GetPosition())], `"{"`)
		return
	}
	s := &scope{pos: pos}
	c := newConverter(p, m, s)
	doc.Operations = append(doc.Operations, &ast.Operation{Kind: ast.Query, Pos: pos, Selections: c.selections(set)})
	p.scopes = append(p.scopes, s)
}

// calls parses the braces of a handler's action. Fragments of the text around it
// do not count: the action is kept and run alone.
func (p *parser) calls() []ast.Selection {
	if p.kind() != tBraceL {
		p.unexpected(`"{"`)
		return nil
	}
	s := &scope{pos: p.here(), alone: true}
	m := p.newMasker()
	m.action = true
	m.set("mutation")
	tree := p.graphql(m)
	if tree == nil {
		return nil
	}
	p.scopes = append(p.scopes, s)
	return newConverter(p, m, s).selections(tree.Operations[0].SelectionSet)
}

// operation converts an operation.
func (c *converter) operation(o *gql.OperationDefinition) *ast.Operation {
	i := c.index(o.Position)
	out := &ast.Operation{Kind: ast.Query, Name: o.Name, Pos: c.tokenPos(i)}
	place := onQuery
	switch o.Operation {
	case gql.Mutation:
		out.Kind, place = ast.Mutation, onMutation
	case gql.Subscription:
		out.Kind, place = ast.Subscription, onSubscription
	}
	if out.Vars = c.m.vars; len(o.VariableDefinitions) > 0 { // they were not left out
		c.failAt(c.toks[c.index(o.VariableDefinitions[0].Position)], `"{"`)
		return out
	}
	out.Directives = c.directives(o.Directives, place)
	out.Selections = c.selections(o.SelectionSet)
	return out
}

// fragment converts a fragment definition.
func (c *converter) fragment(f *gql.FragmentDefinition) *ast.Fragment {
	i := c.index(f.Position)
	out := &ast.Fragment{Name: f.Name, On: f.TypeCondition, Pos: c.tokenPos(i), OnPos: c.tokenPos(i + 3)}
	if c.toks[i+2].kind == tParenL {
		c.failAt(c.toks[i+2], `"on": a fragment has no variables of its own`)
		return out
	}
	c.scope.fragment = f.Name
	out.Directives = c.directives(f.Directives, onFragment)
	out.Selections = c.selections(f.SelectionSet)
	return out
}

// addOperation adds an operation whose name is new.
func (p *parser) addOperation(doc *ast.Document, op *ast.Operation) {
	for _, other := range doc.Operations {
		if op.Name != "" && op.Name == other.Name {
			p.refuse(dberr.InvalidArgument, op.Pos, "operation "+quote(op.Name)+" is defined twice")
		}
	}
	doc.Operations = append(doc.Operations, op)
}

// addFragment adds a fragment whose name is new.
func (p *parser) addFragment(doc *ast.Document, f *ast.Fragment) {
	if doc.Fragments[f.Name] != nil {
		p.refuse(dberr.InvalidArgument, f.Pos, "fragment "+quote(f.Name)+" is defined twice")
		return
	}
	if doc.Fragments == nil {
		doc.Fragments = map[string]*ast.Fragment{}
	}
	doc.Fragments[f.Name] = f
}
