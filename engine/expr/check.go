package expr

import (
	"strconv"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
)

// Check refuses an expression that can never be computed.
//
// Errors: UNKNOWN_FUNCTION (with the nearest name), INVALID_ARGUMENT for a
// wrong number of arguments; both at the call.
func Check(e ast.Expr, lib *Library) error {
	var err error
	Walk(e, func(n ast.Expr) bool {
		if c, ok := n.(*ast.Call); ok && err == nil {
			err = checkCall(c, lib)
		}
		return err == nil
	})
	return err
}

// Walk visits a node and everything below it until visit answers false.
func Walk(e ast.Expr, visit func(ast.Expr) bool) {
	if e == nil || !visit(e) {
		return
	}
	switch e := e.(type) {
	case *ast.Template:
		for _, p := range e.Parts {
			Walk(p, visit)
		}
	case *ast.Unary:
		Walk(e.X, visit)
	case *ast.Binary:
		Walk(e.X, visit)
		Walk(e.Y, visit)
	case *ast.Cond:
		Walk(e.If, visit)
		Walk(e.Then, visit)
		Walk(e.Else, visit)
	case *ast.Call:
		for _, a := range e.Args {
			Walk(a, visit)
		}
	}
}

// Deterministic reports whether the expression depends on the document alone:
// no now(), no variables.
func Deterministic(e ast.Expr) bool {
	pure := true
	Walk(e, func(n ast.Expr) bool {
		switch n := n.(type) {
		case *ast.VarRef:
			pure = false
		case *ast.Call:
			pure = pure && n.Name != "now"
		}
		return pure
	})
	return pure
}

// Paths returns the field paths that the expression reads, in text order.
func Paths(e ast.Expr) [][]string {
	var paths [][]string
	Walk(e, func(n ast.Expr) bool {
		if p, ok := n.(*ast.Path); ok {
			paths = append(paths, p.Parts)
		}
		return true
	})
	return paths
}

func checkCall(c *ast.Call, lib *Library) error {
	f, ok := lib.find(c.Name)
	if !ok {
		return unknownFunction(c, lib)
	}
	n := len(c.Args)
	if n >= f.min && (f.max < 0 || n <= f.max) {
		return nil
	}
	want := strconv.Itoa(f.min)
	switch {
	case f.max < 0:
		want = "at least " + want
	case f.max > f.min:
		want += " to " + strconv.Itoa(f.max)
	}
	return dberr.At(dberr.InvalidArgument, c.Pos,
		"function \""+c.Name+"\" takes "+want+" arguments, not "+strconv.Itoa(n))
}

func unknownFunction(c *ast.Call, lib *Library) error {
	return dberr.At(dberr.UnknownFunction, c.Pos, "unknown function \""+c.Name+"\""+dberr.DidYouMean(c.Name, lib.names()...))
}
