package bind

import (
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
	"pgregory.net/rapid"
)

// typeOf reads [Int!]! and the like.
func typeOf(s string) *ast.TypeRef {
	s, nonNull := strings.CutSuffix(s, "!")
	if inner, ok := strings.CutPrefix(s, "["); ok {
		return &ast.TypeRef{Elem: typeOf(strings.TrimSuffix(inner, "]")), NonNull: nonNull}
	}
	return &ast.TypeRef{Name: s, NonNull: nonNull}
}

func parse(t *testing.T, s string) value.Value {
	t.Helper()
	v, err := value.ParseJSON([]byte(s), value.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func lit(v value.Value) *ast.Value { return bindable(v) }

// bindable writes a value as a literal of the text.
func bindable(v value.Value) *ast.Value {
	switch v.Kind() {
	case value.Array:
		x := &ast.Value{Kind: ast.List}
		for _, item := range v.Items() {
			x.Items = append(x.Items, bindable(item))
		}
		return x
	case value.Object:
		x := &ast.Value{Kind: ast.Object}
		for _, f := range v.Fields() {
			x.Fields = append(x.Fields, &ast.ObjectField{Key: f.Name, Value: bindable(f.Value)})
		}
		return x
	}
	return &ast.Value{Kind: ast.Literal, Lit: v}
}

func TestTypes(t *testing.T) {
	for _, c := range []struct {
		typ, given, want string
		code             dberr.Code
	}{
		{"String", `"x"`, `"x"`, ""},
		{"String!", `5`, "", dberr.TypeMismatch},
		{"String!", `{"ne":"z"}`, "", dberr.TypeMismatch},
		{"String", `null`, `null`, ""},
		{"String!", `null`, "", dberr.TypeMismatch},
		{"ID", `7`, `"7"`, ""},
		{"ID", `"a"`, `"a"`, ""},
		{"ID", `1.5`, "", dberr.TypeMismatch},
		{"Int", `5.0`, `5`, ""},
		{"Int!", `1.5`, "", dberr.TypeMismatch},
		{"Int", `"1"`, "", dberr.TypeMismatch},
		{"Int", `1e30`, "", dberr.TypeMismatch},
		{"Float", `16`, `16`, ""},
		{"Float", `9007199254740993`, `9007199254740993`, ""},
		{"Float", `"1"`, "", dberr.TypeMismatch},
		{"Boolean!", `"true"`, "", dberr.TypeMismatch},
		{"Bool", `true`, `true`, ""},
		{"DateTime", `"2024-01-01T02:00:00+02:00"`, `"2024-01-01T02:00:00+02:00"`, ""},
		{"DateTime", `"yesterday"`, "", dberr.TypeMismatch},
		{"DateTime", `5`, "", dberr.TypeMismatch},
		{"Uuid", `"0A000000-0000-4000-8000-000000000003"`, `"0A000000-0000-4000-8000-000000000003"`, ""},
		{"Uuid", `"nope"`, "", dberr.TypeMismatch},
		{"Bytes", `"AA=="`, `"AA=="`, ""},
		{"Bytes", `"%"`, "", dberr.TypeMismatch},
		{"Email", `5`, "", dberr.TypeMismatch},
		{"Date", `"2024-01-01"`, `"2024-01-01"`, ""},
		{"Object", `{"a":1}`, `{"a":1}`, ""},
		{"Object", `[1]`, "", dberr.TypeMismatch},
		{"JSON!", `[1,{"a":null}]`, `[1,{"a":null}]`, ""},
		{"Any", `5`, `5`, ""},
		{"Vector", `[1,2.5]`, `[1,2.5]`, ""},
		{"Vector", `["a"]`, "", dberr.TypeMismatch},
		{"[Int!]!", `[1,null]`, "", dberr.TypeMismatch},
		{"[Int]", `[1,null,2.0]`, `[1,null,2]`, ""},
		{"[Int]", `1`, "", dberr.TypeMismatch},
		{"[[ID]]", `[["a"],[5],null]`, `[["a"],["5"],null]`, ""},
		{"[[Int]]", `[[1],[2.0,3]]`, `[[1],[2,3]]`, ""},
		{"[Int]", `[]`, `[]`, ""},
		{"Strng", `"x"`, "", dberr.InvalidArgument},
		{"[ProductFilter]", `[]`, "", dberr.InvalidArgument},
	} {
		defs := []*ast.VarDef{{Name: "v", Type: typeOf(c.typ)}}
		vars, err := NewVars(defs, value.ObjectValue([]value.Field{{Name: "v", Value: parse(t, c.given)}, {Name: "other", Value: value.IntValue(1)}}))
		if code := dberr.CodeOf(err); code != c.code {
			t.Errorf("%s = %s: %v, want %q", c.typ, c.given, err, c.code)
			continue
		}
		if err != nil {
			if !strings.Contains(err.Error(), "$v") {
				t.Errorf("%v does not name the variable", err)
			}
			continue
		}
		if got, given := vars.Get("v"); !given || string(got.AppendJSON(nil)) != c.want {
			t.Errorf("%s = %s: %s, want %s", c.typ, c.given, got.AppendJSON(nil), c.want)
		}
	}
}

func TestDefaultsAndMissing(t *testing.T) {
	none := value.ObjectValue(nil)
	for _, c := range []struct {
		name, typ, def, given, want string // want "" = missing
		code                        dberr.Code
	}{
		{"default", "String", `"home"`, `{}`, `"home"`, ""},
		{"default of a required one", "Int!", `7`, `{}`, `7`, ""},
		{"null wins over the default", "String", `"home"`, `{"v":null}`, `null`, ""},
		{"given wins over the default", "String", `"home"`, `{"v":"x"}`, `"x"`, ""},
		{"missing", "String", "", `{}`, "", ""},
		{"missing without variables", "String", "", `null`, "", ""},
		{"required", "String!", "", `{}`, "", dberr.UndefinedVariable},
		{"a default of another type", "Int", `"x"`, `{}`, "", dberr.TypeMismatch},
		{"a null default of a required one", "Int!", `null`, `{}`, "", dberr.TypeMismatch},
		{"a converted default", "Float", `5`, `{}`, `5`, ""},
	} {
		d := &ast.VarDef{Name: "v", Type: typeOf(c.typ)}
		if c.def != "" {
			d.Default = lit(parse(t, c.def))
		}
		vars, err := NewVars([]*ast.VarDef{d}, parse(t, c.given))
		if code := dberr.CodeOf(err); code != c.code {
			t.Errorf("%s: %v, want %q", c.name, err, c.code)
			continue
		}
		if err != nil {
			continue
		}
		n, err := vars.Bind(&ast.Value{Kind: ast.Variable, Name: "v"}, nil)
		if err != nil || n.Missing != (c.want == "") || (!n.Missing && string(n.Value().AppendJSON(nil)) != c.want) {
			t.Errorf("%s: %s %v, want %s", c.name, n.Value().AppendJSON(nil), err, c.want)
		}
	}
	_, err := NewVars([]*ast.VarDef{{Name: "k", Type: typeOf("String!")}}, none)
	if !strings.Contains(err.Error(), "$k") || !strings.Contains(err.Error(), "String!") {
		t.Errorf("%v", err)
	}
	if _, err = NewVars([]*ast.VarDef{{Name: "k", Type: typeOf("Int")}, {Name: "k", Type: typeOf("Int")}}, none); dberr.CodeOf(err) != dberr.InvalidArgument {
		t.Errorf("declared twice: %v", err)
	}
	if _, err = NewVars(nil, value.IntValue(5)); dberr.CodeOf(err) != dberr.InvalidArgument {
		t.Errorf("variables are a number: %v", err)
	}
	if _, err = NewVars([]*ast.VarDef{{Name: "k", Type: typeOf("Int"), Default: &ast.Value{Kind: ast.Variable, Name: "z"}}}, none); dberr.CodeOf(err) != dberr.UndefinedVariable {
		t.Errorf("a variable as default: %v", err)
	}
}

func TestUndeclared(t *testing.T) {
	vars, _ := NewVars(nil, value.Value{})
	pos := ast.Pos{Line: 1, Column: 9}
	for _, v := range []*Vars{vars, nil} {
		_, err := v.Bind(&ast.Value{Kind: ast.List, Items: []*ast.Value{{Kind: ast.Variable, Name: "k", Pos: pos}}}, nil)
		e, ok := err.(*dberr.Error)
		if !ok || e.Code != dberr.UndefinedVariable || e.Pos != pos || !strings.Contains(e.Msg, "$k") {
			t.Errorf("%v", err)
		}
	}
}

func TestMissingParts(t *testing.T) {
	vars, _ := NewVars([]*ast.VarDef{{Name: "x", Type: typeOf("Float")}}, value.Value{})
	x := &ast.Value{Kind: ast.Variable, Name: "x"}
	n, err := vars.Bind(&ast.Value{Kind: ast.Object, Fields: []*ast.ObjectField{
		{Key: "gone", Value: x},
		{Key: "list", Value: &ast.Value{Kind: ast.List, Items: []*ast.Value{x, lit(value.IntValue(1))}}},
		{Key: "word", Value: &ast.Value{Kind: ast.Enum, Name: "DESC"}},
	}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(n.Value().AppendJSON(nil)); got != `{"list":[null,1],"word":"DESC"}` {
		t.Errorf("%s", got)
	}
	if !n.Get("word").Enum || !n.Get("gone").Missing || n.Get("nosuch") != nil {
		t.Error("members")
	}
}

func TestChain(t *testing.T) {
	vars, _ := NewVars([]*ast.VarDef{{Name: "s", Type: typeOf("String")}}, value.ObjectValue([]value.Field{{Name: "s", Value: value.StringValue("$a.id")}}))
	chain := func(ref string) (value.Value, bool) {
		if ref == "a.id" || ref == "t.v.0.mid" {
			return value.IntValue(7), true
		}
		return value.Value{}, false
	}
	for text, want := range map[string]string{
		"$a.id": "7", "$t.v.0.mid": "7", "$b.id": `"$b.id"`, "$a": `"$a"`, "see $a.id": `"see $a.id"`, "$a.id ": `"$a.id "`, "$5.00 off": `"$5.00 off"`,
		"$.id": `"$.id"`, "$a.": `"$a."`, "$a..id": `"$a..id"`,
	} {
		n, err := vars.Bind(lit(value.StringValue(text)), chain)
		if err != nil || string(n.Value().AppendJSON(nil)) != want {
			t.Errorf("%s: %s, want %s", text, n.Value().AppendJSON(nil), want)
		}
	}
	n, _ := vars.Bind(&ast.Value{Kind: ast.Variable, Name: "s"}, chain)
	if n.Val.Str() != "$a.id" || n.Var != "s" {
		t.Error("a reference inside a variable was followed")
	}
}

func TestDocVars(t *testing.T) {
	vars := DocVars(value.ObjectValue([]value.Field{{Name: "id", Value: value.StringValue("1")}}))
	for name, want := range map[string]string{"_id": `"1"`, "_nosuch": "null"} {
		n, err := vars.Bind(&ast.Value{Kind: ast.Variable, Name: name}, nil)
		if err != nil || n.Missing || string(n.Value().AppendJSON(nil)) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := vars.Bind(&ast.Value{Kind: ast.Variable, Name: "id"}, nil); dberr.CodeOf(err) != dberr.UndefinedVariable {
		t.Errorf("$id: %v", err)
	}
}

// A literal and a variable of the same value bind to the same value.
func TestLiteralIsVariable(t *testing.T) {
	gen := rapid.StringMatching(`\{"a":(null|true|-?[1-9][0-9]{0,3}|"[a-z$.]{0,5}"|\[\]|\[1,\{"b":\[2\]\}\])\}`)
	rapid.Check(t, func(t *rapid.T) {
		text := gen.Draw(t, "text")
		v, err := value.ParseJSON([]byte(text), value.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		vars, err := NewVars([]*ast.VarDef{{Name: "v", Type: typeOf("JSON!")}}, value.ObjectValue([]value.Field{{Name: "v", Value: v}}))
		if err != nil {
			t.Fatal(err)
		}
		a, err := vars.Bind(&ast.Value{Kind: ast.Variable, Name: "v"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		b, err := vars.Bind(bindable(v), nil)
		if err != nil {
			t.Fatal(err)
		}
		if string(a.Value().AppendJSON(nil)) != text || string(b.Value().AppendJSON(nil)) != text {
			t.Fatalf("%s: %s and %s", text, a.Value().AppendJSON(nil), b.Value().AppendJSON(nil))
		}
	})
}
