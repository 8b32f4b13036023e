package engine_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/fts"
)

// A search that nobody knows finds nothing; it must never find everything.
func TestSearchByMissingVariable(t *testing.T) {
	db := open(t, nil)
	db.run(`schema { define collection d { t: String @search  v: Vector(2) @vector(metric: COSINE) } }`)
	db.run(`mutation { insertMany(collection: "d", data: [{t: "quick fox", v: [1, 0]}, {t: "slow dog", v: [0, 1]}]) { t } }`)
	db.want(`{"d":[]}`, `query($q: JSON) { d(search: $q) { t } }`)
	db.want(`{"d":[]}`, `query($q: JSON) { d(near: $q) { t } }`)
	db.want(`{"d":{"totalCount":0}}`, `query($q: JSON) { d(search: $q, where: {t: {isNotNull: true}}) { totalCount } }`)
	db.want(`{"d":[{"t":"quick fox"},{"t":"slow dog"}]}`, `{ d(search: null) { t } }`)
	db.want(`{"d":[{"t":"quick fox"}]}`, `query($q: JSON = {query: "quick"}) { d(search: $q) { t } }`)
}

func TestSearchRefusals(t *testing.T) {
	db := open(t, nil)
	db.run(`schema { define collection d { t: String @search(language: "english") } }`)
	db.fails("INVALID_ARGUMENT", `{ d(search: {query: "fox", fields: []}) { t } }`)
	db.fails("INVALID_ARGUMENT", `{ d(search: {query: "fox", fields: ["u"]}) { t } }`)
	db.fails("INVALID_DEFINITION", `schema { define collection e { t: String @search(language: "klingon") } }`)
	db.fails("INVALID_DEFINITION", `schema { define collection e { t: String @search(stem: 1) } }`)
	db.fails("UNSUPPORTED", `schema { define collection e { t: String @search(language: "none", stem: true) } }`)
	db.fails("INVALID_DEFINITION", `schema { define collection e { t: String @search  u: String @search(language: "german") } }`)
	db.fails("INVALID_DEFINITION", `schema { alter collection d { add u: String @search(language: "german") } }`)
}

// TestSearchLanguages changes the language of a field: its index follows.
func TestSearchLanguages(t *testing.T) {
	db := open(t, nil)
	db.run(`schema { define collection d { t: String @search } }`)
	db.run(`mutation { insertMany(collection: "d", data: [{t: "die alten Häuser"}, {t: "the old houses"}]) { t } }`)
	db.want(`{"d":[]}`, `{ d(search: {query: "the"}) { t } }`)
	db.want(`{"d":[{"t":"die alten Häuser"}]}`, `{ d(search: {query: "die"}) { t } }`)
	db.run(`schema { alter collection d { modify t: String @search(language: "german") } }`)
	db.want(`{"d":[{"t":"the old houses"}]}`, `{ d(search: {query: "the"}) { t } }`)
	db.want(`{"d":[]}`, `{ d(search: {query: "die"}) { t } }`)
	if _, ok := fts.New("german", true); !ok {
		db.fails("UNSUPPORTED", `schema { alter collection d { modify t: String @search(language: "german", stem: true) } }`)
		return
	}
	db.want(`{"d":[]}`, `{ d(search: {query: "altes Hauses"}) { t } }`)
	db.run(`schema { alter collection d { modify t: String @search(language: "german", stem: true) } }`)
	db.want(`{"d":[{"t":"die alten Häuser","_highlight":{"t":"die <mark>alten</mark> <mark>Häuser</mark>"}}]}`, `{ d(search: {query: "altes Hauses"}) { t _highlight } }`)
}

func TestSearchFieldNamedTwiceWeighsOnce(t *testing.T) {
	db := open(t, nil)
	db.run(`schema { define collection d { t: String @search } }`)
	db.run(`mutation { insertMany(collection: "d", data: [{t: "quick fox"}, {t: "fox"}, {t: "dog"}]) { t } }`)
	once := db.run(`{ d(search: {query: "quick fox", fields: ["t"]}) { t _score } }`)
	db.want(once, `{ d(search: {query: "quick fox", fields: ["t", "t"]}) { t _score } }`)
}

