package engine_test

import (
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
)

const goods = `schema { define collection g { sku: String! @unique  n: Int  l: [String]  o: Object  any: Any  f: Float  at: [DateTime] } }`

func TestModifiers(t *testing.T) {
	db := open(t, nil)
	db.run(goods)
	db.run(`mutation { insertInto(collection: "g", data: {id: "1", sku: "A", n: 1, l: ["a"], o: {x: {y: 1}, z: [1, {w: 2}]}, at: ["2024-01-01T00:00:00Z"]}) { id } }`)
	set := func(set, want string) {
		t.Helper()
		field := strings.TrimLeft(strings.SplitN(set, ":", 2)[0], `"`)
		field, _, _ = strings.Cut(strings.TrimRight(field, `"`), ".")
		db.want(`{"update":[{"`+field+`":`+want+`}]}`, `mutation { update(collection: "g", id: "1", set: {`+set+`}) { `+field+` } }`)
	}
	set(`"o.x.y": 5, "o.q.r": 6, "o.z.1.w": 9`, `{"x":{"y":5},"z":[1,{"w":9}],"q":{"r":6}}`)
	set(`"o.x.y": {increment: 2}, "o.z": {push: 3}, "o.q": {unset: true}, "o.none.deep": {unset: true}`, `{"x":{"y":7},"z":[1,{"w":9},3]}`)
	set(`"o.z.0": {unset: true}`, `{"x":{"y":7},"z":[{"w":9},3]}`)
	set(`any: {set: {increment: 1}}`, `{"increment":1}`)
	set(`any: {increment: 1, by: 2}`, `{"increment":1,"by":2}`)
	set(`at: {addToSet: "2024-01-01T01:00:00+01:00"}`, `["2024-01-01T00:00:00Z"]`)
	set(`at: {pull: "2024-01-01T01:00:00+01:00"}`, `[]`)
	set(`f: {decrement: 1}`, `-1`)
	set(`n: {increment: 1.0}`, `2`)
	db.fails(dberr.TypeMismatch, `mutation { update(collection: "g", id: "1", set: {n: {increment: 0.5}}) { id } }`)
	set(`n: -9223372036854775808`, `-9223372036854775808`)
	for text, code := range map[string]dberr.Code{
		`n: {decrement: 1}`:                    dberr.InvalidArgument,
		`n: {decrement: -9223372036854775808}`: dberr.InvalidArgument,
		`n: {set: 0.5}`:                        dberr.TypeMismatch,
		`n: {increment: null}`:                 dberr.TypeMismatch,
		`n: {push: 1}`:                         dberr.TypeMismatch,
		`sku: {increment: 1}`:                  dberr.TypeMismatch,
		`"sku.x": 1`:                           dberr.TypeMismatch,
		`"o.z.9": 1`:                           dberr.InvalidArgument,
		`n: {unset: false}`:                    dberr.InvalidArgument,
		`sku: {unset: true}`:                   dberr.ValidationFailed,
		`id: {unset: true}`:                    dberr.InvalidArgument,
		`id: "2"`:                              dberr.InvalidArgument,
		`_sid: "1", id: "1"`:                   dberr.InvalidArgument,
		`n: {increment: 1, decrement: 2}`:      dberr.TypeMismatch,
		`l: {push: 5}`:                         dberr.TypeMismatch,
	} {
		db.fails(code, `mutation { update(collection: "g", id: "1", set: {`+text+`}) { id } }`)
	}
}

