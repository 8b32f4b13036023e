package plan

import (
	"strings"
	"testing"
)

func TestQueries(t *testing.T) {
	s := goods(t)
	for _, c := range []struct{ text, vars, want string }{
		{`{ goods(where: {sku: {eq: "A1"}}) { label } }`, ``, `{"goods":[{"label":"Lamp"}]}`},
		{`{ goods(orderBy: {price: DESC}, limit: 2, offset: 1) { sku } }`, ``, `{"goods":[{"sku":"B1"},{"sku":"A1"}]}`},
		{`{ goods(orderBy: {kind: ASC}) { sku } }`, ``, `{"goods":[{"sku":"C1"},{"sku":"C2"},{"sku":"A1"},{"sku":"A2"},{"sku":"B1"},{"sku":"B2"}]}`},
		{`{ goods(where: {tags: {containsAny: ["steel", "light"]}}) { sku } }`, ``, `{"goods":[{"sku":"A1"},{"sku":"B1"},{"sku":"B2"},{"sku":"C2"}]}`},
		{`{ goods(limit: 1) { t: __typename meta { year maker } id } }`, ``, `{"goods":[{"t":"goods","meta":{"year":2019,"maker":"Oro"},"id":"id1"}]}`},
		{`{ goods(limit: 1) }`, ``, `{"goods":[{"id":"id1","sku":"A1","label":"Lamp","kind":"home","price":40,"qty":10,"tags":["light","desk"],"active":true,"meta":{"maker":"Oro","year":2019}}]}`},
		{`query($v: ID!) { goods(where: {id: {eq: $v}}) { sku x: qty + 1 } }`, `{"v":"id2"}`, `{"goods":[{"sku":"A2","x":4}]}`},
		{`query($v: ID!) { goods(where: {_sid: {eq: $v}}) { sku } }`, `{"v":"nope"}`, `{"goods":[]}`},
		{`query($v: ID) { goods(where: {id: {eq: $v}}) { sku } }`, ``, `{"goods":[]}`},
		{`query($v: ID) { goods(where: {id: {eq: $v}}) { sku } }`, `{"v":null}`, `{"goods":[]}`},
		{`query($v: String) { goods(where: {sku: {eq: $v}}) { id } }`, `{"v":"B1"}`, `{"goods":[{"id":"id3"}]}`},
		{`query($v: String) { goods(where: {sku: {eq: $v}}) { id } }`, `{"v":"B"}`, `{"goods":[]}`},
		{`query($v: JSON) { goods(where: {sku: {eq: $v}}) { id } }`, `{"v":5}`, `TYPE_MISMATCH: field "sku" of type String can never match 5`},
		{`query($b: Boolean!) { goods(limit: 1) { sku label @include(if: $b) } }`, `{"b":false}`, `{"goods":[{"sku":"A1"}]}`},
		{`query($b: Boolean!) { goods(limit: 1) { sku label @include(if: $b) } }`, `{"b":true}`, `{"goods":[{"sku":"A1","label":"Lamp"}]}`},
		{`{ goods { totalCount a: aggregate { n: count s: sum(field: "qty") m: avg(field: "price") lo: min(field: "label") hi: max(field: "qty") } } }`, ``,
			`{"goods":{"totalCount":6,"a":{"n":6,"s":50,"m":47.583333333333336,"lo":"Drill","hi":25}}}`},
		{`{ goods { groupBy(field: "kind") { key count aggregate { q: sum(field: "qty") } nodes { sku } } } }`, ``,
			`{"goods":{"groupBy":[{"key":null,"count":2,"aggregate":{"q":5},"nodes":[{"sku":"C1"},{"sku":"C2"}]},{"key":"home","count":2,"aggregate":{"q":13},"nodes":[{"sku":"A1"},{"sku":"A2"}]},{"key":"tool","count":2,"aggregate":{"q":32},"nodes":[{"sku":"B1"},{"sku":"B2"}]}]}}`},
		{`{ goods(first: 2, orderBy: {price: ASC}) { edges { node { sku } } pageInfo { hasNextPage hasPreviousPage } } }`, ``,
			`{"goods":{"edges":[{"node":{"sku":"C2"}},{"node":{"sku":"C1"}}],"pageInfo":{"hasNextPage":true,"hasPreviousPage":false}}}`},
		{`{ goods(last: 2, orderBy: {price: ASC}) { edges { node { sku } } pageInfo { hasNextPage hasPreviousPage } } }`, ``,
			`{"goods":{"edges":[{"node":{"sku":"B1"}},{"node":{"sku":"A2"}}],"pageInfo":{"hasNextPage":false,"hasPreviousPage":true}}}`},
		{`{ goods(limit: 2) { sku w: windowFunc(field: "qty", function: "sum", windowSize: 2) d: qty * 2 } }`, ``,
			`{"goods":[{"sku":"A1","w":10,"d":20},{"sku":"A2","w":13,"d":6}]}`},
		{`{ goods(where: {kind: {eq: "home"}}) { sku same: lookup(collection: "goods", localField: "kind", foreignField: "kind", orderBy: {price: DESC}) { sku } } }`, ``,
			`{"goods":[{"sku":"A1","same":[{"sku":"A2"},{"sku":"A1"}]},{"sku":"A2","same":[{"sku":"A2"},{"sku":"A1"}]}]}`},
		{`query($b: Boolean!) { goods(limit: 1) { edges @include(if: $b) { cursor } ...F @skip(if: true) } } fragment F on goods { sku }`, `{"b":false}`, `{"goods":{}}`},
		{`{ goods(limit: 1) { sku @skip(if: true) } }`, ``, `{"goods":[{}]}`},
		{`{ gods { sku } }`, ``, `COLLECTION_NOT_FOUND: collection "gods" is not defined: did you mean "goods"?`},
		{`{ goods(limt: 1) { sku } }`, ``, `UNKNOWN_ARGUMENT: collection "goods" has no argument "limt": did you mean "limit"?`},
		{`{ goods(limit: -1) { sku } }`, ``, `INVALID_ARGUMENT: "limit" must be at least 0, not -1`},
		{`{ goods { a: label a: sku } }`, ``, `DUPLICATE_ALIAS: "a" stands for two different selections`},
		{`{ goods { sku aggregate { count } } }`, ``, `INVALID_ARGUMENT: "sku" is a field of single documents and does not go with "aggregate"`},
	} {
		for range 2 { // the second time from the memo
			if got := s.query(t, c.text, c.vars); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
			}
		}
	}
}

