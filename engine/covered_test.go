package engine_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/storage/memory"
)

// coveredFields are those of two collections that differ in their indexes only.
const coveredFields = "kind: String  n: Int  price: Float  at: DateTime  done: Boolean  meta: Object"

// A set field that an index answers without the documents says what the documents say.
func TestCovered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		db, err := engine.Open(ctx, memory.New(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		indexes := rapid.SampledFrom([]string{
			"create index on a (kind)  create index on a (n DESC)  create index on a (price)",
			"create index on a (kind, n)  create index on a (kind, price DESC)  create index on a (done, at)",
			"create index on a (kind, done, n, price)  create index on a (at)  create index on a (meta.size)",
			"create index on a (price DESC, n)  create index on a (done)  create index on a (meta.size DESC)",
		}).Draw(t, "indexes")
		run(t, db, nil, "schema { define collection a { "+coveredFields+" } define collection b { "+coveredFields+" } "+indexes+" }")
		insert := func(tx *engine.Tx, doc map[string]any) {
			for _, c := range []string{"a", "b"} {
				text := `mutation($d: Object!) { insertInto(collection: "` + c + `", data: $d) { id } }`
				if tx != nil {
					_, err = tx.Execute(ctx, text, map[string]any{"d": doc})
				} else {
					_, err = db.Execute(ctx, text, map[string]any{"d": doc})
				}
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		for range rapid.IntRange(0, 25).Draw(t, "documents") {
			insert(nil, coveredDoc(t))
		}
		var tx *engine.Tx
		if rapid.Bool().Draw(t, "in a transaction") {
			if tx, err = db.Begin(ctx, nil); err != nil {
				t.Fatal(err)
			}
			defer tx.Rollback()
			for range rapid.IntRange(0, 3).Draw(t, "own") {
				insert(tx, coveredDoc(t))
			}
		}
		for range 8 {
			text := coveredQuery(t)
			got := run(t, db, tx, strings.Replace(text, "COLL", "a", 1))
			want := run(t, db, tx, strings.Replace(text, "COLL", "b", 1))
			if got != want {
				t.Fatalf("%s\n indexed: %s\nscanned: %s", text, got, want)
			}
		}
	})
}

// TestEndsOfEqualValues: the smallest and largest of values that are equal but not the same
// are those of the first document, whichever other fields are asked for beside them.
func TestEndsOfEqualValues(t *testing.T) {
	db, err := engine.Open(t.Context(), memory.New(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	execute := func(text string, vars map[string]any) string {
		t.Helper()
		r, err := db.Execute(t.Context(), text, vars)
		if err != nil {
			t.Fatal(err)
		}
		return string(r.Data())
	}
	execute("schema { define collection a { kind: String @indexed  price: Float @indexed } }", nil)
	for _, d := range []map[string]any{
		{"kind": "b", "price": 0.0}, {"kind": "a", "price": math.Copysign(0, -1)}, {"kind": "c", "price": math.Copysign(0, -1)},
	} {
		execute(`mutation($d: Object!) { insertInto(collection: "a", data: $d) { id } }`, map[string]any{"d": d})
	}
	for _, fields := range []string{"", `a: min(field: "kind") `, `a: max(field: "kind") `} {
		got := execute(`{ a { aggregate { `+fields+`low: min(field: "price") high: max(field: "price") } } }`, nil)
		if !strings.Contains(got, `"low":0,"high":0}`) {
			t.Errorf("beside %q: %s", fields, got)
		}
	}
}

func run(t *rapid.T, db *engine.DB, tx *engine.Tx, text string) string {
	t.Helper()
	var r *engine.Response
	if tx != nil {
		r = tx.Do(context.Background(), engine.Request{Text: text})
	} else {
		r = db.Do(context.Background(), engine.Request{Text: text})
	}
	if err := r.Err(); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return string(r.JSON())
}

func coveredDoc(t *rapid.T) map[string]any {
	doc := map[string]any{}
	put := func(name string, value any) {
		if v := rapid.IntRange(0, 5).Draw(t, name+" is"); v == 0 {
			doc[name] = nil
		} else if v > 1 {
			doc[name] = value
		}
	}
	put("kind", rapid.SampledFrom([]string{"", "a", "b", "a\x00b", "ä"}).Draw(t, "kind"))
	put("n", rapid.SampledFrom([]int64{0, 1, -1, 7, math.MaxInt64, math.MinInt64, 1<<53 + 1}).Draw(t, "n"))
	put("price", rapid.SampledFrom([]float64{0, math.Copysign(0, -1), 1, 1.5, -2.25, 1e300, 1 << 60}).Draw(t, "price"))
	put("at", rapid.SampledFrom([]string{"2024-02-29T00:00:00Z", "2024-02-29T12:30:00.000000001Z", "1969-12-31T23:59:59Z"}).Draw(t, "at"))
	put("done", rapid.Bool().Draw(t, "done"))
	put("meta", map[string]any{"size": rapid.SampledFrom([]any{1, 1.0, "x", nil, true}).Draw(t, "size")})
	return doc
}

func coveredQuery(t *rapid.T) string {
	field := func() string {
		return rapid.SampledFrom([]string{"kind", "n", "price", "at", "done", "meta.size"}).Draw(t, "field")
	}
	where := rapid.SampledFrom([]string{
		"", "", `(where: {kind: {eq: "a"}})`, `(where: {n: {gte: 0}})`, `(where: {kind: {in: ["a", "b"]}, n: {lt: 5}})`, `(where: {done: {eq: true}})`,
		`(where: {price: {isNotNull: true}})`, `(where: {kind: {isNull: true}})`, `(where: {or: [{kind: {eq: "a"}}, {n: {eq: 1}}]})`, `(where: {kind: {startsWith: "a"}})`,
	}).Draw(t, "where")
	aggregate := func() string {
		parts := make([]string, rapid.IntRange(1, 3).Draw(t, "functions"))
		for i := range parts {
			switch fn := rapid.SampledFrom([]string{"min", "max", "min", "max", "sum", "avg", "count"}).Draw(t, "function"); fn {
			case "count":
				parts[i] = fmt.Sprintf("f%d: count", i)
			case "sum", "avg":
				parts[i] = fmt.Sprintf("f%d: %s(field: %q)", i, fn, rapid.SampledFrom([]string{"n", "price"}).Draw(t, "number"))
			default:
				parts[i] = fmt.Sprintf("f%d: %s(field: %q)", i, fn, field())
			}
		}
		return "aggregate { " + strings.Join(parts, " ") + " }"
	}
	switch rapid.IntRange(0, 3).Draw(t, "kind of query") {
	case 0:
		return fmt.Sprintf(`{ r: COLL%s { groupBy(field: %q) { key count } } }`, where, field())
	case 1:
		return fmt.Sprintf(`{ r: COLL%s { groupBy(fields: [%q, %q]) { key count %s } totalCount } }`, where, field(), field(), aggregate())
	case 2:
		return fmt.Sprintf(`{ r: COLL%s { groupBy(field: "at", interval: "1d") { key count } } }`, where)
	}
	return fmt.Sprintf(`{ r: COLL%s { %s } }`, where, aggregate())
}