func TestCallArguments(t *testing.T) {
	db := open(t, nil)
	db.run(goods)
	db.run(`mutation { insertInto(collection: "g", data: {id: "1", sku: "A"}) { id } }`)
	for text, code := range map[string]dberr.Code{
		`deleteFrom(collection: "g")`:                                                    dberr.InvalidArgument,
		`deleteFrom(collection: "g", all: false)`:                                        dberr.InvalidArgument,
		`deleteFrom(collection: "g", all: 1)`:                                            dberr.TypeMismatch,
		`deleteFrom(collection: "g", all: true, where: {})`:                              dberr.InvalidArgument,
		`deleteFrom(collection: "g", id: null)`:                                          dberr.InvalidArgument,
		`deleteFrom(collection: "g", id: 5)`:                                             dberr.TypeMismatch,
		`deleteFrom(collection: "g", where: null)`:                                       dberr.TypeMismatch,
		`deleteFrom(collection: "g", where: {}, filter: {})`:                             dberr.InvalidArgument,
		`deleteFrom(collection: "g", where: {n: {equals: 1}})`:                           dberr.UnknownOperator,
		`deleteFrom(where: {})`:                                                          dberr.InvalidArgument,
		`deleteFrom(collection: 5, where: {})`:                                           dberr.TypeMismatch,
		`deleteFrom(collection: "_jobs", all: true)`:                                     dberr.InvalidArgument,
		`update(collection: "g", id: "1", set: {n: 1}, data: {n: 1})`:                    dberr.InvalidArgument,
		`update(collection: "g", id: "1")`:                                               dberr.InvalidArgument,
		`update(collection: "g", id: "1", set: 5)`:                                       dberr.TypeMismatch,
		`upsert(collection: "g", data: {sku: "B"})`:                                      dberr.InvalidArgument,
		`upsert(collection: "g", all: true, data: {sku: "B"})`:                           dberr.UnknownArgument,
		`upsert(collection: "g", id: "2", data: {id: "3", sku: "B"}) { id }`:             dberr.InvalidArgument,
		`insertInto(collection: "g", data: [])`:                                          dberr.TypeMismatch,
		`insertInto(collection: "g", dat: {})`:                                           dberr.UnknownArgument,
		`insertMany(collection: "g", data: [{sku: "x"}, 5])`:                             dberr.TypeMismatch,
		`export(collection: "g", format: XML)`:                                           dberr.InvalidArgument,
		`export(collection: "g", limit: 1)`:                                              dberr.UnknownArgument,
		`insrtInto(collection: "g", data: {})`:                                           dberr.UnknownFunction,
		`transaction`:                                                                    dberr.InvalidArgument,
		`transaction(x: 1) { a: export(collection: "g") }`:                               dberr.UnknownArgument,
		`update(collection: "g", id: "1", set: {n: 1}) { affected documents { sku } n }`: dberr.InvalidArgument,
		`update(collection: "g", id: "1", set: {n: 1}) { affected(x: 1) }`:               dberr.InvalidArgument,
		`update(collection: "g", id: "1", set: {n: 1}) @upsert { id }`:                   dberr.UnknownDirective,
		`enqueueJob(payload: {})`:                                                        dberr.InvalidArgument,
		`enqueueJob(jobType: "a", type: "b")`:                                            dberr.InvalidArgument,
		`enqueueJob(jobType: "a", maxRetries: -1)`:                                       dberr.InvalidArgument,
		`enqueueJob(jobType: "a", priority: "")`:                                         dberr.InvalidArgument,
		`enqueueJob(jobType: "a", scheduledAt: "tomorrow")`:                              dberr.InvalidArgument,
		`enqueueJobs(jobType: "a", payloads: [1, 2], uniqueKey: "k")`:                    dberr.InvalidArgument,
	} {
		db.fails(code, `mutation { `+text+` }`)
	}
	db.want(`{"g":[{"sku":"A","n":null}]}`, `{ g { sku n } }`)
	db.want(`{"deleteFrom":[]}`, `mutation($w: JSON) { deleteFrom(collection: "g", where: $w) { id } }`)
	db.want(`{"a":{"affected":1},"b":{"n":0}}`, `mutation { a: update(collection: "g", id: "1", set: {n: 1}) { affected } b: deleteFrom(collection: "g", id: "none") { n: affectedCount } }`)
}

