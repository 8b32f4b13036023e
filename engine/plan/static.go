package plan

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/exec"
)

// static reports whether selections compile to the same thing every time: no
// variable shapes them and nothing has to be told to the request. Variables in
// expressions are read when a row is written and do no harm.
func static(env *exec.Env, sels []ast.Selection) bool {
	if env.Memo == nil {
		return false
	}
	for _, s := range sels {
		ok := true
		switch s := s.(type) {
		case *ast.Field:
			ok = staticDirectives(s.Directives) && staticArgs(s.Args) && static(env, s.Selections)
		case *ast.Inline:
			ok = staticDirectives(s.Directives) && static(env, s.Selections)
		case *ast.Spread:
			f := env.Doc.Fragments[s.Name]
			ok = staticDirectives(s.Directives) && f != nil && static(env, f.Selections)
		}
		if !ok {
			return false
		}
	}
	return true
}

func staticDirectives(dirs []*ast.Directive) bool {
	for _, d := range dirs {
		if d.Name == "defer" || !staticArgs(d.Args) {
			return false
		}
	}
	return true
}

func staticArgs(args []*ast.Argument) bool {
	for _, a := range args {
		if !staticValue(a.Value) {
			return false
		}
	}
	return true
}

// staticValue reports whether a value holds no variable and no text that could
// refer to another result.
func staticValue(v *ast.Value) bool {
	switch v.Kind {
	case ast.Variable:
		return false
	case ast.Literal:
		s := v.Lit.Str()
		return s == "" || s[0] != '$'
	}
	for _, x := range v.Items {
		if !staticValue(x) {
			return false
		}
	}
	for _, f := range v.Fields {
		if !staticValue(f.Value) {
			return false
		}
	}
	return true
}
