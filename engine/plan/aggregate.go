package plan

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
)

// aggregateFuncs are the functions of aggregate.
var aggregateFuncs = []string{"count", "sum", "avg", "min", "max"}

func aggregateFunc(name string) (exec.Func, bool) {
	switch name {
	case "count":
		return exec.Count, true
	case "sum":
		return exec.Sum, true
	case "avg":
		return exec.Avg, true
	case "min":
		return exec.Min, true
	case "max":
		return exec.Max, true
	}
	return 0, false
}

// aggregate compiles `aggregate { n: count total: sum(field: "amount") }`.
func (c *compiler) aggregate(f *ast.Field) (*exec.Aggregate, error) {
	if err := checkArgs(f.Args, "aggregate"); err != nil {
		return nil, err
	}
	if !f.HasSet {
		return nil, dberr.At(dberr.InvalidArgument, f.NamePos, "aggregate needs a selection of functions")
	}
	fields, err := Fields(c.env, c.coll, f.Selections)
	if err != nil {
		return nil, err
	}
	agg := new(exec.Aggregate)
	inner := c.below(f)
	for _, f := range fields {
		if inner.deferred(f) {
			continue
		}
		if err := inner.aggregateFunc(agg, f); err != nil {
			return nil, err
		}
	}
	return agg, nil
}

func (c *compiler) aggregateFunc(agg *exec.Aggregate, f *ast.Field) error {
	if f.Expr != nil {
		return dberr.At(dberr.InvalidArgument, f.NamePos, "aggregate takes functions of a field, sum(field: \"name\")")
	}
	if f.Name == "__typename" {
		agg.AddText(f.Key(), typename(f, c.coll))
		return nil
	}
	fn, known := aggregateFunc(f.Name)
	if !known {
		return dberr.At(dberr.UnknownFunction, f.NamePos, "aggregate has no function \""+f.Name+"\""+dberr.DidYouMean(f.Name, aggregateFuncs...))
	}
	if f.HasSet {
		return scalarSelection(f)
	}
	if fn == exec.Count {
		agg.Add(f.Key(), fn, nil)
		return checkArgs(f.Args, "count")
	}
	if err := checkArgs(f.Args, "\""+f.Name+"\"", "field"); err != nil {
		return err
	}
	name, pos, err := needText(c.env, f.Args, "field", "\""+f.Name+"\"", f.NamePos)
	if err != nil {
		return err
	}
	r, t, err := ref(c.coll, name, pos)
	if err != nil {
		return err
	}
	if (fn == exec.Sum || fn == exec.Avg) && !numeric(t) {
		return dberr.At(dberr.TypeMismatch, pos, "\""+f.Name+"\" of field \""+name+"\", which holds no numbers")
	}
	agg.Add(f.Key(), fn, &r)
	return nil
}
