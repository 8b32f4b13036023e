//go:build js

package indexeddb

import "unsafe"

// idbWatch answers the operation if opening or deleting is blocked for 3 s.
//
//go:wasmimport aurora idb_watch
func idbWatch(id uint32)

//go:wasmimport aurora idb_unwatch
func idbUnwatch()

// idbAcquire takes the database over and reads manifest and log; with again it
// only checks that it still is ours.
//
//go:wasmimport aurora idb_acquire
func idbAcquire(id uint32, again uint32)

//go:wasmimport aurora idb_commit
func idbCommit(id uint32, changes unsafe.Pointer, count uint32, strict uint32)

//go:wasmimport aurora idb_pages
func idbPages(id uint32, ids unsafe.Pointer, count uint32)

//go:wasmimport aurora idb_close
func idbClose()
