package plan

import (
	"strings"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/value"
)

// checkArgs refuses arguments that a field does not take and ones given twice.
func checkArgs(args []*ast.Argument, what string, allowed ...string) error {
	for i, a := range args {
		known := false
		for _, name := range allowed {
			known = known || name == a.Name
		}
		if !known {
			return dberr.At(dberr.UnknownArgument, a.Pos, what+" has no argument \""+a.Name+"\""+dberr.DidYouMean(a.Name, allowed...))
		}
		for _, b := range args[:i] {
			if b.Name == a.Name {
				return dberr.At(dberr.InvalidArgument, a.Pos, "argument \""+a.Name+"\" is given twice")
			}
		}
	}
	return nil
}

// oneOf returns the argument that goes by one of two names.
func oneOf(args []*ast.Argument, name, alias string) (*ast.Argument, error) {
	a, b := ast.Arg(args, name), ast.Arg(args, alias)
	if a != nil && b != nil {
		return nil, dberr.At(dberr.InvalidArgument, b.Pos, "\""+name+"\" and \""+alias+"\" are one argument")
	}
	if a == nil {
		a = b
	}
	return a, nil
}

// bound returns the value of an argument, nil if the argument was not given,
// is null or is a variable without a value.
func bound(env *exec.Env, a *ast.Argument) (*bind.Node, error) {
	if a == nil {
		return nil, nil
	}
	n, err := env.Vars.Bind(a.Value, env.Chain)
	if err != nil {
		return nil, err
	}
	if n.Missing || (n.Kind == bind.Leaf && n.Val.IsNull()) {
		return nil, nil
	}
	return n, nil
}

// absent reports an optional argument that has no value.
func absent(a *ast.Argument, n *bind.Node) bool {
	return a.Optional && (n.Missing || n.IsNull())
}

// typename is the answer to __typename.
func typename(f *ast.Field, c *catalog.Collection) string {
	if f.Type != "" {
		return f.Type
	}
	return c.Name
}

// natural reads an argument that is an Int of at least least, -1 if it is absent.
func natural(env *exec.Env, a *ast.Argument, least int) (int, error) {
	n, err := bound(env, a)
	if err != nil || n == nil {
		return -1, err
	}
	if n.Kind != bind.Leaf || n.Val.Kind() != value.Int {
		return 0, dberr.At(dberr.InvalidArgument, n.Pos, "\""+a.Name+"\" must be an Int")
	}
	i := n.Val.Int()
	if i < int64(least) {
		return 0, dberr.At(dberr.InvalidArgument, n.Pos, "\""+a.Name+"\" must be at least "+itoa(least)+", not "+itoa(int(i)))
	}
	return int(min(i, maxRows)), nil
}

// maxRows is more rows than any collection has.
const maxRows = 1 << 50

// text reads an argument that is a text or a bare word; ok is false if it is
// absent.
func text(env *exec.Env, a *ast.Argument) (s string, pos ast.Pos, ok bool, err error) {
	n, err := bound(env, a)
	if err != nil || n == nil {
		return "", ast.Pos{}, false, err
	}
	if n.Kind != bind.Leaf || n.Val.Kind() != value.String {
		return "", n.Pos, false, dberr.At(dberr.TypeMismatch, n.Pos, "\""+a.Name+"\" must be a String")
	}
	return n.Val.Str(), n.Pos, true, nil
}

// needText reads a text that must be given.
func needText(env *exec.Env, args []*ast.Argument, name, what string, at ast.Pos) (string, ast.Pos, error) {
	s, pos, ok, err := text(env, ast.Arg(args, name))
	if err != nil {
		return "", pos, err
	}
	if !ok || s == "" {
		return "", pos, dberr.At(dberr.InvalidArgument, at, what+" needs the argument \""+name+"\"")
	}
	return s, pos, nil
}

// texts reads a list of texts.
func texts(env *exec.Env, a *ast.Argument) ([]string, ast.Pos, error) {
	n, err := bound(env, a)
	if err != nil || n == nil {
		return nil, ast.Pos{}, err
	}
	if n.Kind == bind.Leaf && n.Val.Kind() == value.Array {
		n = bind.FromValue(n.Val, n.Pos)
	}
	if n.Kind != bind.List {
		return nil, n.Pos, dberr.At(dberr.TypeMismatch, n.Pos, "\""+a.Name+"\" must be a list of Strings")
	}
	out := make([]string, len(n.Items))
	for i, x := range n.Items {
		if x.Kind != bind.Leaf || x.Val.Kind() != value.String {
			return nil, n.Pos, dberr.At(dberr.TypeMismatch, x.Pos, "\""+a.Name+"\" must be a list of Strings")
		}
		out[i] = x.Val.Str()
	}
	return out, n.Pos, nil
}

// direction reads ASC and DESC, in any case.
func direction(s string) (desc, ok bool) {
	switch {
	case strings.EqualFold(s, "ASC"):
		return false, true
	case strings.EqualFold(s, "DESC"):
		return true, true
	}
	return false, false
}
