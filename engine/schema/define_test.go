package schema

import (
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine/aql"
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
)

func statement(t testing.TB, text string) (ast.Statement, error) {
	t.Helper()
	doc, err := aql.Parse("schema { "+text+" }", aql.Limits{})
	if err != nil {
		return nil, err
	}
	return doc.Operations[0].Schema.Statements[0], nil
}

func define(t testing.TB, fields string) (*catalog.Collection, error) {
	t.Helper()
	st, err := statement(t, "define collection c { "+fields+" }")
	if err != nil {
		return nil, err
	}
	return Define(st.(*ast.Define), 1, 1, nil)
}

func mustDefine(t testing.TB, fields string) *catalog.Collection {
	t.Helper()
	c, err := define(t, fields)
	if err != nil {
		t.Fatalf("%s: %v", fields, err)
	}
	return c
}

func TestDefineRefuses(t *testing.T) {
	const inv = dberr.InvalidDefinition
	cases := []struct {
		fields string
		code   dberr.Code
		names  string // in the message
	}{
		{`x: Int x: Int`, inv, "x"},
		{`x: Nothing`, inv, "Nothing"},
		{`_sid: String`, inv, "_sid"},
		{`id: Int`, inv, "id"},
		{`id: ID = "a"`, inv, "id"},
		{`x: Any @unique`, inv, "x"},
		{`x: [JSON] @indexed`, inv, "x"},
		{`x: Vector(3) @indexed`, inv, "x"},
		{`x: Vector(0)`, inv, "0"},
		{`x: Int @nope`, dberr.UnknownDirective, "nope"},
		{`x: Int @unique @unique`, inv, "unique"},
		{`x: Int @indexed @index`, inv, "index"},
		{`x: Int @unique(deep: true)`, dberr.UnknownArgument, "deep"},
		{`x: Int = "a"`, inv, "x"},
		{`x: Int! = null`, inv, "x"},
		{`x: Int = 5 @validate(min: 6)`, inv, "x"},
		{`x: Int @validate(min: "a")`, inv, "min"},
		{`x: Int @validate(min: 2, max: 1)`, inv, "x"},
		{`x: Int @validate(minLength: 1)`, inv, "minLength"},
		{`x: String @validate(min: 1)`, inv, "min"},
		{`x: String @validate(minLength: -1)`, inv, "minLength"},
		{`x: String @validate(minLength: 3, maxLength: 2)`, inv, "x"},
		{`x: String @validate(pattern: "(")`, inv, "pattern"},
		{`x: String @validate(format: "zip")`, inv, "format"},
		{`x: Int @validate(format: "email")`, inv, "format"},
		{`x: Int @search`, inv, "x"},
		{`x: String @search(weight: 0)`, inv, "weight"},
		{`x: ID @relation`, inv, "to"},
		{`x: ID @relation(to: 5)`, inv, "to"},
		{`x: ID @relation(to: "o", onDelete: NOTHING)`, inv, "onDelete"},
		{`x: ID! @relation(to: "o", onDelete: SET_NULL)`, inv, "x"},
		{`x: Object @relation(to: "o")`, inv, "x"},
		{`x: Int @computed`, inv, "expr"},
		{`x: Int @computed(expr: "1 +")`, inv, "x"},
		{`x: Int @computed(expr: "shout(1)")`, dberr.UnknownFunction, "shout"},
		{`x: Int @computed(expr: "$v")`, inv, "v"},
		{`x: Int @computed(expr: "x + 1")`, inv, "x → x"},
		{`x: Int @computed(expr: "y") y: Int @computed(expr: "z") z: Int @computed(expr: "x")`, inv, "cycle"},
		{`x: Int = 1 @computed(expr: "2")`, inv, "x"},
		{`x: Int @ttl(after: "1d")`, inv, "x"},
		{`x: DateTime @ttl(after: "1 d")`, inv, "after"},
		{`x: DateTime @ttl`, inv, "after"},
		{`x: Int @vector`, inv, "x"},
		{`x: Vector(2) @vector(metric: MANHATTAN)`, inv, "metric"},
		{`x: { y: Int y: Int }`, inv, "y"},
		{`x: { y: ID @relation(to: "o") }`, inv, "y"},
		{`x: Int @@index(fields: ["y"])`, dberr.FieldNotFound, "y"},
		{`x: { y: Int } @@index(fields: ["x.z"])`, dberr.FieldNotFound, "x.z"},
		{`x: Int @@index(fields: ["x.y"])`, inv, "x"},
		{`x: Int @@index(fields: ["x", "x"])`, inv, "x"},
		{`x: Any @@index(fields: ["x"])`, inv, "x"},
		{`x: Int y: Int @@index(name: "i", fields: ["x"]) @@index(name: "i", fields: ["y"])`, inv, "i"},
	}
	for _, c := range cases {
		_, err := define(t, c.fields)
		if code := dberr.CodeOf(err); code != c.code && code != dberr.Syntax {
			t.Errorf("%s\ngot %v (%s), want %s", c.fields, err, code, c.code)
		} else if err != nil && !strings.Contains(err.Error(), c.names) {
			t.Errorf("%s\n%q does not name %q", c.fields, err.Error(), c.names)
		}
	}
	for _, name := range []string{"_x", ""} {
		if _, err := Define(&ast.Define{Collection: name}, 1, 1, nil); dberr.CodeOf(err) != inv {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestDefineIndexes(t *testing.T) {
	c := mustDefine(t, `id: ID! @primary  a: Int @unique @indexed  tags: [String] @indexed  o: { deep: Int @indexed }  r: ID @relation(to: "x")
		@@index(fields: ["a"], unique: true)  @@index(fields: ["o.deep", "a"])`)
	var got []string
	for _, x := range c.Indexes {
		s := x.Name
		if x.Unique {
			s += " unique"
		}
		if x.Multi {
			s += " multi"
		}
		if x.Declared {
			s += " declared"
		}
		got = append(got, s)
	}
	want := "c_a unique declared, c_tags multi, c_o_deep, c_r, c_o_deep_a declared"
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}

func TestSame(t *testing.T) {
	a := mustDefine(t, `x: Int = 5 @indexed  y: String @validate(minLength: 1) @@index(fields: ["x", "y"])`)
	if !Same(a, mustDefine(t, `x: Int = 5 @indexed  y: String @validate(minLength: 1)`)) {
		t.Error("an index that was created besides is no other definition")
	}
	for _, other := range []string{
		`x: Int = 6 @indexed  y: String @validate(minLength: 1)`,
		`x: Int = 5  y: String @validate(minLength: 1)`,
		`x: Int = 5 @indexed  y: String`,
		`x: Int = 5 @indexed  y: String @validate(minLength: 1) @@strict`,
		`x: Int = 5 @indexed  y: String @validate(minLength: 1) @@index(fields: ["y"])`,
	} {
		if Same(a, mustDefine(t, other)) {
			t.Error(other)
		}
	}
}

func TestAlter(t *testing.T) {
	old := mustDefine(t, `a: Int @unique  b: String  c: [String] @indexed  f: String @computed(expr: "b | uppercase") @@index(fields: ["a", "b"])`)
	alter := func(actions string) (*catalog.Collection, error) {
		st, err := statement(t, "alter collection c { "+actions+" }")
		if err != nil {
			return nil, err
		}
		now, _, err := Alter(old, st.(*ast.Alter), nil)
		return now, err
	}
	for actions, code := range map[string]dberr.Code{
		`drop x`:                 dberr.FieldNotFound,
		`drop id`:                dberr.FieldNotFound,
		`rename x to y`:          dberr.FieldNotFound,
		`rename a to b`:          dberr.InvalidDefinition,
		`rename a to id`:         dberr.InvalidDefinition,
		`rename b to z`:          dberr.InvalidDefinition, // f uses it
		`drop b`:                 dberr.InvalidDefinition,
		`add a: Int`:             dberr.InvalidDefinition,
		`modify x: Int`:          dberr.FieldNotFound,
		`modify a: Any`:          dberr.InvalidDefinition, // part of a declared index
		`add y: Any @unique`:     dberr.InvalidDefinition,
		`add y: Int drop nosuch`: dberr.FieldNotFound,
	} {
		if _, err := alter(actions); dberr.CodeOf(err) != code {
			t.Errorf("%s: %v, want %s", actions, err, code)
		}
	}
	now, err := alter(`rename a to z  drop c  add d: Int @indexed`)
	if err != nil {
		t.Fatal(err)
	}
	if old.Field("a") == nil || old.Index("c_a").Parts[0].Path[0] != "a" {
		t.Error("the old definition was changed")
	}
	z, both := now.Index("c_z"), now.Index("c_z_b")
	if z == nil || both == nil || z.ID != old.Index("c_a").ID || now.Index("c_c") != nil || now.Index("c_d") == nil {
		t.Errorf("indexes after renaming: %+v", now.Indexes)
	}
	if now, err = alter(`modify c: String @indexed`); err != nil {
		t.Fatal(err)
	} else if x := now.Index("c_c"); x == nil || x.Multi || x.ID == old.Index("c_c").ID {
		t.Errorf("a list that became a scalar needs another index: %+v", x)
	}
}
