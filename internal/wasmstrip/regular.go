package main

import "errors"

// bucketSize is how many program counters share an entry of the table that finds
// functions; a function has 1<<16 counters, so that many entries name it.
const (
	bucketSize = 4096
	perFunc    = 1 << 16 / bucketSize
	findSize   = 20
)

// regular are the parts of the tables that follow from a count: who is the
// n-th function, where its record lies, and which function a program counter
// belongs to. They compress badly, so a start function writes them.
type regular struct {
	pcln, find int // addresses
	first      int // record, from pcln
	entry      int // of the first function
	nfunc      int
	buckets    int
}

// takeRegular zeroes what the start function will write, after a look that it
// will write the same.
func (t *table) takeRegular(base int) (*regular, error) {
	r := &regular{
		pcln: base + t.pcln, find: base + t.find,
		first: align(8*t.nfunc+4, 8), entry: int(t.u32(t.pcln)),
		nfunc: t.nfunc, buckets: t.buckets,
	}
	at := r.first
	for i := range t.nfunc {
		f := t.pcln + at
		if int(t.u32(t.pcln+8*i)) != r.entry+i || int(t.u32(t.pcln+8*i+4)) != at || int(t.u32(f)) != r.entry+i {
			return nil, errors.New("the functions are not numbered or placed one after the other")
		}
		t.set(t.pcln+8*i, 0)
		t.set(t.pcln+8*i+4, 0)
		t.set(f, 0)
		at = align(at+funcSize+4*(t.pcdata(f)+t.funcdata(f)), 8)
	}
	for b := range t.buckets {
		at := t.find + findSize*b
		whole := b+1 < t.buckets // the last one ends with the last function
		if int(t.u32(at)) != b/perFunc || whole && (t.u64(at+4) != 0 || t.u64(at+12) != 0) {
			return nil, errors.New("the table that finds functions is not regular")
		}
		t.set(at, 0)
	}
	return r, nil
}

func align(n, to int) int { return (n + to - 1) &^ (to - 1) }

// code is the start function:
//
//	at = first; f = 0; i = 0; a = pcln
//	do {
//	  f = pcln + at
//	  a[0], a[1], f[0] = entry+i, at, entry+i
//	  at = align(at + funcSize + 4*(npcdata(f)+nfuncdata(f)), 8)
//	  a += 8; i++
//	} while i != nfunc
//	a = find; i = 0
//	do { a[0] = i/perFunc; a += findSize; i++ } while i != buckets
func (r *regular) code() []byte {
	const at, f, i, a = 0, 1, 2, 3
	c := &assembler{}
	c.constant(r.first).setLocal(at)
	c.constant(r.pcln).setLocal(a)
	c.loop()
	c.constant(r.pcln).local(at).op(opAdd).setLocal(f)
	c.local(a).constant(r.entry).local(i).op(opAdd).store(0)
	c.local(a).local(at).store(4)
	c.local(f).constant(r.entry).local(i).op(opAdd).store(0)
	c.local(at).local(f).load(offNpcdata).local(f).load8(offNfuncdata).op(opAdd)
	c.constant(2).op(opShl).op(opAdd).constant(funcSize + 7).op(opAdd).constant(-8).op(opAnd).setLocal(at)
	c.local(a).constant(8).op(opAdd).setLocal(a)
	c.again(i, r.nfunc)
	c.constant(r.find).setLocal(a)
	c.constant(0).setLocal(i)
	c.loop()
	c.local(a).local(i).constant(4).op(opShr).store(0)
	c.local(a).constant(findSize).op(opAdd).setLocal(a)
	c.again(i, r.buckets)
	return c.function(4)
}
