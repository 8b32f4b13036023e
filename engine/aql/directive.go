package aql

import (
	gql "github.com/vektah/gqlparser/v2/ast"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// site is a set of places where a directive may stand.
type site uint16

const (
	onQuery site = 1 << iota
	onMutation
	onSubscription
	onField
	onSpread
	onInline
	onFragment
	onVariable
)

// String names the place in a message.
func (s site) String() string {
	switch s {
	case onQuery:
		return "a query"
	case onMutation:
		return "a mutation"
	case onSubscription:
		return "a subscription"
	case onField:
		return "a field"
	case onSpread:
		return "a fragment spread"
	case onInline:
		return "an inline fragment"
	case onFragment:
		return "a fragment definition"
	}
	return "a variable"
}

// rule tells where a directive may stand and which argument it takes; the
// argument is required.
type rule struct {
	sites site
	arg   string
	takes value.Kind // kind of a literal argument
}

// directiveRule returns the rule of a directive of executable texts.
func directiveRule(name string) (rule, bool) {
	switch name {
	case "include", "skip":
		return rule{sites: onField | onSpread | onInline, arg: "if", takes: value.Bool}, true
	case "defer":
		return rule{sites: onField}, true
	case "explain":
		return rule{sites: onQuery | onMutation | onSubscription}, true
	case "live":
		return rule{sites: onQuery}, true
	case "useIndex":
		return rule{sites: onField, arg: "name", takes: value.String}, true
	}
	return rule{}, false
}

// directives converts and checks the directives of one place.
func (c *converter) directives(list gql.DirectiveList, where site) []*ast.Directive {
	if len(list) == 0 {
		return nil
	}
	out := make([]*ast.Directive, 0, len(list))
	for _, d := range list {
		i := c.index(d.Position)
		dir := &ast.Directive{Name: c.tokenText(i), Pos: c.tokenPos(i - 1), Args: c.arguments(i + 1)}
		c.checkDirective(dir, where)
		for _, other := range out {
			if other.Name == dir.Name {
				c.refuse(dberr.InvalidArgument, dir.Pos, "directive @"+dir.Name+" is given twice")
			}
		}
		out = append(out, dir)
	}
	return out
}

// checkDirective refuses an unknown directive, a wrong place and wrong arguments.
func (p *parser) checkDirective(d *ast.Directive, where site) {
	r, known := directiveRule(d.Name)
	switch {
	case !known:
		p.refuse(dberr.UnknownDirective, d.Pos, "unknown directive @"+d.Name+dberr.DidYouMean(d.Name, "include", "skip", "defer", "explain", "live", "useIndex"))
		return
	case r.sites&where == 0:
		p.refuse(dberr.UnknownDirective, d.Pos, "directive @"+d.Name+" is not allowed on "+where.String())
		return
	}
	for _, a := range d.Args {
		if a.Name != r.arg {
			p.refuse(dberr.UnknownArgument, a.Pos, "directive @"+d.Name+" has no argument "+quote(a.Name)+dberr.DidYouMean(a.Name, r.arg))
		}
	}
	if r.arg == "" {
		return
	}
	given := ast.Arg(d.Args, r.arg)
	if given == nil {
		p.refuse(dberr.InvalidArgument, d.Pos, "directive @"+d.Name+" needs the argument "+quote(r.arg))
		return
	}
	if !r.accepts(given.Value) {
		p.refuse(dberr.InvalidArgument, given.Value.Pos, "argument "+quote(r.arg)+" of @"+d.Name+" must be a "+r.takes.String())
	}
}

// accepts reports whether a value may be given: a variable, a literal of the
// kind, for a String also a bare word.
func (r rule) accepts(v *ast.Value) bool {
	switch v.Kind {
	case ast.Variable:
		return true
	case ast.Enum:
		return r.takes == value.String
	case ast.Literal:
		return v.Lit.Kind() == r.takes
	}
	return false
}
