//go:build js

package main

import (
	"encoding/binary"
	"math"
	"unsafe"
)

// Kinds of frames; js/src/frame.ts names the same numbers.
const (
	kindResult  = 1 // JSON of a response with data, or of a command's answer
	kindRefusal = 2 // JSON of a response without data
	kindPending = 3 // the answer comes by settle
	kindFatal   = 4 // as refusal; the instance cannot be trusted any more
)

const flagPump = 1 // goroutines wait for their turn

// frame is the header that a call's answer is found by. Shape:
// kind u32 | ptr u32 | length u32 | flags u32 | seq f64.
type frame struct {
	head [24]byte
	body []byte // kept alive until the next answer
}

// answer fills the header and returns its place.
func (f *frame) answer(kind uint32, body []byte, pump bool) uint32 {
	f.body = body
	var flags uint32
	if pump {
		flags = flagPump
	}
	binary.LittleEndian.PutUint32(f.head[0:], kind)
	binary.LittleEndian.PutUint32(f.head[4:], place(body))
	binary.LittleEndian.PutUint32(f.head[8:], uint32(len(body)))
	binary.LittleEndian.PutUint32(f.head[12:], flags)
	return uint32(uintptr(unsafe.Pointer(&f.head)))
}

// setSeq fills the position in, for answers of subscribe.
func (f *frame) setSeq(seq uint64) {
	binary.LittleEndian.PutUint64(f.head[16:], math.Float64bits(float64(seq)))
}

// place is where bytes lie in linear memory.
func place(b []byte) uint32 { return uint32(uintptr(unsafe.Pointer(unsafe.SliceData(b)))) }