func TestRelations(t *testing.T) {
	db := open(t, nil)
	db.run(`schema {
		define collection tree { parent: ID @relation(to: "tree", onDelete: CASCADE) }
		define collection tags { name: String! @unique }
		define collection posts { tags: [String] @relation(to: "tags", key: "name", onDelete: SET_NULL)  main: String @relation(to: "tags", key: "name") }
	}`)
	db.run(`mutation { insertMany(collection: "tree", data: [{id: "a", parent: "b"}, {id: "b", parent: "a"}, {id: "c", parent: "b"}, {id: "d"}]) { id } }`)
	db.fails(dberr.ReferenceViolation, `mutation { insertInto(collection: "tree", data: {parent: "nix"}) { id } }`)
	db.want(`{"deleteFrom":[{"id":"c"}]}`, `mutation { deleteFrom(collection: "tree", id: "c") { id } }`)
	db.want(`{"deleteFrom":[{"id":"a"}]}`, `mutation { deleteFrom(collection: "tree", id: "a") { id } }`)
	db.want(`{"tree":[{"id":"d"}]}`, `{ tree { id } }`)

	db.run(`mutation { insertMany(collection: "tags", data: [{id: "1", name: "x"}, {id: "2", name: "y"}, {id: "3", name: "z"}]) { id } }`)
	db.run(`mutation { insertMany(collection: "posts", data: [{id: "p", tags: ["x", "y"], main: "z"}, {id: "q", tags: ["y", "y"]}]) { id } }`)
	db.fails(dberr.ReferenceViolation, `mutation { deleteFrom(collection: "tags", id: "3") { id } }`)
	db.fails(dberr.ReferenceViolation, `mutation { update(collection: "tags", id: "3", set: {name: "zz"}) { id } }`)
	db.run(`mutation { deleteFrom(collection: "tags", id: "2") { id } }`)
	db.want(`{"posts":[{"id":"p","tags":["x"],"main":"z"},{"id":"q","tags":[],"main":null}]}`, `{ posts { id tags main } }`)
	db.run(`mutation { a: deleteFrom(collection: "posts", all: true) { id } b: deleteFrom(collection: "tags", all: true) { id } }`)
	db.fails(dberr.InvalidDefinition, `schema { alter collection tags { rename name to label } }`)
	db.run(`schema { drop collection tags }`)
	db.fails(dberr.InvalidDefinition, `schema { define collection bad { x: ID @relation(to: "tags") } }`)
}

// TestStatementsAreJudgedWhole swaps unique values and refers forward inside
// one statement.
func TestStatementsAreJudgedWhole(t *testing.T) {
	db := open(t, nil)
	db.run(`schema { define collection c { k: Int @unique } }`)
	db.run(`mutation { insertMany(collection: "c", data: [{k: 1}, {k: 2}, {k: 3}]) { k } }`)
	db.want(`{"update":[{"k":2},{"k":3},{"k":4}]}`, `mutation { update(collection: "c", all: true, set: {k: {increment: 1}}) { k } }`)
	msg := db.fails(dberr.UniqueViolation, `mutation { update(collection: "c", all: true, set: {k: 7}) { k } }`)
	if !strings.Contains(msg, `"k"`) || !strings.Contains(msg, "7") {
		t.Error(msg)
	}
}

