//go:build js

package indexeddb

import "unsafe"

// A session is one medium's connection, and the claim under which it writes.

// idbWatch says that the next request of the factory is the session's, and
// answers the operation if that request is blocked for 3 s.
//
//go:wasmimport aurora idb_watch
func idbWatch(id uint32, session uint32)

//go:wasmimport aurora idb_unwatch
func idbUnwatch(session uint32)

// idbAcquire takes the database over and reads manifest and log; with again it
// only checks that it still is ours.
//
//go:wasmimport aurora idb_acquire
func idbAcquire(id uint32, session uint32, again uint32)

//go:wasmimport aurora idb_commit
func idbCommit(id uint32, session uint32, changes unsafe.Pointer, count uint32, strict uint32)

//go:wasmimport aurora idb_pages
func idbPages(id uint32, session uint32, ids unsafe.Pointer, count uint32)

// idbDisconnect closes the connection; the claim stays.
//
//go:wasmimport aurora idb_disconnect
func idbDisconnect(session uint32)

// idbEnd closes the connection and forgets the session.
//
//go:wasmimport aurora idb_end
func idbEnd(session uint32)
