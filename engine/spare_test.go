package engine_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/expr"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage/memory"
)

// TestRequestsSide by side: what a request takes is used again for the next one, so
// nothing of one may show in another, whatever became of it.
func TestRequestsSideBySide(t *testing.T) {
	boom := expr.Function{Name: "boom", Min: 1, Max: 1, Call: func([]value.Value) (value.Value, error) { panic("boom") }}
	db, err := engine.Open(t.Context(), memory.New(), &engine.Options{Functions: []expr.Function{boom}})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	run := func(text string, vars map[string]any) *engine.Response {
		r, _ := db.Execute(t.Context(), text, vars)
		return r
	}
	run(`schema { define collection c { n: Int! @unique  g: Int @indexed } }`, nil)
	for n := range 40 {
		r := run(`mutation($id: ID!, $n: Int!, $g: Int) { insertInto(collection: "c", data: {id: $id, n: $n, g: $g}) { n } }`, map[string]any{"id": fmt.Sprint("i", n), "n": n, "g": n % 4})
		if r.Err() != nil {
			t.Fatal(r.Err())
		}
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	const byID = `query($id: String!) { c(where: {id: {eq: $id}}) { n g } }`
	kinds := []func(n int) (got, want string){
		func(n int) (string, string) {
			return string(run(byID, map[string]any{"id": fmt.Sprint("i", n)}).JSON()), fmt.Sprintf(`{"data":{"c":[{"n":%d,"g":%d}]}}`, n, n%4)
		},
		func(n int) (string, string) {
			var all []string
			for i := n % 4; i < 40; i += 4 {
				all = append(all, fmt.Sprintf(`{"n":%d}`, i))
			}
			return string(run(`query($g: Int) { c(where: {g: {eq: $g}}) { n } }`, map[string]any{"g": n % 4}).Data()), `{"c":[` + strings.Join(all, ",") + `]}`
		},
		func(n int) (string, string) { // without its variable
			return string(dberr.CodeOf(run(byID, nil).Err())), string(dberr.UndefinedVariable)
		},
		func(n int) (string, string) {
			return string(dberr.CodeOf(run(`{ c(where: {n: {eq: 1}}) { x: boom(n) } }`, nil).Err())), string(dberr.Internal)
		},
		func(n int) (string, string) {
			return string(run(fmt.Sprintf(`query a { c(where: {n: {eq: %d}}) { n } } query b { a: c(limit: 1) { n } b: c(where: {n: {eq: %d}}) { g } }`, n, n), nil).JSON()),
				fmt.Sprintf(`{"batch":[{"data":{"c":[{"n":%d}]}},{"data":{"a":[{"n":0}],"b":[{"g":%d}]}}]}`, n, n%4)
		},
		func(n int) (string, string) {
			got := string(run(`query($n: Int) @explain { c(where: {n: {eq: $n}}) { n } }`, map[string]any{"n": n}).JSON())
			want := fmt.Sprintf(`{"data":{"c":[{"n":%d}]},"extensions":{"explain":`, n)
			return got[:min(len(got), len(want))], want
		},
		func(n int) (string, string) {
			r, err := db.Execute(canceled, `{ c { n } }`, nil)
			return fmt.Sprint(dberr.CodeOf(err), r.Data() == nil), fmt.Sprint(dberr.Canceled, true)
		},
		func(n int) (string, string) {
			call := db.Start(context.Background(), engine.Request{Text: byID, Variables: value.ObjectValue([]value.Field{{Name: "id", Value: value.StringValue(fmt.Sprint("i", n))}})})
			return string(call.Wait(t.Context()).Data()), fmt.Sprintf(`{"c":[{"n":%d,"g":%d}]}`, n, n%4)
		},
		func(n int) (string, string) {
			return string(run(`mutation($id: String!) { update(collection: "c", id: $id, set: {seen: true}) { n } }`, map[string]any{"id": fmt.Sprint("i", n)}).Data()), fmt.Sprintf(`{"update":[{"n":%d}]}`, n)
		},
	}
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			for i := range 600 {
				k := (i*7 + worker*3 + i/9) % len(kinds)
				if got, want := kinds[k]((i*13 + worker) % 40); got != want {
					t.Errorf("kind %d: %s, not %s", k, got, want)
					return
				}
			}
		})
	}
	wg.Wait()
}
