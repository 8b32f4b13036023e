package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
)

// without returns a file without the named declarations and the imports that
// only they needed.
func without(file string, names []string) ([]byte, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	gone := map[string]bool{}
	f.Decls = slices.DeleteFunc(f.Decls, func(d ast.Decl) bool {
		name := nameOf(d)
		if name == "" || !slices.Contains(names, name) {
			return false
		}
		gone[name] = true
		return true
	})
	for _, name := range names {
		if !gone[name] {
			return nil, fmt.Errorf("%s declares no %s", file, name)
		}
	}
	dropImports(f)
	var out bytes.Buffer
	err = format.Node(&out, fset, f)
	return out.Bytes(), err
}

// nameOf returns what a declaration of one name declares.
func nameOf(d ast.Decl) string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		return d.Name.Name
	case *ast.GenDecl:
		if v, ok := d.Specs[0].(*ast.ValueSpec); ok && d.Tok == token.VAR {
			return v.Names[0].Name
		}
	}
	return ""
}

// dropImports removes the imports that nothing refers to any more.
func dropImports(f *ast.File) {
	used := map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := s.X.(*ast.Ident); ok {
				used[id.Name] = true
			}
		}
		return true
	})
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.IMPORT {
			continue
		}
		g.Specs = slices.DeleteFunc(g.Specs, func(s ast.Spec) bool {
			p, err := strconv.Unquote(s.(*ast.ImportSpec).Path.Value)
			return err == nil && !used[strings.TrimPrefix(path.Base(p), "go-")]
		})
	}
}
