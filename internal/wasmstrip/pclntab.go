package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// The layout of Go 1.20 to 1.26, runtime/symtab.go and runtime/runtime2.go:
//
//	pcHeader  magic u32 | 0 0 | minLC u8 | ptrSize u8 | nfunc | nfiles | - | funcname | cu | filetab | pctab | pcln   (u64 each)
//	ftab      nfunc × (entry u32, offset of the func from pcln u32) | end u32
//	func      entry nameOff args deferreturn pcsp pcfile pcln npcdata cuOffset startLine (u32 each) | funcID flag - nfuncdata (u8 each)
//	          npcdata × u32 (offsets into pctab) | nfuncdata × u32 (offsets into funcdata, ^0 for none)
const (
	magic    = 0xfffffff1
	funcSize = 44

	offName, offPcfile, offPcln, offNpcdata, offCu, offStartLine = 4, 20, 24, 28, 32, 36
	offPcsp, offFuncID, offNfuncdata                             = 16, 40, 43

	pcdataUnsafePoint, pcdataInlTree, pcdataArgLive           = 0, 2, 3
	funcdataInlTree, funcdataArgInfo, funcdataArgLive, wrapTo = 3, 5, 6, 7
)

// table is the function table of a program in its memory.
type table struct {
	m     []byte // of the whole memory
	head  int    // place of the header
	nfunc int

	names, cu, files, pctab, pcln int // places
	fdata, fdataEnd               int // of the tables that funcdata refers to
	find, buckets                 int // place and length of the table that finds functions
	wrapper                       byte
}

func (t *table) u32(at int) uint32     { return binary.LittleEndian.Uint32(t.m[at:]) }
func (t *table) set(at int, v uint32)  { binary.LittleEndian.PutUint32(t.m[at:], v) }
func (t *table) u64(at int) int        { return int(binary.LittleEndian.Uint64(t.m[at:])) }
func (t *table) funcAt(i int) int      { return t.pcln + int(t.u32(t.pcln+8*i+4)) }
func (t *table) pcdataAt(f, i int) int { return f + funcSize + 4*i }

func (t *table) pcdata(f int) int        { return int(t.u32(f + offNpcdata)) }
func (t *table) funcdata(f int) int      { return int(t.m[f+offNfuncdata]) }
func (t *table) funcdataAt(f, i int) int { return t.pcdataAt(f, t.pcdata(f)) + 4*i }
func (t *table) funcName(f int) string   { return t.name(t.u32(f + offName)) }
func (t *table) isWrapper(f int) bool    { return t.m[f+offFuncID] == t.wrapper }

func (t *table) name(off uint32) string {
	b := t.m[t.names+int(off) : t.cu]
	return string(b[:bytes.IndexByte(b, 0)])
}

// findTable looks for the header of the function table in a memory that begins
// at an address.
func findTable(m []byte, base int) (*table, error) {
	want := []byte{magic & 0xff, 0xff, 0xff, 0xff, 0, 0, 1, 8}
	for from := 0; ; {
		i := bytes.Index(m[from:], want)
		if i < 0 {
			return nil, errors.New("no function table of a known version")
		}
		if t, ok := tableAt(m, from+i); ok {
			return t, errors.Join(t.module(base), t.check())
		}
		from += i + 1
	}
}

func tableAt(m []byte, at int) (*table, bool) {
	if at+72 > len(m) {
		return nil, false
	}
	t := &table{m: m, head: at}
	t.nfunc = t.u64(at + 8)
	place := func(i int) int { return at + t.u64(at+32+8*i) }
	t.names, t.cu, t.files, t.pctab, t.pcln = place(0), place(1), place(2), place(3), place(4)
	order := []int{at + 72, t.names, t.cu, t.files, t.pctab, t.pcln, len(m)}
	for i := 1; i < len(order); i++ {
		if order[i] < order[i-1] {
			return nil, false
		}
	}
	return t, t.nfunc > 0 && t.pcln+8*t.nfunc+4 <= len(m)
}

// module finds the program's moduledata, which begins with the addresses of
// header and names, and reads from it where the tables of funcdata lie.
func (t *table) module(base int) error {
	const findfunctab, minpc, maxpc, gofunc = 152, 160, 168, 320
	want := binary.LittleEndian.AppendUint64(nil, uint64(base+t.head))
	want = binary.LittleEndian.AppendUint64(want, uint64(base+t.names))
	i := bytes.Index(t.m, want)
	if i < 0 || i+gofunc+8 > len(t.m) {
		return errors.New("no moduledata of a known version")
	}
	t.find, t.buckets = t.u64(i+findfunctab)-base, (t.u64(i+maxpc)-t.u64(i+minpc)+bucketSize-1)/bucketSize
	if t.find < 0 || t.buckets < 0 || t.buckets > len(t.m)/findSize || t.find > len(t.m)-t.buckets*findSize {
		return errors.New("the table that finds functions is outside the memory")
	}
	t.fdata, t.fdataEnd = t.u64(i+gofunc)-base, t.find
	if t.fdata < t.pcln+8*t.nfunc || t.fdataEnd < t.fdata || t.fdataEnd > len(t.m) {
		return errors.New("the moduledata has another layout")
	}
	return nil
}

// check looks at every function and learns the ID of wrappers from the one that
// comes before it in the runtime's list.
func (t *table) check() error {
	for i := range t.nfunc {
		f := t.funcAt(i)
		if f < t.pcln || f+funcSize > len(t.m) || t.u32(f) != t.u32(t.pcln+8*i) || t.names+int(t.u32(f+offName)) >= t.cu || t.pcdata(f) > 16 || t.funcdata(f) > 16 {
			return fmt.Errorf("function %d of %d does not look like one", i, t.nfunc)
		}
		switch t.funcName(f) {
		case "runtime.systemstack_switch":
			t.wrapper = t.m[f+offFuncID] + 1
		case "runtime.panicwrap":
			if t.m[f+offFuncID] != 15 {
				return errors.New("the IDs of functions are others")
			}
		}
		if t.pctab+int(t.u32(f+offPcsp)) >= t.pcln {
			return fmt.Errorf("the stack size of function %s is outside its table", t.funcName(f))
		}
	}
	if t.wrapper != 23 {
		return errors.New("the ID of wrappers is another one")
	}
	return nil
}

// isKept reports the names that are compared by the runtime (stkframe.go).
func isKept(name string) bool {
	return name == "reflect.makeFuncStub" || name == "reflect.methodValueCall"
}

// rename returns the name that a function keeps: the runtime asks for the prefix
// of its own ("is this goroutine the system's?") and takes the names of wrappers
// apart to say that a method was called on nil.
func rename(name string) string {
	switch {
	case isKept(name):
		return name
	case strings.HasPrefix(name, "runtime."):
		return "runtime.f"
	case strings.Contains(name, ".(*"):
		return "go.(*T).f"
	}
	return "f"
}