func TestCursorsWalkEveryRow(t *testing.T) {
	s := goods(t)
	for _, order := range []string{``, `orderBy: {price: DESC}`, `orderBy: {kind: ASC}`, `orderBy: [{kind: DESC}, {price: DESC}]`, `orderBy: [{kind: DESC}, {qty: ASC}]`} {
		whole := s.query(t, `{ goods(`+order+` limit: 100) { sku } }`, ``)
		for _, dir := range []struct{ size, from, cursor, more string }{
			{"first", "after", "endCursor", "hasNextPage"}, {"last", "before", "startCursor", "hasPreviousPage"},
		} {
			var parts []string
			text := `query($c: String) { goods(` + dir.size + `: 2, ` + dir.from + `: $c, ` + order + `) { edges { node { sku } } pageInfo { ` + dir.cursor + ` ` + dir.more + ` } } }`
			vars := ``
			for i := 0; i < 5; i++ {
				got := s.query(t, text, vars)
				if !strings.HasPrefix(got, `{"goods":{"edges":[`) {
					t.Fatal(got)
				}
				edges, rest, _ := strings.Cut(strings.TrimPrefix(got, `{"goods":{"edges":[`), `],"pageInfo":{"`+dir.cursor+`":"`)
				edges = strings.ReplaceAll(strings.ReplaceAll(edges, `{"node":`, ``), `}}`, `}`)
				if dir.size == "first" {
					parts = append(parts, edges)
				} else {
					parts = append([]string{edges}, parts...)
				}
				cursor, rest, _ := strings.Cut(rest, `","`+dir.more+`":`)
				if strings.HasPrefix(rest, "false") {
					break
				}
				vars = `{"c":"` + cursor + `"}`
			}
			if got := `{"goods":[` + strings.Join(parts, ",") + `]}`; got != whole {
				t.Errorf("%s %s\n got %s\nwant %s", order, dir.size, got, whole)
			}
		}
	}
}
