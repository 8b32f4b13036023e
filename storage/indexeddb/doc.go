// Package indexeddb is an lsm.Medium over the browser's IndexedDB. The type to
// know is [Medium].
//
// The IndexedDB database is named "aurora:" and the name, has version 1 for ever
// and three stores: log (one packed record for each append, keyed by a rising
// number), pages (one record each, keyed by id) and meta (the manifest, the ids of
// the pages that an opening reads with it, and the owner record that fences off an
// engine that has been overtaken).
// go-indexeddb opens, creates and deletes; reads and commits go through one
// imported JavaScript function for each transaction, which issues every request
// before anything is awaited. No Go code runs while a transaction is open.
//
// It does not lock the database: the page holds a Web Lock around it.
package indexeddb
