package filter

import (
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// parse reads JSON; the text "$missing" stands for a variable without a value.
func parse(t testing.TB, s string) *bind.Node {
	t.Helper()
	v, err := value.ParseJSON([]byte(s), value.Limits{})
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return unbind(bind.FromValue(v, dberr.Position{Line: 1, Column: 1}))
}

func unbind(n *bind.Node) *bind.Node {
	switch n.Kind {
	case bind.List:
		out := &bind.Node{Kind: bind.List, Pos: n.Pos}
		for _, x := range n.Items {
			out.Items = append(out.Items, unbind(x))
		}
		return out
	case bind.Object:
		out := &bind.Node{Kind: bind.Object, Pos: n.Pos}
		for _, m := range n.Members {
			out.Members = append(out.Members, bind.Member{Key: m.Key, Pos: m.Pos, Node: unbind(m.Node)})
		}
		return out
	}
	if n.Val.Str() == "$missing" {
		return &bind.Node{Missing: true, Pos: n.Pos}
	}
	return n
}

func doc(t testing.TB, s string) value.Raw {
	t.Helper()
	v, err := value.ParseJSON([]byte(s), value.Limits{})
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return value.Encode(v)
}

func of(k catalog.TypeKind) catalog.Type { return catalog.Type{Kind: k} }

func goods() *catalog.Collection {
	text := of(catalog.String)
	return &catalog.Collection{Name: "goods", Fields: []*catalog.Field{
		{Name: "sku", Type: of(catalog.String)}, {Name: "price", Type: of(catalog.Float)}, {Name: "qty", Type: of(catalog.Int)},
		{Name: "tags", Type: catalog.Type{Kind: catalog.List, Elem: &text}}, {Name: "active", Type: of(catalog.Boolean)},
		{Name: "meta", Type: of(catalog.Any)}, {Name: "o", Type: of(catalog.Object)}, {Name: "at", Type: of(catalog.DateTime)},
		{Name: "u", Type: of(catalog.Uuid)}, {Name: "b", Type: of(catalog.Bytes)}, {Name: "mail", Type: of(catalog.Email)},
		{Name: "vec", Type: catalog.Type{Kind: catalog.Vector, Size: 2}},
		{Name: "dims", Type: catalog.Type{Kind: catalog.Object, Fields: []*catalog.Field{{Name: "w", Type: of(catalog.Int)}}}},
	}}
}

func TestMatch(t *testing.T) {
	lamp := `{"id":"i1","sku":"A1","price":40.5,"qty":10,"tags":["light","desk"],"active":true,"kind":null,"meta":{"maker":"Oro","year":2019,"parts":[{"w":1},{"w":7}]},` +
		`"x.y":1,"x":{"y":2},"":5,"n":9007199254740993}`
	for filter, want := range map[string]bool{
		`{}`: true, `{"and":[]}`: true, `{"or":[]}`: false, `{"not":{"or":[]}}`: true, `{"sku":{}}`: true,
		`{"sku":{"eq":"A1"}}`: true, `{"sku":{"eq":"A"}}`: false, `{"qty":{"eq":10.0}}`: true, `{"n":{"eq":9007199254740992.0}}`: false,
		`{"n":{"eq":9007199254740993}}`: true, `{"kind":{"eq":null}}`: true, `{"none":{"eq":null}}`: false, `{"none":{"ne":null}}`: true,
		`{"kind":{"ne":null}}`: false, `{"kind":{"isNull":true}}`: true, `{"none":{"isNull":true}}`: true, `{"none":{"isNotNull":false}}`: true,
		`{"sku":{"isNull":false}}`: true, `{"none":{"ne":1}}`: true, `{"none":{"nin":["a"]}}`: true, `{"none":{"nin":[null]}}`: true, `{"kind":{"in":["x",null]}}`: true,
		`{"none":{"in":[null]}}`: false, `{"sku":{"in":[]}}`: false, `{"sku":{"nin":[]}}`: true,
		`{"price":{"gt":40,"lt":41}}`: true, `{"qty":{"gte":10,"lte":10}}`: true, `{"none":{"lt":5}}`: false, `{"not":{"none":{"lt":5}}}`: true,
		`{"meta":{"gt":4}}`: false, `{"n":{"gt":"a"}}`: false, `{"price":{"gt":null}}`: false, `{"not":{"price":{"gt":null}}}`: false,
		`{"tags":{"contains":"desk"}}`: true, `{"tags":{"contains":"des"}}`: false, `{"sku":{"contains":""}}`: true, `{"sku":{"contains":"1"}}`: true,
		`{"tags":{"containsAny":["x","desk"]}}`: true, `{"tags":{"containsAny":[]}}`: false, `{"tags":{"containsAll":[]}}`: true,
		`{"tags":{"containsAll":["desk","light","desk"]}}`: true, `{"tags":{"containsAll":["desk","x"]}}`: false, `{"tags":{"eq":["light","desk"]}}`: true,
		`{"none":{"containsAll":[]}}`: false, `{"tags":{"gt":["a"],"lt":["m"]}}`: true,
		`{"sku":{"startsWith":"A","endsWith":"1","matches":"^A.$"}}`: true, `{"sku":{"startsWith":"1"}}`: false, `{"none":{"startsWith":""}}`: false,
		`{"sku":{"matches":"(?i)a"}}`: true, `{"meta.maker":{"eq":"Oro"}}`: true, `{"meta":{"maker":{"eq":"Oro"},"year":{"gt":2000}}}`: true,
		`{"meta.parts.1.w":{"eq":7}}`: true, `{"meta":{"parts":{"0.w":{"lt":5}}}}`: true, `{"meta.parts.2.w":{"isNull":true}}`: true,
		`{"x.y":{"eq":1}}`: true, `{"x.y":{"eq":2}}`: false, `{"x":{"y":{"eq":2}}}`: true, `{"":{"eq":5}}`: true, `{"_sid":{"eq":"i1"}}`: true, `{"id":{"in":["i1","i2"]}}`: true,
		`{"price":{"or":[{"lt":5},{"gt":40}]}}`: true, `{"price":{"not":{"gt":40}}}`: false, `{"meta":{"and":[{"maker":{"eq":"Oro"}},{"year":{"eq":2019}}]}}`: true,
		`{"or":[{"sku":{"eq":"zz"}},{"price":{"gt":1}}],"not":{"active":{"eq":false}}}`: true,
		// a missing variable is unknown
		`"$missing"`: false, `{"not":"$missing"}`: false, `{"sku":"$missing"}`: false, `{"sku":{"eq":"$missing"}}`: false, `{"sku":{"ne":"$missing"}}`: false,
		`{"not":{"sku":{"eq":"$missing"}}}`: false, `{"or":[{"sku":{"eq":"$missing"}},{"sku":{"eq":"A1"}}]}`: true, `{"or":"$missing"}`: false,
		`{"not":{"or":[{"sku":{"eq":"$missing"}},{"qty":{"eq":10}}]}}`: false, `{"sku":{"in":["A1","$missing"]}}`: true, `{"sku":{"in":["B1","$missing"]}}`: false,
		`{"sku":{"nin":["B1","$missing"]}}`: false, `{"not":{"sku":{"nin":["A1","$missing"]}}}`: true, `{"tags":{"containsAny":["desk","$missing"]}}`: true,
		`{"tags":{"containsAll":["desk","$missing"]}}`: false, `{"not":{"tags":{"containsAll":["x","$missing"]}}}`: true, `{"sku":{"isNull":"$missing"}}`: false,
		`{"not":{"and":[{"sku":{"eq":"$missing"}},{"sku":{"eq":"zz"}}]}}`: true, `{"meta":{"maker":"$missing"}}`: false,
	} {
		f, err := Compile(goods(), parse(t, filter))
		if err != nil {
			t.Errorf("%s: %v", filter, err)
			continue
		}
		if got := f.Match(doc(t, lamp)); got != want {
			t.Errorf("%s: %v", filter, got)
		}
		if f.Never() && want {
			t.Errorf("%s: Never", filter)
		}
	}
	f, err := Compile(goods(), nil)
	if err != nil || !f.Match(doc(t, lamp)) || !f.All() || !(*Filter)(nil).Match(nil) {
		t.Error("no filter does not match all")
	}
}

func TestTypedOperands(t *testing.T) {
	stored := value.Encode(value.ObjectValue([]value.Field{
		{Name: "at", Value: value.DateTimeValue(1_709_247_600, 0)}, {Name: "u", Value: value.UuidValue([16]byte{10})}, {Name: "b", Value: value.BytesValue([]byte("ab"))},
	}))
	for filter, want := range map[string]bool{
		`{"at":{"eq":"2024-03-01T01:00:00+02:00"}}`: true, `{"at":{"gt":"2024-02-29T23:00:00Z"}}`: false, `{"at":{"in":["2024-02-29T23:00:00Z"]}}`: true,
		`{"u":{"eq":"0A000000-0000-0000-0000-000000000000"}}`: true, `{"b":{"gte":"YWE="}}`: true, `{"b":{"ne":"YWI="}}`: false,
	} {
		f, err := Compile(goods(), parse(t, filter))
		if err != nil || f.Match(stored) != want {
			t.Errorf("%s: not %v (%v)", filter, want, err)
		}
	}
}

func TestRefusals(t *testing.T) {
	tight := &catalog.Collection{Name: "tight", Strict: true, Fields: []*catalog.Field{{Name: "a", Type: of(catalog.Int)},
		{Name: "o", Type: catalog.Type{Kind: catalog.Object, Fields: []*catalog.Field{{Name: "w", Type: of(catalog.Int)}}}}}}
	for _, c := range []struct {
		coll   *catalog.Collection
		filter string
		code   dberr.Code
		names  string // the message holds it
	}{
		{goods(), `"A1"`, dberr.TypeMismatch, "filter"},
		{goods(), `null`, dberr.TypeMismatch, "filter"},
		{goods(), `["sku"]`, dberr.TypeMismatch, "filter"},
		{goods(), `{"sku":"A1"}`, dberr.TypeMismatch, "sku"},
		{goods(), `{"sku":null}`, dberr.TypeMismatch, "sku"},
		{goods(), `{"or":{"sku":{"eq":"A1"}}}`, dberr.TypeMismatch, "or"},
		{goods(), `{"not":[]}`, dberr.TypeMismatch, "filter"},
		{goods(), `{"price":{"near":3}}`, dberr.UnknownOperator, "near"},
		{goods(), `{"price":{"near":"$missing"}}`, dberr.UnknownOperator, "near"},
		{goods(), `{"sku":{"EQ":"home"}}`, dberr.UnknownOperator, `did you mean "eq"`},
		{goods(), `{"sku":{"startswith":"home"}}`, dberr.UnknownOperator, `did you mean "startsWith"`},
		{goods(), `{"meta":{"maker":"Oro"}}`, dberr.UnknownOperator, "maker"},
		{goods(), `{"sku":{"gt":5}}`, dberr.TypeMismatch, "sku"},
		{goods(), `{"qty":{"in":[1,"2"]}}`, dberr.TypeMismatch, "qty"},
		{goods(), `{"active":{"eq":"true"}}`, dberr.TypeMismatch, "active"},
		{goods(), `{"sku":{"eq":{"x":1}}}`, dberr.TypeMismatch, "sku"},
		{goods(), `{"or":[{"sku":{"eq":"home"}},{"not":{"active":{"eq":1}}}]}`, dberr.TypeMismatch, "active"},
		{goods(), `{"sku":{"in":"A1"}}`, dberr.TypeMismatch, "list"},
		{goods(), `{"sku":{"in":null}}`, dberr.TypeMismatch, "list"},
		{goods(), `{"tags":{"containsAny":"light"}}`, dberr.TypeMismatch, "list"},
		{goods(), `{"tags":{"contains":5}}`, dberr.TypeMismatch, "tags"},
		{goods(), `{"tags":{"eq":"light"}}`, dberr.TypeMismatch, "tags"},
		{goods(), `{"qty":{"contains":"1"}}`, dberr.TypeMismatch, "qty"},
		{goods(), `{"qty":{"contains":"$missing"}}`, dberr.TypeMismatch, "qty"},
		{goods(), `{"sku":{"containsAny":["a"]}}`, dberr.TypeMismatch, "sku"},
		{goods(), `{"tags":{"matches":"light"}}`, dberr.TypeMismatch, "tags"},
		{goods(), `{"price":{"startsWith":"4"}}`, dberr.TypeMismatch, "price"},
		{goods(), `{"sku":{"isNull":"yes"}}`, dberr.TypeMismatch, "Boolean"},
		{goods(), `{"sku":{"isNull":null}}`, dberr.TypeMismatch, "Boolean"},
		{goods(), `{"sku":{"matches":"(m"}}`, dberr.InvalidArgument, "sku"},
		{goods(), `{"sku":{"matches":"L(?=amp)"}}`, dberr.InvalidArgument, "sku"},
		{goods(), `{"sku":{"matches":"(m)\\1"}}`, dberr.InvalidArgument, "sku"},
		{goods(), `{"sku":{"matches":"` + strings.Repeat("a", 513) + `"}}`, dberr.InvalidArgument, "512"},
		{goods(), `{"sku":{"matches":"(((a{10}){10}){10}){2}"}}`, dberr.InvalidArgument, ""},
		{goods(), `{"sku":{"matches":"[a-z]{900}x{900}"}}`, dberr.InvalidArgument, "instructions"},
		{goods(), `{"meta":{"matches":5}}`, dberr.TypeMismatch, "meta"},
		{goods(), `{"sku.size":{"eq":1}}`, dberr.TypeMismatch, "sku"},
		{goods(), `{"sku":{"size":{"eq":1}}}`, dberr.TypeMismatch, "sku"},
		{goods(), `{"tags.first":{"eq":"a"}}`, dberr.TypeMismatch, "tags"},
		{goods(), `{"tags.0":{"eq":5}}`, dberr.TypeMismatch, "tags.0"},
		{goods(), `{"dims.w":{"eq":"5"}}`, dberr.TypeMismatch, "dims.w"},
		{goods(), `{"dims":{"w":{"eq":"5"}}}`, dberr.TypeMismatch, "dims.w"},
		{goods(), `{"dims":{"eq":{"w":"5"}}}`, dberr.TypeMismatch, "dims"},
		{goods(), `{"o":{"eq":5}}`, dberr.TypeMismatch, "o"},
		{goods(), `{"at":{"gt":0}}`, dberr.TypeMismatch, "at"},
		{goods(), `{"at":{"lt":"yesterday"}}`, dberr.TypeMismatch, "at"},
		{goods(), `{"u":{"eq":"nope"}}`, dberr.TypeMismatch, "u"},
		{goods(), `{"b":{"eq":"%%%"}}`, dberr.TypeMismatch, "b"},
		{goods(), `{"mail":{"eq":5}}`, dberr.TypeMismatch, "mail"},
		{goods(), `{"id":{"eq":5}}`, dberr.TypeMismatch, "id"},
		{goods(), `{"vec":{"contains":"a"}}`, dberr.TypeMismatch, "vec"},
		{tight, `{"or":[{"a":{"eq":1}},{"not":{"zz":{"isNull":true}}}]}`, dberr.FieldNotFound, "zz"},
		{tight, `{"zz":"$missing"}`, dberr.FieldNotFound, "zz"},
		{tight, `{"o":{"q":{"eq":1}}}`, dberr.FieldNotFound, "o.q"},
	} {
		_, err := Compile(c.coll, parse(t, c.filter))
		if dberr.CodeOf(err) != c.code || err == nil || !strings.Contains(err.Error(), c.names) {
			t.Errorf("%s: %v, want %s naming %q", c.filter, err, c.code, c.names)
			continue
		}
		if e, ok := err.(*dberr.Error); !ok || e.Pos.IsZero() {
			t.Errorf("%s: no position", c.filter)
		}
	}
	for _, ok := range []string{`{"_sid":{"eq":"x"}}`, `{"o.w":{"eq":1}}`, `{"a":{"eq":null}}`} {
		if _, err := Compile(tight, parse(t, ok)); err != nil {
			t.Errorf("%s: %v", ok, err)
		}
	}
}

func TestPosition(t *testing.T) {
	n := &bind.Node{Kind: bind.Object, Members: []bind.Member{{Key: "price", Node: &bind.Node{Kind: bind.Object, Members: []bind.Member{
		{Key: "foo", Pos: dberr.Position{Line: 3, Column: 23}, Node: &bind.Node{Val: value.IntValue(3)}},
	}}}}}
	_, err := Compile(goods(), n)
	if e, ok := err.(*dberr.Error); !ok || e.Pos != (dberr.Position{Line: 3, Column: 23}) {
		t.Errorf("%v", err)
	}
}

func TestConjuncts(t *testing.T) {
	f, err := Compile(goods(), parse(t, `{"sku":{"eq":"A1"},"and":[{"price":{"gt":1,"lte":5}},{"and":[{"qty":{"in":[3,1,3.0]}}]}],"or":[{"qty":{"eq":1}}],`+
		`"not":{"qty":{"eq":9}},"meta":{"maker":{"eq":"x"}},"meta.year":{"eq":1}}`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range f.Conjuncts() {
		got = append(got, strings.Join(p.Path, ".")+" "+p.Op.String()+" "+string(value.ArrayValue(p.Values).AppendJSON(nil)))
	}
	want := `sku eq ["A1"]; price gt [1]; price lte [5]; qty in [1,3]; qty in [1]; meta.year eq [1]`
	if s := strings.Join(got, "; "); s != want {
		t.Errorf("%s\nwant %s", s, want)
	}
}

func TestMatchDoesNotAllocate(t *testing.T) {
	f, err := Compile(goods(), parse(t, `{"sku":{"in":["A1","B1"]},"price":{"gt":1,"lt":100},"tags":{"containsAll":["a"]},"meta.year":{"gte":2000},"or":[{"qty":{"eq":1}},{"active":{"eq":true}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	d := doc(t, `{"sku":"A1","price":5,"tags":["b","a"],"active":true,"meta":{"year":2001}}`)
	if n := testing.AllocsPerRun(100, func() {
		if !f.Match(d) {
			t.Error("no match")
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkMatch(b *testing.B) {
	f, err := Compile(goods(), parse(b, `{"price":{"gt":30},"active":{"eq":true},"sku":{"startsWith":"A"}}`))
	if err != nil {
		b.Fatal(err)
	}
	d := doc(b, `{"id":"0190a1b2-0000-7000-8000-000000000001","sku":"A1","label":"a lamp for the desk","kind":"home","qty":10,"tags":["a","b"],"active":true,"price":40.5}`)
	b.ReportAllocs()
	for b.Loop() {
		if !f.Match(d) {
			b.Fatal("no match")
		}
	}
}

func BenchmarkMatchIn3000(b *testing.B) {
	var s strings.Builder
	for i := range 3000 {
		s.WriteString(",")
		s.WriteString(string(value.IntValue(int64(i)).AppendJSON(nil)))
	}
	f, err := Compile(goods(), parse(b, `{"qty":{"in":[`+s.String()[1:]+`]}}`))
	if err != nil {
		b.Fatal(err)
	}
	d := doc(b, `{"id":"1","qty":2999}`)
	b.ReportAllocs()
	for b.Loop() {
		if !f.Match(d) {
			b.Fatal("no match")
		}
	}
}
