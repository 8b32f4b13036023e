package schema

import (
	"slices"
	"strings"

	"github.com/auroradb/aurora/engine/aql"
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/expr"
	"github.com/auroradb/aurora/engine/value"
)

// computedField is a parsed @computed expression.
type computedField struct {
	field *catalog.Field
	expr  ast.Expr
	uses  []string // top-level fields that it reads
}

// parseComputed returns the computed fields in an order in which each comes
// after those that it uses.
//
// Errors: INVALID_DEFINITION for a malformed expression or a cycle,
// UNKNOWN_FUNCTION.
func parseComputed(c *catalog.Collection, lib *expr.Library) ([]computedField, error) {
	var all []computedField
	for _, f := range c.Fields {
		if f.Computed == "" {
			continue
		}
		x, err := parseComputedText(f.Computed)
		if err == nil {
			err = expr.Check(x, lib)
		}
		if err != nil {
			code := dberr.CodeOf(err)
			if code == dberr.Syntax {
				code = dberr.InvalidDefinition
			}
			return nil, dberr.New(code, "the expression of the computed field "+quote(f.Name)+": "+message(err))
		}
		cf := computedField{field: f, expr: x}
		if err := cf.collect(x); err != nil {
			return nil, err
		}
		all = append(all, cf)
	}
	return sortComputed(c, all)
}

// parseComputedText parses an expression, or a bare text with holes such as
// ${first} ${last}, which stands for the template of the same letters.
func parseComputedText(text string) (ast.Expr, error) {
	x, err := aql.ParseExpr(text, aql.Limits{})
	if err != nil && dberr.CodeOf(err) == dberr.Syntax && strings.Contains(text, "${") {
		return aql.ParseExpr(string(value.AppendJSONString(nil, text)), aql.Limits{})
	}
	return x, err
}

// sortComputed orders by dependence.
func sortComputed(c *catalog.Collection, all []computedField) ([]computedField, error) {
	var out []computedField
	state := map[string]int{} // 1 being visited, 2 done
	var visit func(name string, trail []string) error
	visit = func(name string, trail []string) error {
		i := slices.IndexFunc(all, func(cf computedField) bool { return cf.field.Name == name })
		if i < 0 || state[name] == 2 {
			return nil
		}
		if state[name] == 1 {
			return dberr.New(dberr.InvalidDefinition,
				"the computed fields of collection "+quote(c.Name)+" form a cycle: "+strings.Join(append(trail, name), " → "))
		}
		state[name] = 1
		for _, u := range all[i].uses {
			if err := visit(u, append(trail, name)); err != nil {
				return err
			}
		}
		state[name] = 2
		out = append(out, all[i])
		return nil
	}
	for _, cf := range all {
		if err := visit(cf.field.Name, nil); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// collect gathers the fields that an expression reads.
func (cf *computedField) collect(x ast.Expr) error {
	each := func(list ...ast.Expr) error {
		for _, e := range list {
			if err := cf.collect(e); err != nil {
				return err
			}
		}
		return nil
	}
	switch x := x.(type) {
	case *ast.Path:
		cf.uses = append(cf.uses, x.Parts[0])
	case *ast.VarRef:
		return dberr.New(dberr.InvalidDefinition, "the computed field "+quote(cf.field.Name)+" cannot use the variable $"+x.Name)
	case *ast.Template:
		return each(x.Parts...)
	case *ast.Unary:
		return each(x.X)
	case *ast.Binary:
		return each(x.X, x.Y)
	case *ast.Cond:
		return each(x.If, x.Then, x.Else)
	case *ast.Call:
		return each(x.Args...)
	}
	return nil
}

func checkComputed(c *catalog.Collection, lib *expr.Library) error {
	_, err := parseComputed(c, lib)
	return err
}
