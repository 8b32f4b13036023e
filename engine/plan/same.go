package plan

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/value"
)

// sameField reports whether two fields ask for the same thing, so that they
// may share a response key.
func sameField(a, b *ast.Field) bool {
	return a.Name == b.Name && a.View == b.View && a.HasSet == b.HasSet && sameArgs(a.Args, b.Args) && sameExpr(a.Expr, b.Expr)
}

func sameArgs(a, b []*ast.Argument) bool {
	if len(a) != len(b) {
		return false
	}
	for _, x := range a {
		y := ast.Arg(b, x.Name)
		if y == nil || !sameValue(x.Value, y.Value) {
			return false
		}
	}
	return true
}

func sameValue(a, b *ast.Value) bool {
	if a.Kind != b.Kind || a.Name != b.Name || len(a.Items) != len(b.Items) || len(a.Fields) != len(b.Fields) {
		return false
	}
	if a.Kind == ast.Literal && !(value.SameKind(a.Lit, b.Lit) && value.Equal(a.Lit, b.Lit)) {
		return false
	}
	for i := range a.Items {
		if !sameValue(a.Items[i], b.Items[i]) {
			return false
		}
	}
	for i := range a.Fields {
		if a.Fields[i].Key != b.Fields[i].Key || !sameValue(a.Fields[i].Value, b.Fields[i].Value) {
			return false
		}
	}
	return true
}

func sameExpr(a, b ast.Expr) bool {
	switch a := a.(type) {
	case nil:
		return b == nil
	case *ast.Lit:
		b, ok := b.(*ast.Lit)
		return ok && a.Value.Kind() == b.Value.Kind() && value.Equal(a.Value, b.Value)
	case *ast.Path:
		b, ok := b.(*ast.Path)
		return ok && sameTexts(a.Parts, b.Parts)
	case *ast.VarRef:
		b, ok := b.(*ast.VarRef)
		return ok && a.Name == b.Name
	case *ast.Template:
		b, ok := b.(*ast.Template)
		return ok && sameExprs(a.Parts, b.Parts)
	case *ast.Unary:
		b, ok := b.(*ast.Unary)
		return ok && a.Op == b.Op && sameExpr(a.X, b.X)
	case *ast.Binary:
		b, ok := b.(*ast.Binary)
		return ok && a.Op == b.Op && sameExpr(a.X, b.X) && sameExpr(a.Y, b.Y)
	case *ast.Cond:
		b, ok := b.(*ast.Cond)
		return ok && sameExpr(a.If, b.If) && sameExpr(a.Then, b.Then) && sameExpr(a.Else, b.Else)
	case *ast.Call:
		b, ok := b.(*ast.Call)
		return ok && a.Name == b.Name && sameExprs(a.Args, b.Args)
	}
	return false
}

func sameExprs(a, b []ast.Expr) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !sameExpr(a[i], b[i]) {
			return false
		}
	}
	return true
}

func sameTexts(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
