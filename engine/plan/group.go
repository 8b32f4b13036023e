package plan

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
)

// groupBy compiles `groupBy(field: "region") { key count aggregate { … } nodes { … } }`.
func (c *compiler) groupBy(f *ast.Field) (*exec.Group, error) {
	if err := checkArgs(f.Args, "groupBy", "field", "fields", "interval"); err != nil {
		return nil, err
	}
	if err := needsSelection(f, "groupBy(field: \"name\") { key count }"); err != nil {
		return nil, err
	}
	g := new(exec.Group)
	types, err := c.groupFields(g, f)
	if err != nil {
		return nil, err
	}
	g.Interval = make([]exec.Interval, len(g.Refs))
	if err := c.groupInterval(g, f, types); err != nil {
		return nil, err
	}
	fields, err := Fields(c.env, c.coll, f.Selections)
	if err != nil {
		return nil, err
	}
	inner := c.below(f)
	for _, sub := range fields {
		if inner.deferred(sub) {
			continue
		}
		if err := inner.groupPart(g, sub); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// groupFields reads field or fields.
func (c *compiler) groupFields(g *exec.Group, f *ast.Field) ([]*catalog.Type, error) {
	a, err := oneOf(f.Args, "field", "fields")
	if err != nil {
		return nil, err
	}
	var (
		names []string
		pos   = f.NamePos
	)
	switch {
	case a == nil:
	case a.Name == "fields":
		names, pos, err = texts(c.env, a)
		g.List = true
	default:
		var s string
		var ok bool
		if s, pos, ok, err = text(c.env, a); ok {
			names = []string{s}
		}
	}
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, dberr.At(dberr.InvalidArgument, f.NamePos, "groupBy needs the argument \"field\" or \"fields\"")
	}
	var types []*catalog.Type
	for _, name := range names {
		r, t, err := ref(c.coll, name, pos)
		if err != nil {
			return nil, err
		}
		g.Refs = append(g.Refs, r)
		types = append(types, t)
	}
	return types, nil
}

// groupInterval applies the interval: to the one field, or to the DateTimes
// among several.
func (c *compiler) groupInterval(g *exec.Group, f *ast.Field, types []*catalog.Type) error {
	a := ast.Arg(f.Args, "interval")
	s, pos, ok, err := text(c.env, a)
	if err != nil || !ok {
		return err
	}
	iv, err := interval(s, pos)
	if err != nil {
		return err
	}
	if len(types) == 1 {
		if !temporal(types[0]) {
			return dberr.At(dberr.TypeMismatch, pos, "an interval of field \""+g.Refs[0].Name+"\", which holds no moments")
		}
		g.Interval[0] = iv
		return nil
	}
	found := false
	for i, t := range types {
		if t != nil && t.Kind == catalog.DateTime {
			g.Interval[i], found = iv, true
		}
	}
	if !found {
		return dberr.At(dberr.InvalidArgument, pos, "an interval needs a DateTime among the fields")
	}
	return nil
}

// interval reads the text of an interval.
func interval(s string, pos ast.Pos) (exec.Interval, error) {
	iv, ok := exec.ParseInterval(s)
	if !ok {
		return 0, dberr.At(dberr.InvalidArgument, pos, "\""+s+"\" is no interval: a whole number and one of the units s, m, h, d, w")
	}
	return iv, nil
}

func (c *compiler) groupPart(g *exec.Group, f *ast.Field) error {
	switch f.Name {
	case "key", "count", "__typename":
		if f.HasSet {
			return scalarSelection(f)
		}
		if err := checkArgs(f.Args, "\""+f.Name+"\""); err != nil {
			return err
		}
	}
	switch f.Name {
	case "key":
		g.AddKey(f.Key())
	case "count":
		g.AddCount(f.Key())
	case "__typename":
		g.AddText(f.Key(), typename(f, c.coll))
	case "aggregate":
		a, err := c.aggregate(f)
		if err != nil {
			return err
		}
		g.AddAggregate(f.Key(), a)
	case "nodes":
		if err := checkArgs(f.Args, "nodes"); err != nil {
			return err
		}
		p := exec.Whole()
		if f.HasSet {
			inner := c.below(f)
			var err error
			if p, err = inner.projection(f.Selections); err != nil {
				return err
			}
		}
		g.AddNodes(f.Key(), p)
	default:
		return unknownPart(f, "groupBy", "key", "count", "aggregate", "nodes")
	}
	return nil
}
