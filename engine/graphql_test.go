package engine_test

import (
	"context"
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
)

const library = `schema {
	define collection authors { name: String! @indexed  born: Date }
	define collection books {
		isbn: String! @unique  title: String! @search  pages: Int = 0  price: Float @indexed  tags: [String]
		authorId: ID @relation(to: "authors", key: "id", onDelete: CASCADE)
		meta: { maker: String!  size: { w: Int } }
		loud: String @computed(expr: "uppercase(title)")
	}
}`

func graphqlShop(t *testing.T) *fixture {
	db := open(t, &engine.Options{GraphQL: true})
	db.must(library)
	db.must(`mutation {
		insertAuthors(data: [{id: "a1", name: "Ada"}, {id: "a2", name: "Bob"}]) { id }
		insertBooks(data: [
			{id: "b1", isbn: "1", title: "Engines", price: 5.5, tags: ["x", "y"], authorId: "a1", meta: {maker: "Oro", size: {w: 3}}}
			{id: "b2", isbn: "2", title: "Notes", price: 2, authorId: "a1"}
			{id: "b3", isbn: "3", title: "Other", authorId: "a2"}
		]) { id }
	}`)
	return db
}

// must runs a text that has to succeed and returns its data.
func (f *fixture) must(text string) string { return f.with(text, nil) }

func (f *fixture) with(text string, vars map[string]any) string {
	f.t.Helper()
	r, err := f.Execute(context.Background(), text, vars)
	if err != nil {
		f.t.Fatalf("%s: %v", text, err)
	}
	return string(r.Data())
}