// TestCursorOfAnotherSearch refuses a cursor that stands between the scores of
// other words or another vector; one of a field's order goes on anywhere.
func TestCursorOfAnotherSearch(t *testing.T) {
	db := open(t, nil)
	db.run(`schema { define collection notes { text: String @search  n: Int  v: Vector(2) @vector } }`)
	for i := range 6 {
		db.run(fmt.Sprintf(`mutation { insertInto(collection: "notes", data: {n: %d, text: "red %s blue", v: [%d, 1]}) { id } }`, i, strings.Repeat("green ", i), i))
	}
	cursor := func(args string) string {
		data := db.run(`{ notes(` + args + `, first: 2) { pageInfo { endCursor } } }`)
		_, rest, _ := strings.Cut(data, `"endCursor":"`)
		c, _, _ := strings.Cut(rest, `"`)
		return c
	}
	for _, args := range [][2]string{
		{`search: {query: "red"}`, `search: {query: "blue"}`},
		{`near: {field: "v", vector: [1, 2], k: 6}`, `near: {field: "v", vector: [2, 1], k: 6}`},
	} {
		c := cursor(args[0])
		if got := db.run(`{ notes(` + args[0] + `, first: 9, after: "` + c + `") { edges { node { n } } } }`); strings.Count(got, `"n":`) != 4 {
			t.Errorf("%s goes on with %s", args[0], got)
		}
		err := db.do(`{ notes(` + args[1] + `, first: 9, after: "` + c + `") { edges { node { n } } } }`).Err()
		if dberr.CodeOf(err) != dberr.InvalidArgument {
			t.Errorf("a cursor of %s in %s: %v", args[0], args[1], err)
		}
	}
	c := cursor(`search: {query: "red"}, orderBy: {n: ASC}`)
	if got := db.run(`{ notes(search: {query: "blue"}, orderBy: {n: ASC}, first: 9, after: "` + c + `") { edges { node { n } } } }`); strings.Count(got, `"n":`) != 4 {
		t.Errorf("a cursor by n goes on with %s", got)
	}
}

// TestNearOfMany compares the nearest of more rows than one goroutine measures
// with a naive search.
func TestNearOfMany(t *testing.T) {
	db := open(t, nil)
	db.run(`schema { define collection p { n: Int  v: Vector(3) @vector(metric: EUCLIDEAN) } }`)
	rng := rand.New(rand.NewPCG(3, 4))
	const count = 3000
	points := make([][3]float64, count)
	docs := make([]map[string]any, count)
	for i := range docs {
		points[i] = [3]float64{float64(rng.IntN(30)), float64(rng.IntN(30)), float64(rng.IntN(30))}
		docs[i] = map[string]any{"n": i, "v": points[i][:]}
	}
	if _, err := db.Collection("p").InsertMany(context.Background(), docs); err != nil {
		t.Fatal(err)
	}
	for range 40 {
		q := [3]float64{float64(rng.IntN(30)), float64(rng.IntN(30)), float64(rng.IntN(30))}
		k := 1 + rng.IntN(60)
		order := make([]int, 0, count)
		for i := range count {
			if i%3 != 0 { // where comes first
				order = append(order, i)
			}
		}
		square := func(i int) (d float64) {
			for j := range q {
				d += (points[i][j] - q[j]) * (points[i][j] - q[j])
			}
			return d
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(square(a), square(b)) })
		var want []string
		for _, i := range order[:k] {
			want = append(want, fmt.Sprintf(`{"n":%d}`, i))
		}
		var odd []string
		for i := 0; i < count; i += 3 {
			odd = append(odd, fmt.Sprint(i))
		}
		db.want(`{"p":[`+strings.Join(want, ",")+`]}`,
			fmt.Sprintf(`{ p(near: {field: "v", vector: [%v, %v, %v], k: %d}, where: {n: {nin: [%s]}}) { n } }`, q[0], q[1], q[2], k, strings.Join(odd, ", ")))
	}
}
