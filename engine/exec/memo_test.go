package exec_test

import (
	"testing"

	"github.com/auroradb/aurora/engine/aql"
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/exec"
)

// TestMemo: what was kept for a field is found for it alone, and under the same catalog.
func TestMemo(t *testing.T) {
	doc, err := aql.Parse(`{ a(limit: 1) { x y: b { z } } c { x } d }`, aql.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	m := exec.NewMemo(doc)
	var fields []*ast.Field
	for _, s := range doc.Operations[0].Selections {
		fields = append(fields, s.(*ast.Field))
	}
	a, c, d := fields[0], fields[1], fields[2]
	b := a.Selections[1].(*ast.Field)
	one, two := new(catalog.Catalog), new(catalog.Catalog)
	one.Version, two.Version = 1, 2
	for i, f := range []*ast.Field{a, b, c} {
		m.Store(f, exec.CompiledRoot, one, i)
	}
	m.Store(d, exec.CompiledRoot, one, "a field without arguments and selections has no place")
	twin := *c
	for _, x := range []struct {
		name  string
		field *ast.Field
		what  exec.Compiled
		cat   *catalog.Catalog
		want  any
	}{
		{"a", a, exec.CompiledRoot, one, 0},
		{"b in a", b, exec.CompiledRoot, one, 1},
		{"c", c, exec.CompiledRoot, one, 2},
		{"d", d, exec.CompiledRoot, one, nil},
		{"another kind", a, exec.CompiledPoint, one, nil},
		{"another catalog", a, exec.CompiledRoot, two, nil},
		{"another field of the same number", &twin, exec.CompiledRoot, one, nil},
		{"a number that the document does not have", &ast.Field{Call: 4}, exec.CompiledRoot, one, nil},
	} {
		if got, ok := m.Load(x.field, x.what, x.cat); got != x.want || ok != (x.want != nil) {
			t.Errorf("%s: %v, %v", x.name, got, ok)
		}
	}
	m.Store(&ast.Field{Call: 4}, exec.CompiledRoot, one, 4) // of another document: not kept, and no panic
	m.Store(a, exec.CompiledRoot, two, "new")
	if got, _ := m.Load(a, exec.CompiledRoot, two); got != "new" {
		t.Errorf("after a change of the catalog: %v", got)
	}
}
