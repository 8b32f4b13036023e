package engine_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/expr"
	"github.com/auroradb/aurora/engine/value"
)

func slug(args []value.Value) (value.Value, error) {
	if args[0].Kind() != value.String {
		return value.Value{}, errors.New("needs a text")
	}
	return value.StringValue(strings.ReplaceAll(strings.ToLower(args[0].Str()), " ", "-")), nil
}

// TestGoFunctions adds a function to the language and uses it in a computed
// field, in filters, orders, an index, selections and a migration.
func TestGoFunctions(t *testing.T) {
	opts := &engine.Options{Functions: []expr.Function{{Name: "slug", Min: 1, Max: 1, Call: slug}}}
	db := open(t, opts)
	db.run(`schema { define collection posts { title: String  path: String @computed(expr: "/${slug(title)}") @indexed } }`)
	db.run(`mutation { insertMany(collection: "posts", data: [{title: "Hello World"}, {title: "A B C"}, {title: null}]) { id } }`)
	db.want(`{"posts":[{"path":"/a-b-c","s":"a-b-c"}]}`, `{ posts(where: {path: {startsWith: "/a"}}) { path  s: slug(title) } }`)
	db.want(`{"posts":[{"title":"A B C"},{"title":"Hello World"}]}`, `{ posts(where: {title: {isNotNull: true}}, orderBy: {path: ASC}) { title } }`)
	db.run(`migrate { "1": { migrate data in posts { set short = slug(title) where { title: { isNotNull: true } } } } }`)
	db.want(`{"posts":[{"short":"hello-world"}]}`, `{ posts(where: {short: {eq: "hello-world"}}) { short } }`)
	db.fails("INVALID_ARGUMENT", `schema { define collection x { a: String @computed(expr: "slug(a, a)") } }`)
	db.fails("UNKNOWN_FUNCTION", `{ posts { x: slugg(title) } }`)

	// Without the function everything is there that does not need it.
	db.reopen(nil)
	db.want(`{"posts":[{"path":"/a-b-c"}]}`, `{ posts(where: {path: {eq: "/a-b-c"}}) { path } }`)
	db.fails("UNKNOWN_FUNCTION", `mutation { insertInto(collection: "posts", data: {title: "D"}) { id } }`)
	db.fails("UNKNOWN_FUNCTION", `{ posts { s: slug(title) } }`)
	db.reopen(opts)
	db.run(`mutation { insertInto(collection: "posts", data: {title: "D E"}) { id } }`)
	db.want(`{"posts":[{"path":"/d-e"}]}`, `{ posts(where: {title: {eq: "D E"}}) { path } }`)
}

func TestGoFunctionRefusals(t *testing.T) {
	for name, f := range map[string]expr.Function{
		"no name": {Max: 1, Call: slug}, "a number": {Name: "1a", Max: 1, Call: slug}, "built in": {Name: "trim", Max: 1, Call: slug},
		"nothing to call": {Name: "f", Max: 1}, "counts": {Name: "f", Min: 2, Max: 1, Call: slug},
	} {
		if _, err := engine.Open(context.Background(), open(t, nil).store, &engine.Options{Functions: []expr.Function{f}}); dberr.CodeOf(err) != dberr.InvalidArgument {
			t.Errorf("%s: %v", name, err)
		}
	}
	twice := []expr.Function{{Name: "f", Max: 1, Call: slug}, {Name: "f", Max: 1, Call: slug}}
	if _, err := engine.Open(context.Background(), open(t, nil).store, &engine.Options{Functions: twice}); dberr.CodeOf(err) != dberr.InvalidArgument {
		t.Error(err)
	}
}
