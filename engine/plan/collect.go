package plan

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/value"
)

// Calls flattens the selections of an operation or a transaction block:
// fragments are spread, @include and @skip decided, equal fields merged. The
// result holds *ast.Field and, in a mutation, *ast.Schema; it is not changed.
//
// Errors: DUPLICATE_ALIAS, UNKNOWN_FRAGMENT, FRAGMENT_CYCLE, TYPE_MISMATCH for
// a fragment of a collection, those of the directives.
func Calls(env *exec.Env, sels []ast.Selection) ([]ast.Selection, error) {
	if len(sels) == 1 {
		if f, ok := sels[0].(*ast.Field); ok && len(f.Directives) == 0 {
			return sels, nil // as most requests are
		}
	}
	c := collector{env: env, root: true}
	if err := c.add(sels); err != nil {
		return nil, err
	}
	out := make([]ast.Selection, len(c.out))
	for i, s := range c.out {
		out[i] = s
	}
	return append(out, c.schemas...), nil
}

// Fields flattens the selections of documents of a collection, as [Calls] does
// those of an operation.
//
// Errors: as Calls; TYPE_MISMATCH for a fragment of another collection.
func Fields(env *exec.Env, coll *catalog.Collection, sels []ast.Selection) ([]*ast.Field, error) {
	c := collector{env: env, coll: coll}
	if err := c.add(sels); err != nil {
		return nil, err
	}
	return c.out, nil
}

// collector flattens selections in their order.
type collector struct {
	env     *exec.Env
	coll    *catalog.Collection
	root    bool
	out     []*ast.Field
	index   map[string]int // key → place in out, if they are more than walked
	schemas []ast.Selection
	open    []string // fragments that are being spread
}

// walked is how many fields are looked through: few are found soonest so, and no
// text may make it many.
const walked = 24

func (c *collector) add(sels []ast.Selection) error {
	if c.out == nil {
		c.out = make([]*ast.Field, 0, len(sels))
	}
	for _, s := range sels {
		var err error
		switch s := s.(type) {
		case *ast.Field:
			err = c.field(s)
		case *ast.Spread:
			err = c.spread(s)
		case *ast.Inline:
			err = c.inline(s)
		default:
			if !c.root {
				return dberr.At(dberr.InvalidArgument, s.Position(), "a schema block is no field")
			}
			c.schemas = append(c.schemas, s)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *collector) field(f *ast.Field) error {
	if c.root {
		if err := noDefer(f); err != nil {
			return err
		}
	}
	take, err := included(c.env, f.Directives)
	if err != nil || !take {
		return err
	}
	key := f.Key()
	i := c.find(key)
	if i < 0 {
		c.out = append(c.out, f)
		if c.index != nil {
			c.index[key] = len(c.out) - 1
		}
		return nil
	}
	old := c.out[i]
	if !sameField(old, f) {
		return dberr.At(dberr.DuplicateAlias, f.Pos, "\""+key+"\" stands for two different selections")
	}
	if f.HasSet {
		merged := *old
		merged.Selections = append(append([]ast.Selection(nil), old.Selections...), f.Selections...)
		c.out[i] = &merged
	}
	return nil
}

// noDefer refuses @defer on a whole call: there would be nothing to answer.
func noDefer(f *ast.Field) error {
	for _, d := range f.Directives {
		if d.Name == "defer" {
			return dberr.At(dberr.UnknownDirective, d.Pos, "@defer stands on fields of documents, not on \""+f.Name+"\"")
		}
	}
	return nil
}

// find returns the place of a response key, -1 if it is new.
func (c *collector) find(key string) int {
	if c.index == nil && len(c.out) <= walked {
		for i, f := range c.out {
			if f.Key() == key {
				return i
			}
		}
		return -1
	}
	if c.index == nil {
		c.index = make(map[string]int, 2*walked)
		for i, f := range c.out {
			c.index[f.Key()] = i
		}
	}
	if i, ok := c.index[key]; ok {
		return i
	}
	return -1
}

func (c *collector) spread(s *ast.Spread) error {
	take, err := included(c.env, s.Directives)
	if err != nil {
		return err
	}
	var frag *ast.Fragment
	if c.env.Doc != nil {
		frag = c.env.Doc.Fragments[s.Name]
	}
	if frag == nil {
		return dberr.At(dberr.UnknownFragment, s.Pos, "no fragment \""+s.Name+"\" is defined")
	}
	for _, name := range c.open {
		if name == s.Name {
			return dberr.At(dberr.FragmentCycle, s.Pos, "fragment \""+s.Name+"\" includes itself")
		}
	}
	if !take {
		return nil
	}
	if err := c.condition(frag.On, frag.OnPos, "fragment \""+s.Name+"\" is"); err != nil {
		return err
	}
	c.open = append(c.open, s.Name)
	err = c.add(frag.Selections)
	c.open = c.open[:len(c.open)-1]
	return err
}

func (c *collector) inline(s *ast.Inline) error {
	take, err := included(c.env, s.Directives)
	if err != nil || !take {
		return err
	}
	if s.On != "" {
		if err := c.condition(s.On, s.Pos, "the fragment is"); err != nil {
			return err
		}
	}
	return c.add(s.Selections)
}

// condition checks the type condition of a fragment.
func (c *collector) condition(on string, pos ast.Pos, what string) error {
	if c.root {
		if on == "Query" || on == "Mutation" || on == "Subscription" {
			return nil
		}
		return dberr.At(dberr.TypeMismatch, pos, what+" one of \""+on+"\" and cannot stand among calls")
	}
	if c.coll == nil || on == c.coll.Name {
		return nil
	}
	return dberr.At(dberr.TypeMismatch, pos, what+" one of collection \""+on+"\", not of \""+c.coll.Name+"\"")
}

// included decides @include and @skip.
func included(env *exec.Env, dirs []*ast.Directive) (bool, error) {
	take := true
	for _, d := range dirs {
		if d.Name != "include" && d.Name != "skip" {
			continue
		}
		cond, err := condition(env, d)
		if err != nil {
			return false, err
		}
		if cond != (d.Name == "include") {
			take = false
		}
	}
	return take, nil
}

// condition returns the Boolean of @include(if:) or @skip(if:).
func condition(env *exec.Env, d *ast.Directive) (bool, error) {
	a := ast.Arg(d.Args, "if")
	if a == nil {
		return false, dberr.At(dberr.InvalidArgument, d.Pos, "@"+d.Name+" needs the argument \"if\"")
	}
	n, err := env.Vars.Bind(a.Value, nil)
	if err != nil {
		return false, err
	}
	if n.Missing {
		return false, dberr.At(dberr.InvalidArgument, a.Value.Pos, "the condition of @"+d.Name+" has no value")
	}
	if v := n.Value(); v.Kind() == value.Bool {
		return v.Bool(), nil
	}
	return false, dberr.At(dberr.TypeMismatch, a.Value.Pos, "the condition of @"+d.Name+" must be a Boolean")
}
