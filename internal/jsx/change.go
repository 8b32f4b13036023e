//go:build js

package jsx

import (
	"runtime"
	"unsafe"
)

// ChangeKind is what a Change does.
type ChangeKind uint32

// The kinds; js/src/storage-change.ts names the same numbers.
const (
	PutLog  ChangeKind = iota + 1
	DropLog            // every record from the key on
	PutPage
	DropPage
	PutManifest
	PutOpening // ids of the pages that an opening asks for, u64 each
)

// Change is one part of an atomic commit, in the shape in which JavaScript reads
// it: kind u32 | ptr u32 | length u32 | 0 u32 | key u64.
type Change struct {
	kind   ChangeKind
	ptr    uint32
	length uint32
	_      uint32
	key    uint64
}

// Changes is a list of changes and the bytes that they point at.
type Changes struct {
	list []Change
	held [][]byte
}

// Add appends a change. The bytes are read in place and must stay unchanged
// until the commit has been handed over.
func (c *Changes) Add(kind ChangeKind, key uint64, data []byte) {
	change := Change{kind: kind, key: key, length: uint32(len(data))}
	if len(data) > 0 {
		change.ptr = uint32(uintptr(unsafe.Pointer(&data[0])))
		c.held = append(c.held, data)
	}
	c.list = append(c.list, change)
}

// Hand calls f with the place and number of the changes; everything they point
// at stays where it is until f returns.
func (c *Changes) Hand(f func(ptr unsafe.Pointer, count uint32)) {
	f(unsafe.Pointer(unsafe.SliceData(c.list)), uint32(len(c.list)))
	runtime.KeepAlive(c)
}
