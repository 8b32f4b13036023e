//go:build js

package main

import "unsafe"

// jsSettle answers a call that was pending.
//
//go:wasmimport aurora settle
func jsSettle(id uint32, kind uint32, ptr unsafe.Pointer, length uint32)

// jsEmit delivers a batch of changes (kindResult), the last of which has the
// position seq, or a stream's end (kindRefusal, empty if the database closed).
//
//go:wasmimport aurora emit
func jsEmit(id uint32, kind uint32, ptr unsafe.Pointer, length uint32, seq float64)

func settle(id, kind uint32, body []byte) {
	jsSettle(id, kind, unsafe.Pointer(unsafe.SliceData(body)), uint32(len(body)))
}

func emit(id, kind uint32, body []byte, seq uint64) {
	jsEmit(id, kind, unsafe.Pointer(unsafe.SliceData(body)), uint32(len(body)), float64(seq))
}
