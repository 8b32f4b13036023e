//go:build js

package durableobject

import "unsafe"

// doLoad holds log keys, manifest and log records under the id; it returns
// their number, or -1 on failure (one item then: the reason).
//
//go:wasmimport aurora do_load
func doLoad(id uint32) int32

// doCommit writes changes in one transactionSync and returns a jsx.Status; the
// reason of a failure is held under the id.
//
//go:wasmimport aurora do_commit
func doCommit(id uint32, changes unsafe.Pointer, count uint32) int32

// doPages holds pages under the id; it returns their number, or -1.
//
//go:wasmimport aurora do_pages
func doPages(id uint32, ids unsafe.Pointer, count uint32) int32

// doSync answers the operation when storage.sync() has resolved.
//
//go:wasmimport aurora do_sync
func doSync(id uint32)
