//go:build js

package main

import "unsafe"

// instance is the one bridge of this program: exported functions have no
// receiver to find it by.
var instance = newBridge()

//go:wasmexport alloc
func alloc(n uint32) uint32 {
	return uint32(uintptr(unsafe.Pointer(unsafe.SliceData(instance.room(n)))))
}

//go:wasmexport open
func open(id, _, n uint32) {
	defer instance.rescueSettle(id)
	instance.open(id, instance.parts(n))
}

//go:wasmexport exec
func exec(id, _, n uint32) (head uint32) {
	defer instance.rescueAnswer(&head)
	return instance.exec(id, instance.parts(n))
}

//go:wasmexport command
func command(id, _, n uint32) (head uint32) {
	defer instance.rescueAnswer(&head)
	return instance.command(id, instance.parts(n))
}

//go:wasmexport subscribe
func subscribe(id, _, n uint32) (head uint32) {
	defer instance.rescueAnswer(&head)
	return instance.subscribe(id, instance.parts(n))
}

//go:wasmexport next
func next(id uint32) {
	if s := instance.streams[id]; s != nil {
		s.grant()
	}
}

//go:wasmexport cancel
func cancel(id uint32) {
	if stop := instance.calls[id]; stop != nil {
		stop(errCanceled)
	}
	if s := instance.streams[id]; s != nil {
		s.stop()
	}
}

//go:wasmexport close
func closeDatabase(id uint32) {
	defer instance.rescueSettle(id)
	instance.close(id)
}
