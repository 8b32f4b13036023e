package graphql

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine/catalog"
	gast "github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"pgregory.net/rapid"
)

var rewrite = flag.Bool("rewrite", false, "rewrite the golden files")

func field(name string, k catalog.TypeKind, set ...func(*catalog.Field)) *catalog.Field {
	f := &catalog.Field{Name: name, Type: catalog.Type{Kind: k}}
	for _, s := range set {
		s(f)
	}
	return f
}

func required(f *catalog.Field)   { f.Required = true }
func unique(f *catalog.Field)     { f.Unique = true }
func searchable(f *catalog.Field) { f.Search = &catalog.Search{} }

func refers(to string) func(*catalog.Field) {
	return func(f *catalog.Field) { f.Relation = &catalog.Relation{To: to, Key: "id"} }
}

func with(cols ...*catalog.Collection) *catalog.Catalog {
	cat := catalog.Empty()
	for i, c := range cols {
		c.ID, c.Order = uint32(i+1), uint32(i+1)
		cat = cat.With(c)
	}
	return cat
}

// library has one of everything that a view makes something of.
func library() *catalog.Catalog {
	tags := &catalog.Field{Name: "tags", Type: catalog.Type{Kind: catalog.List, Elem: &catalog.Type{Kind: catalog.String, NonNull: true}}}
	meta := &catalog.Field{Name: "meta", Type: catalog.Type{Kind: catalog.Object, Fields: []*catalog.Field{
		field("maker", catalog.String, required), field("not", catalog.Any),
		{Name: "sizes", Type: catalog.Type{Kind: catalog.List, Elem: &catalog.Type{Kind: catalog.Object, Fields: []*catalog.Field{field("w", catalog.Int)}}}},
	}}}
	loud := field("loud", catalog.String)
	loud.Computed = `uppercase("""title""")`
	vector := &catalog.Field{Name: "embedding", Type: catalog.Type{Kind: catalog.Vector, Size: 3}}
	return with(
		&catalog.Collection{Name: "authors", Strict: true, Fields: []*catalog.Field{field("name", catalog.String, required), field("born", catalog.Date)}},
		&catalog.Collection{Name: "books", Fields: []*catalog.Field{
			field("isbn", catalog.String, required, unique), field("title", catalog.String, searchable), field("pages", catalog.Int), field("price", catalog.Float),
			field("seen", catalog.DateTime), field("open", catalog.Boolean), field("key", catalog.Uuid), field("raw", catalog.Bytes), field("any", catalog.Object),
			tags, meta, loud, vector, field("authorId", catalog.ID, refers("authors")), field("class", catalog.ID, refers("authors")), field("odd name", catalog.String),
		}},
		&catalog.Collection{Name: "news", Fields: []*catalog.Field{field("text", catalog.String)}},
		&catalog.Collection{Name: "order_items"},
		&catalog.Collection{Name: "bad name"},
	)
}

func TestSDL(t *testing.T) {
	got := New(library()).SDL()
	const path = "testdata/library.graphql"
	if *rewrite {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the schema changed; look at it and run the test with -rewrite\n%s", got)
	}
	load(t, got)
}

// load parses a schema and checks what the parser does not: names are there
// once, every type that is named exists, inputs hold inputs.
func load(t interface{ Fatalf(string, ...any) }, sdl []byte) *gast.SchemaDocument {
	doc, err := parser.ParseSchema(&gast.Source{Name: "view", Input: string(sdl)})
	if err != nil {
		t.Fatalf("%v\n%s", err, sdl)
	}
	kinds := map[string]gast.DefinitionKind{}
	for _, s := range []string{"String", "ID", "Int", "Float", "Boolean"} {
		kinds[s] = gast.Scalar
	}
	for _, d := range doc.Definitions {
		if kinds[d.Name] != "" || strings.HasPrefix(d.Name, "__") {
			t.Fatalf("type %s stands twice or has a reserved name\n%s", d.Name, sdl)
		}
		kinds[d.Name] = d.Kind
	}
	for _, d := range doc.Definitions {
		if d.Kind != gast.Scalar && len(d.Fields)+len(d.EnumValues) == 0 {
			t.Fatalf("type %s is empty\n%s", d.Name, sdl)
		}
		seen := map[string]bool{}
		for _, f := range d.Fields {
			k := kinds[f.Type.Name()]
			if seen[f.Name] || k == "" || (d.Kind == gast.InputObject) == (k == gast.Object) && k == gast.Object || d.Kind == gast.Object && k == gast.InputObject {
				t.Fatalf("%s.%s of type %s stands twice or has a wrong type\n%s", d.Name, f.Name, f.Type, sdl)
			}
			seen[f.Name] = true
			for _, a := range f.Arguments {
				if k := kinds[a.Type.Name()]; k == "" || k == gast.Object {
					t.Fatalf("argument %s of %s.%s has the wrong type %s\n%s", a.Name, d.Name, f.Name, a.Type, sdl)
				}
			}
		}
	}
	return doc
}

// Whatever the names of collections and fields are, the schema is valid and
// every collection with a name that GraphQL can write is part of it.
func TestAnyCatalogIsAValidSchema(t *testing.T) {
	name := rapid.SampledFrom([]string{
		"user", "users", "User", "Users", "_users", "user_", "userConnection", "query", "Query", "many", "into", "Int", "string", "IntFilter", "news", "x y", "__t", "7up",
		"id", "and", "or", "not", "Edge", "usersFilter", "UserChange", "userById", "PageInfo", "a_b", "aB", "AB", "s", "ss", "_", "authorId", "author", "authorRef", "_score",
	})
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(name, 0, 8, rapid.ID).Draw(t, "collections")
		cols := make([]*catalog.Collection, len(names))
		for i, n := range names {
			cols[i] = &catalog.Collection{Name: n}
			for _, f := range rapid.SliceOfNDistinct(name, 0, 5, rapid.ID).Draw(t, "fields") {
				d := field(f, catalog.TypeKind(rapid.IntRange(int(catalog.Any), int(catalog.Object)).Draw(t, "kind")))
				switch rapid.IntRange(0, 4).Draw(t, "shape") {
				case 0:
					d.Type = catalog.Type{Kind: catalog.Object, Fields: []*catalog.Field{field(name.Draw(t, "inner"), catalog.Int)}}
				case 1:
					d.Type = catalog.Type{Kind: catalog.List, Elem: &catalog.Type{Kind: catalog.String}}
				case 2:
					refers(rapid.SampledFrom(names).Draw(t, "to"))(d)
				case 3:
					searchable(d)
				}
				cols[i].Fields = append(cols[i].Fields, d)
			}
		}
		v := New(with(cols...))
		s := load(t, v.SDL())
		for _, n := range names {
			if isName(n) && s.Definitions.ForName("Query").Fields.ForName(n) == nil {
				t.Fatalf("collection %s is missing:\n%s", n, v.SDL())
			}
		}
	})
}

func TestSingular(t *testing.T) {
	for in, want := range map[string]string{
		"Users": "User", "Categories": "Category", "Boxes": "Box", "Addresses": "Address", "Statuses": "Status", "Status": "Status", "Houses": "House",
		"News": "News", "People": "Person", "Children": "Child", "Glass": "Glass", "S": "S", "Analysis": "Analysis", "OrderItems": "OrderItem",
	} {
		if got := singular(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func TestNamesThatAreLeftOut(t *testing.T) {
	sdl := string(New(library()).SDL())
	for _, want := range []string{"which AQL reaches: bad name.", "which AQL reaches: odd name."} {
		if !strings.Contains(sdl, want) {
			t.Errorf("the schema does not say %q", want)
		}
	}
}
