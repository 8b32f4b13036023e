package engine_test

import (
	"fmt"
	"testing"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage/memory"
)

// TestPointQueries: a look-up by one value answers what the long way does, which is gone
// with @explain, the first time and later, and refuses what it refuses.
func TestPointQueries(t *testing.T) {
	db, err := engine.Open(t.Context(), memory.New(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, text := range []string{
		`schema { define collection c { n: Int @unique  s: String @unique  g: Int @indexed } }`,
		`mutation { insertMany(collection: "c", data: [{id: "a", n: 1, s: "x", g: 1}, {id: "b", n: 2, s: null, g: 1}, {id: "d", g: 2}]) { id } }`,
	} {
		if _, err := db.Execute(t.Context(), text, nil); err != nil {
			t.Fatal(err)
		}
	}
	wheres := []string{
		`{id: {eq: "a"}}`, `{id: {eq: "nobody"}}`, `{id: {eq: 7}}`, `{id: {eq: null}}`, `{id: {eq: $v}}`, `{_sid: {eq: "b"}}`,
		`{n: {eq: 2}}`, `{n: {eq: 2.0}}`, `{n: {eq: 2.5}}`, `{n: {eq: null}}`, `{n: {eq: "2"}}`, `{n: {eq: $v}}`, `{n: {eq: $other}}`,
		`{s: {eq: "x"}}`, `{s: {eq: null}}`, `{s: {eq: x}}`, `{s: {eq: "$a.b"}}`, `{s: {eq: $v}}`,
		`{g: {eq: 1}}`, `{n: {eq: 1, ne: 2}}`, `{n: {gte: 2}}`, `{and: [{n: {eq: 1}}]}`, `{not: {n: {eq: 1}}}`, `{nope: {eq: 1}}`,
	}
	rests := []string{
		``, `, limit: 1`, `, limit: 5`, `, take: 1`, `, first: 1`, `, limit: 0`, `, limit: -1`, `, limit: 1.0`, `, limit: "1"`, `, limit: $one`,
		`, limit: null`, `, limit: 1, limit: 1`, `, limit: 1, take: 1`, `, first: 1, limit: 1`, `, offset: 1`, `, orderBy: {n: ASC}`, `, filter: {}`, `, nope: 1`,
	}
	shows := []string{` { id n s }`, ``, ` { nope }`, ` { aggregate { k: count } }`, ` { id @include(if: $yes) n }`}
	values := []map[string]any{{}, {"v": "a"}, {"v": 2}, {"v": 1.0}, {"v": nil}, {"v": []any{1}}}
	for _, where := range wheres {
		for i, rest := range rests {
			for k, show := range shows {
				if i > 1 && k > 0 {
					continue // each argument with one selection, each selection with few arguments
				}
				for _, vars := range values {
					head, tail := `query($v: Any, $one: Int = 1, $yes: Boolean = true)`, fmt.Sprintf(` { c(where: %s%s)%s }`, where, rest, show)
					long, longErr := db.Execute(t.Context(), head+" @explain"+tail, vars)
					for range 2 {
						r, err := db.Execute(t.Context(), head+tail, vars)
						if dberr.CodeOf(err) != dberr.CodeOf(longErr) || string(r.Data()) != string(long.Data()) {
							t.Errorf("%s with %v: %s %v, not %s %v", tail, vars, r.Data(), err, long.Data(), longErr)
						}
					}
				}
			}
		}
	}
}
