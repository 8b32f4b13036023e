package engine_test

import "testing"

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
}

func TestSearchFieldNamedTwiceWeighsOnce(t *testing.T) {
	db := open(t, nil)
	db.run(`schema { define collection d { t: String @search } }`)
	db.run(`mutation { insertMany(collection: "d", data: [{t: "quick fox"}, {t: "fox"}, {t: "dog"}]) { t } }`)
	once := db.run(`{ d(search: {query: "quick fox", fields: ["t"]}) { t _score } }`)
	db.want(once, `{ d(search: {query: "quick fox", fields: ["t", "t"]}) { t _score } }`)
}
