// Package engine is the database: a real-time document store with one query
// language, AQL, over any [storage.Store]. The types to know are [DB], [Tx],
// [Collection] and [Subscription].
//
//	db, err := engine.Open(ctx, memory.New(), nil)
//	db.Execute(ctx, `schema { define collection users { name: String! @indexed } }`, nil)
//	db.Execute(ctx, `mutation($n: String!) { insertInto(collection: "users", data: {name: $n}) { id } }`, map[string]any{"n": "Ada"})
//	r, err := db.Execute(ctx, `{ users(where: {name: {startsWith: "A"}}) { id name } }`, nil)
//
// One process opens a store at a time. A DB is safe for concurrent use: queries
// run beside each other and beside writers on snapshots; commits are put in one
// order under a lock that is never held while waiting for the medium. Errors
// are *dberr.Error with a code.
//
// The engine does not choose where bytes are kept, speaks no network protocol
// and starts no goroutine of its own except to deliver what a caller that gave
// up was waiting for, and to delete expired documents.
package engine