// Requests over the standard schema answer what their names say, and AQL's own
// go on working beside them.
func TestGraphQLRequests(t *testing.T) {
	db := graphqlShop(t)
	for _, c := range []struct{ text, want string }{
		{`{ books { id title } }`, `{"books":[{"id":"b1","title":"Engines"},{"id":"b2","title":"Notes"},{"id":"b3","title":"Other"}]}`},
		{`{ book(id: "b2") { title loud __typename } none: book(id: "zz") { title } }`, `{"book":{"title":"Notes","loud":"NOTES","__typename":"Book"},"none":null}`},
		{`{ books(where: {price: {gt: 3}}) { __typename meta { maker __typename size { w __typename } } } }`,
			`{"books":[{"__typename":"Book","meta":{"maker":"Oro","__typename":"BookMeta","size":{"w":3,"__typename":"BookMetaSize"}}}]}`},
		{`{ books(where: {tags: {containsAny: "x"}}, orderBy: {title: DESC}) { id } }`, `{"books":[{"id":"b1"}]}`},
		{`{ books(where: {or: [{isbn: {in: "2"}}, {title: {startsWith: "E"}}]}) { id } }`, `{"books":[{"id":"b1"},{"id":"b2"}]}`},
		{`{ book(id: "b1") { author { name booksByAuthorId(orderBy: {title: DESC}, limit: 1) { title } __typename } authorId } }`,
			`{"book":{"author":{"name":"Ada","booksByAuthorId":[{"title":"Notes"}],"__typename":"Author"},"authorId":"a1"}}`},
		{`query { p: booksConnection(first: 2, orderBy: {title: DESC}) { totalCount pageInfo { hasNextPage __typename } edges { node { ...B } __typename } __typename } }
		  fragment B on Book { title ... on Book { id } }`,
			`{"p":{"totalCount":3,"pageInfo":{"hasNextPage":true,"__typename":"PageInfo"},"edges":[{"node":{"title":"Other","id":"b3"},"__typename":"BookEdge"},{"node":{"title":"Notes","id":"b2"},"__typename":"BookEdge"}],"__typename":"BookConnection"}}`},
		{`{ booksConnection { __typename } __typename }`, `{"booksConnection":{"__typename":"BookConnection"},"__typename":"Query"}`},
		{`mutation { updateBooks(where: {id: {eq: "b2"}}, set: {pages: 7}) { id pages __typename } upsertAuthors(id: "a3", data: {name: "Cid"}) { name } }`,
			`{"updateBooks":[{"id":"b2","pages":7,"__typename":"Book"}],"upsertAuthors":[{"name":"Cid"}]}`},
		{`mutation { insertAuthors(data: {id: "a4", name: "Dee"}) { id } }`, `{"insertAuthors":[{"id":"a4"}]}`},
		{`mutation { deleteAuthors(id: "a4") { name } }`, `{"deleteAuthors":[{"name":"Dee"}]}`},
		{`{ books { aggregate { n: count } } }`, `{"books":{"aggregate":{"n":3}}}`},
		{`{ books(limit: 1) { big: uppercase(title) } }`, `{"books":[{"big":"ENGINES"}]}`},
		{`{ __schema { collections { name } } }`, `{"__schema":{"collections":[{"name":"authors"},{"name":"books"}]}}`},
	} {
		if got := db.must(c.text); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

// A variable that is not given, or null, is an argument that is not there; a
// write without any filter is refused all the same.
func TestGraphQLVariables(t *testing.T) {
	db := graphqlShop(t)
	const q = `query($w: BookFilter, $o: [BookOrder!], $n: Int, $s: SearchInput) { books(where: $w, orderBy: $o, limit: $n, search: $s) { id } }`
	for _, c := range []struct {
		vars map[string]any
		want string
	}{
		{nil, `{"books":[{"id":"b1"},{"id":"b2"},{"id":"b3"}]}`},
		{map[string]any{"w": nil, "o": nil}, `{"books":[{"id":"b1"},{"id":"b2"},{"id":"b3"}]}`},
		{map[string]any{"w": map[string]any{"price": map[string]any{"lt": 3}}}, `{"books":[{"id":"b2"}]}`},
		{map[string]any{"o": []any{map[string]any{"title": "DESC"}}, "n": 1}, `{"books":[{"id":"b3"}]}`},
		{map[string]any{"s": map[string]any{"query": "notes"}}, `{"books":[{"id":"b2"}]}`},
	} {
		if got := db.with(q, c.vars); got != c.want {
			t.Errorf("%v: %s, want %s", c.vars, got, c.want)
		}
	}
	got := db.with(`mutation($b: [BookInput!]!) { insertBooks(data: $b) { id title } }`,
		map[string]any{"b": []any{map[string]any{"id": "b9", "isbn": "9", "title": "New"}}})
	if got != `{"insertBooks":[{"id":"b9","title":"New"}]}` {
		t.Error(got)
	}
	_, err := db.Execute(context.Background(), `mutation($w: BookFilter) { deleteBooks(where: $w) { id } }`, nil)
	if dberr.CodeOf(err) != dberr.InvalidArgument {
		t.Errorf("a delete without a filter: %v", err)
	}
	if got := db.must(`{ books { totalCount } }`); got != `{"books":{"totalCount":4}}` {
		t.Error(got)
	}
}

func TestGraphQLRefusals(t *testing.T) {
	db := graphqlShop(t)
	for text, want := range map[string]dberr.Code{
		`{ book { id } }`:                                      dberr.InvalidArgument,
		`{ book(name: "x") { id } }`:                           dberr.UnknownArgument,
		`{ books { ...A } } fragment A on Author { name }`:     dberr.TypeMismatch,
		`{ books { ... on Author { name } } }`:                 dberr.TypeMismatch,
		`{ books { ...Z } }`:                                   dberr.UnknownFragment,
		`{ books { ...A } } fragment A on Book { ...A }`:       dberr.FragmentCycle,
		`{ bookz { id } }`:                                     dberr.CollectionNotFound,
		`{ books(where: {price: {gtt: 1}}) { id } }`:           dberr.UnknownOperator,
		`query($w: BookFilte) { books(where: $w) { id } }`:     dberr.InvalidArgument,
		`{ __schema { nope } }`:                                dberr.FieldNotFound,
		`{ __schema { types } }`:                               dberr.TypeMismatch,
		`{ __type { name } }`:                                  dberr.InvalidArgument,
		`mutation { insertBooks(data: [{isbn: "7"}]) { id } }`: dberr.ValidationFailed,
		`mutation { insertBooks(collection: "authors", data: [{name: "7"}]) { id } }`: dberr.UnknownArgument,
	} {
		if _, err := db.Execute(context.Background(), text, nil); dberr.CodeOf(err) != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

func TestGraphQLIntrospection(t *testing.T) {
	db := graphqlShop(t)
	got := db.must(`query($n: String = "Book") { __type(name: $n) { name kind fields { name type { ...T } } } gone: __type(name: "Nope") { name } }
		fragment T on __Type { kind name ofType { kind name ofType { kind name } } }`)
	for _, part := range []string{
		`"name":"Book","kind":"OBJECT"`, `{"name":"id","type":{"kind":"NON_NULL","name":null,"ofType":{"kind":"SCALAR","name":"ID","ofType":null}}}`,
		`{"name":"tags","type":{"kind":"LIST","name":null,"ofType":{"kind":"SCALAR","name":"String","ofType":null}}}`, `"gone":null`,
	} {
		if !strings.Contains(got, part) {
			t.Errorf("%s lacks %s", got, part)
		}
	}
	before := db.must(`{ __schema { types { name } } }`)
	db.must(`schema { define collection shelves { room: String } }`)
	if after := db.must(`{ __schema { types { name } } }`); strings.Contains(before, `"Shelve"`) || !strings.Contains(after, `"ShelveFilter"`) {
		t.Errorf("a new collection is not in the schema: %s", after)
	}
	plain := open(t, nil)
	if _, err := plain.Execute(context.Background(), `{ __schema { types { name } } }`, nil); dberr.CodeOf(err) != dberr.FieldNotFound {
		t.Errorf("introspection without the option: %v", err)
	}
}

func TestGraphQLSubscription(t *testing.T) {
	db := graphqlShop(t)
	ctx := context.Background()
	sub, err := db.Stream(ctx, engine.Request{Text: `subscription { c: booksChanges(where: {price: {gt: 5}}) { type id document { title __typename } old { price } changed __typename } }`})
	if err != nil {
		t.Fatal(err)
	}
	defer sub.Close()
	db.must(`mutation { updateBooks(id: "b1", set: {price: 1}) { id } }`)
	db.must(`mutation { updateBooks(id: "b3", set: {price: 9}) { id } }`)
	db.must(`mutation { deleteBooks(id: "b3") { id } }`)
	for _, want := range []string{
		`"data":{"c":{"type":"update","id":"b1","document":null,"old":{"price":5.5},"changed":["price"],"__typename":"BookChange"}}`,
		`"data":{"c":{"type":"update","id":"b3","document":{"title":"Other","__typename":"Book"},"old":{"price":null},"changed":["price"],"__typename":"BookChange"}}`,
		`"data":{"c":{"type":"delete","id":"b3","document":null,"old":{"price":9},"changed":[],"__typename":"BookChange"}}`,
	} {
		ev, err := sub.Next(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(ev.JSON), want) {
			t.Errorf("%s, want %s", ev.JSON, want)
		}
	}
}
