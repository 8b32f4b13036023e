package plan

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
)

// windowFuncs are the functions of windowFunc.
var windowFuncs = []string{"row_number", "rank", "sum", "avg", "min", "max", "count"}

// window compiles `windowFunc(field: "v", function: "avg", windowSize: 3)`.
func (c *compiler) window(f *ast.Field) (exec.Item, error) {
	if c.nested {
		return nil, dberr.At(dberr.InvalidArgument, f.NamePos, "windowFunc stands among the fields of documents, not inside an object")
	}
	if f.HasSet {
		return nil, scalarSelection(f)
	}
	if err := checkArgs(f.Args, "windowFunc", "field", "function", "windowSize"); err != nil {
		return nil, err
	}
	name, pos, err := needText(c.env, f.Args, "function", "windowFunc", f.NamePos)
	if err != nil {
		return nil, err
	}
	win := new(exec.Window)
	var known bool
	if win.Func, known = windowFunc(name); !known {
		return nil, dberr.At(dberr.UnknownFunction, pos, "windowFunc has no function \""+name+"\""+dberr.DidYouMean(name, windowFuncs...))
	}
	size, err := natural(c.env, ast.Arg(f.Args, "windowSize"), 1)
	if err != nil {
		return nil, err
	}
	ranking := win.Func == exec.RowNumber || win.Func == exec.Rank
	if size < 0 && !ranking {
		return nil, dberr.At(dberr.InvalidArgument, f.NamePos, "windowFunc needs the argument \"windowSize\"")
	}
	win.Size = size
	field, at, given, err := text(c.env, ast.Arg(f.Args, "field"))
	if err != nil {
		return nil, err
	}
	if !given {
		if win.Func != exec.RowNumber && win.Func != exec.Count {
			return nil, dberr.At(dberr.InvalidArgument, f.NamePos, "windowFunc needs the argument \"field\"")
		}
		return win, nil
	}
	r, t, err := ref(c.coll, field, at)
	if err != nil {
		return nil, err
	}
	if (win.Func == exec.Sum || win.Func == exec.Avg) && !numeric(t) {
		return nil, dberr.At(dberr.TypeMismatch, at, "\""+name+"\" of field \""+field+"\", which holds no numbers")
	}
	win.Ref = &r
	return win, nil
}

func windowFunc(name string) (exec.Func, bool) {
	switch name {
	case "row_number":
		return exec.RowNumber, true
	case "rank":
		return exec.Rank, true
	}
	f, ok := aggregateFunc(name)
	return f, ok
}
