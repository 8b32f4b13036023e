package bind_test

import (
	"strconv"
	"testing"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// TestManyVariables checks both ways of finding a variable: few are walked,
// many are in a map.
func TestManyVariables(t *testing.T) {
	for _, n := range []int{1, 16, 17, 300} {
		var defs []*ast.VarDef
		var given []value.Field
		for i := range n {
			name := "v" + strconv.Itoa(i)
			defs = append(defs, &ast.VarDef{Name: name})
			given = append(given, value.Field{Name: name, Value: value.IntValue(int64(i))})
		}
		vars, err := bind.NewVars(defs, value.ObjectValue(given))
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			v, ok := vars.Get("v" + strconv.Itoa(i))
			if !ok || v.Int() != int64(i) {
				t.Fatalf("variable %d of %d is %v, %v", i, n, v, ok)
			}
		}
		if _, ok := vars.Get("other"); ok || vars.Declared("other") || !vars.Declared("v0") {
			t.Fatalf("of %d variables another one is declared", n)
		}
		if _, err := bind.NewVars(append(defs, defs[n-1]), value.ObjectValue(given)); dberr.CodeOf(err) != dberr.InvalidArgument {
			t.Fatalf("a variable of %d declared twice: %v", n, err)
		}
	}
}