func TestHandlers(t *testing.T) {
	db := open(t, nil)
	db.run(`schema { define collection src { s: String  n: Int } define collection log { t: String } }`)
	for text, code := range map[string]dberr.Code{
		`on: "insert none", action: { insertInto(collection: "log", data: {}) }`:     dberr.CollectionNotFound,
		`on: "upsert src", action: { insertInto(collection: "log", data: {}) }`:      dberr.InvalidDefinition,
		`on: "insert", action: { insertInto(collection: "log", data: {}) }`:          dberr.InvalidDefinition,
		`on: "insert src", action: { shout(collection: "log", data: {}) }`:           dberr.UnknownFunction,
		`on: "insert src", action: { insertInto(collection: "log", date: {}) }`:      dberr.UnknownArgument,
		`on: "insert src", action: { insertInto(collection: "log", data: {t: $s}) }`: dberr.UndefinedVariable,
		`on: "insert src", action: { transaction { insertInto(collection: $c) } }`:   dberr.UndefinedVariable,
	} {
		db.fails(code, `define handler "h" { `+text+` }`)
	}
	db.run(`define handler "two" { on: "insert:src", action: {
		insertInto(collection: "log", data: {t: $_s}) { t }  x: insertInto(collection: "log", data: {t: "$insertInto.t"})  insertInto(collection: "log", data: {t: $_none}) } }`)
	db.run(`mutation { insertInto(collection: "src", data: {s: "a"}) }`)
	db.want(`{"log":[{"t":"a"},{"t":"a"},{"t":null}]}`, `{ log { t } }`)

	db.run(`define handler "two" { on: "insert src", action: { a: insertInto(collection: "log", data: {t: "kept?"}) insertInto(collection: "log", data: {t: $_n}) } }`)
	db.run(`mutation { insertInto(collection: "src", data: {id: "bad", n: 5}) }`)
	db.want(`{"log":{"totalCount":3},"src":{"totalCount":2}}`, `{ log { totalCount } src { totalCount } }`)
	got := db.run(`{ _handlers { handler event collection document status error } }`)
	if !strings.Contains(got, `"document":"bad","status":"failed","error":"TYPE_MISMATCH: `) {
		t.Error(got)
	}
	db.run(`drop handler "two"`)
	db.fails(dberr.NotFound, `drop handler "two"`)
	db.run(`define handler "loop" { on: "update src", action: { update(collection: "src", all: true, set: {n: {increment: 1}}) } }`)
	db.fails(dberr.LimitExceeded, `mutation { update(collection: "src", all: true, set: {n: 0}) { id } }`)
}

func TestExportCSV(t *testing.T) {
	db := open(t, &engine.Options{AutoCollections: true})
	db.run(`mutation { insertMany(collection: "c", data: [
		{id: "1", s: "=1+1", n: -5, o: {a: 1}}, {id: "2", s: "a,\"b\"\nc", extra: true}, {id: "3", s: "@x"}, {id: "4"}]) { id } }`)
	db.want(`{"export":"id,extra,n,o,s\r\n1,,-5,\"{\"\"a\"\":1}\",'=1+1\r\n2,true,,,\"a,\"\"b\"\"\nc\"\r\n3,,,,'@x\r\n4,,,,\r\n"}`,
		`mutation { export(collection: "c", format: CSV) }`)
	db.want(`{"export":"title,id\r\n'=1+1,1\r\n"}`, `mutation { export(collection: "c", format: CSV, where: {n: {lt: 0}}) { title: s id } }`)
}

func TestIntrospection(t *testing.T) {
	db := open(t, nil)
	db.fails(dberr.FieldNotFound, `{ __schema { collections { nosuch } } }`)
	db.fails(dberr.FieldNotFound, `{ __schema { collections { fields { nosuch } } } }`)
	db.fails(dberr.UnknownArgument, `{ __schema(x: 1) { collections { name } } }`)
	db.want(`{"s":{"collections":[]}}`, `{ s: __schema { collections { name } } }`)
	db.run(`schema { define collection a { x: Int @unique  l: [Int] @indexed } create index on a (x) create index by_l on a (l) create index on a (x DESC, l) }`)
	db.want(`{"__schema":{"collections":[{"indexes":[{"name":"a_x","fields":["x"],"kind":"ordered"},{"name":"by_l","fields":["l"],"kind":"multi"},{"name":"a_x_l","fields":["x","l"],"kind":"ordered"}]}]}}`,
		`{ __schema { collections { indexes { name fields kind } } } }`)
	db.run(`schema { drop index on a (x) drop index by_l on a }`)
	db.run(`mutation { insertInto(collection: "a", data: {x: 1, l: [1]}) }`)
	db.fails(dberr.UniqueViolation, `mutation { insertInto(collection: "a", data: {x: 1}) }`)
	db.fails(dberr.IndexNotFound, `schema { drop index on a (x) }`)
}
