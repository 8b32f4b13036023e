package main

import "slices"

// strip removes names, files, lines and what else only tracebacks read. It
// keeps every address.
func (t *table) strip() {
	keepPc, allPc := map[int]bool{}, map[int]bool{}
	keepFn, allFn := map[int]bool{}, map[int]bool{}
	names := newNames()
	for i := range t.nfunc {
		f := t.funcAt(i)
		wrapper := t.isWrapper(f)
		pc := func(at int, keep bool) {
			off := int(t.u32(at))
			if off == 0 {
				return
			}
			allPc[off] = true
			if keep {
				keepPc[off] = true
			} else {
				t.set(at, 0)
			}
		}
		pc(f+offPcsp, true)
		pc(f+offPcfile, false)
		pc(f+offPcln, false)
		for j := range t.pcdata(f) {
			pc(t.pcdataAt(f, j), j != pcdataUnsafePoint && j != pcdataArgLive && (j != pcdataInlTree || wrapper))
		}
		for j := range t.funcdata(f) {
			at := t.funcdataAt(f, j)
			off := int(int32(t.u32(at)))
			if off < 0 {
				continue
			}
			allFn[off] = true
			if j == funcdataArgInfo || j == funcdataArgLive || j == wrapTo || j == funcdataInlTree && !wrapper {
				t.set(at, ^uint32(0))
			} else {
				keepFn[off] = true
			}
		}
		t.set(f+offName, names.place(rename(t.funcName(f))))
		t.set(f+offCu, 0)
		t.set(f+offStartLine, 0)
	}
	clear(t.m[t.names:t.pctab])
	copy(t.m[t.names:], names.bytes)
	wipe(t.m[t.pctab:t.pcln], allPc, keepPc)
	wipe(t.m[t.fdata:t.fdataEnd], allFn, keepFn)
}

// wipe zeroes the tables of a region that nobody refers to any more. A table
// ends where the next one begins.
func wipe(region []byte, all, keep map[int]bool) {
	starts := make([]int, 0, len(all))
	for off := range all {
		starts = append(starts, off)
	}
	slices.Sort(starts)
	for i, off := range starts {
		end := len(region)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		if !keep[off] {
			clear(region[off:end])
		}
	}
}

// names is a new table of names.
type names struct {
	bytes []byte
	at    map[string]uint32
}

func newNames() *names { return &names{at: map[string]uint32{}} }

func (n *names) place(name string) uint32 {
	at, ok := n.at[name]
	if !ok {
		at = uint32(len(n.bytes))
		n.at[name] = at
		n.bytes = append(append(n.bytes, name...), 0)
	}
	return at
}
