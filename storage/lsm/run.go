package lsm

import (
	"bytes"
	"encoding/binary"
	"sync/atomic"

	"github.com/auroradb/aurora/storage"
)

// A run is a sorted sequence of pages whose key ranges do not overlap. Its index
// is one more page (kind index) or several: first key of a data page → what
// pageRef holds.
type run struct {
	id      uint64
	pages   []*pageRef
	index   []uint64 // ids of the index pages
	last    []byte   // greatest key
	entries int64
	tombs   int64
	bytes   int64

	marks  atomic.Pointer[marks] // made for the first search
	floors []uint64              // marks of the first keys of its spaces, as far as they are known, two numbers each
}

// marks are what the pages of a run are found by.
type marks struct {
	pages  []mark
	spaces spaces
}

// mark is the first sixteen bytes of a page's first key, zeros behind its end. It
// decides most comparisons, and those of a run lie side by side.
type mark struct{ high, low uint64 }

func markOf(key []byte) mark { return mark{high: digest(key, 0), low: digest(key, 8)} }

func (m mark) above(o mark) bool { return m.high > o.high || m.high == o.high && m.low > o.low }

// pageRef is a data page as the index knows it. The page itself is loaded when
// it is needed and may be dropped from memory at any time.
type pageRef struct {
	id      uint64
	first   []byte
	bytes   int64
	entries int
	tombs   int
	filter  []byte
	values  bool // the filter knows entries of indexes by their values, not by their keys

	data  atomic.Pointer[page]
	heat  atomic.Int32 // uses since the cache looked last, at most maxHeat
	queue uint8        // of the cache, under its lock
	ghost uint64       // of the cache, under its lock
}

// size is what the page takes in memory with the guide that it may get.
func (r *pageRef) size() int64 { return r.bytes + r.bytes/8 }

// appendRef adds the index entry's value of a page.
func appendRef(dst []byte, r *pageRef) []byte {
	dst = binary.AppendUvarint(dst, r.id)
	dst = binary.AppendUvarint(dst, uint64(r.bytes))
	dst = binary.AppendUvarint(dst, uint64(r.entries))
	dst = binary.AppendUvarint(dst, uint64(r.tombs))
	dst = append(dst, r.filter...)
	if r.values {
		dst = append(dst, filterOfValues)
	}
	return dst
}

// filterOfValues stands behind a filter that has hashKey of each key. One of older
// programs has hashWhole, and a byte for each key.
const filterOfValues = 1

// admits reports whether the page may hold a key, of which hash is hashKey.
func (r *pageRef) admits(key []byte, hash uint64) bool {
	return mayHold(r.filter, hash) || !r.values && len(storage.WithoutRow(key)) < len(key)
}

// read reads an index entry.
func (r *pageRef) read(key, value []byte) bool {
	var fields [4]uint64
	for i := range fields {
		v, w := binary.Uvarint(value)
		if w <= 0 || v > 1<<62 {
			return false
		}
		fields[i], value = v, value[w:]
	}
	r.id, r.bytes, r.entries, r.tombs = fields[0], int64(fields[1]), int(fields[2]), int(fields[3])
	r.first, r.filter = key, value
	if n := len(value); n == r.entries+1 && value[n-1] == filterOfValues {
		r.filter, r.values = value[:n-1], true
	}
	return r.entries > 0 && r.tombs <= r.entries
}

// readIndex decodes the index pages of a run and checks that the first keys
// rise.
func (r *run) readIndex(pages [][]byte) error {
	index, refs := make([]*page, len(pages)), 0
	for i, b := range pages {
		var err error
		if index[i], err = openPage(b, r.index[i], kindIndex); err != nil {
			return err
		}
		refs += index[i].count
	}
	r.pages = make([]*pageRef, 0, refs)
	var c pageCursor
	for i, p := range index {
		refs := make([]pageRef, p.count) // in one piece, as their filters lie in one
		c.reset(p)
		n, more := 0, c.first()
		for ; more && n < len(refs); more = c.forward() {
			ref := &refs[n]
			if !ref.read(c.key, c.value) || len(r.pages) > 0 && bytes.Compare(r.pages[len(r.pages)-1].first, ref.first) >= 0 {
				return corrupt("index page " + num(r.index[i]) + " is out of order")
			}
			r.pages = append(r.pages, ref)
			n++
		}
		if n != p.count || more {
			return corrupt("index page " + num(r.index[i]) + " is cut short")
		}
	}
	var entries, tombs, size int64
	for _, ref := range r.pages {
		entries, tombs, size = entries+int64(ref.entries), tombs+int64(ref.tombs), size+ref.bytes
	}
	if len(r.pages) == 0 || entries != r.entries || tombs != r.tombs || size != r.bytes {
		return corrupt("index of run " + num(r.id) + " disagrees with the manifest")
	}
	return nil
}

// find returns the position of the page that would hold a key: the last one
// whose first key is <= key, -1 if there is none.
func (r *run) find(key []byte) int { return r.findMark(key, markOf(key)) }

// findMark is find with the mark of the key.
func (r *run) findMark(key []byte, want mark) int {
	m := r.makeMarks()
	lo, hi := m.within(want) // pages below lo begin with <= key, from hi on with more
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if at := &m.pages[mid]; at.above(want) || *at == want && bytes.Compare(r.pages[mid].first, key) > 0 {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo - 1
}

// makeMarks returns the marks of a run that is complete.
func (r *run) makeMarks() *marks {
	if m := r.marks.Load(); m != nil {
		return m
	}
	m := &marks{pages: make([]mark, len(r.pages))}
	for i, p := range r.pages {
		m.pages[i] = markOf(p.first)
	}
	m.spaces = findSpaces(m.pages)
	r.marks.Store(m)
	return m
}

// pageFor returns the page that may hold a key, nil if none does.
func (r *run) pageFor(key []byte, want mark, hash uint64) *pageRef {
	if r.outside(want) || bytes.Compare(key, r.last) > 0 {
		return nil
	}
	i := r.findMark(key, want)
	if i < 0 || !r.pages[i].admits(key, hash) {
		return nil
	}
	return r.pages[i]
}

// lacks reports whether the run certainly has none of the entries of a range that is
// OfEntries; hash is hashWhole of its start.
func (r *run) lacks(rg *storage.Range, hash uint64) bool {
	i := r.find(rg.Start)
	if i >= 0 && (!r.pages[i].values || mayHold(r.pages[i].filter, hash)) {
		return false
	}
	return i+1 == len(r.pages) || bytes.Compare(r.pages[i+1].first, rg.End) >= 0
}

// meets tells whether the run may hold keys of a range.
func (r *run) meets(rg storage.Range) bool {
	return bytes.Compare(rg.Start, r.last) <= 0 &&
		(rg.End == nil || bytes.Compare(rg.End, r.pages[0].first) > 0)
}

// runSet is the list of runs of one state of the database, newest first. It
// does not change. refs counts the open snapshots that read it.
type runSet struct {
	runs []*run
	refs int64 // under Store.mu
	// obsolete are the pages that the following set does not have any more.
	obsolete []uint64
}

// sizes adds up a set.
func (s *runSet) sizes() (entries, bytes, pages int64) {
	for _, r := range s.runs {
		entries += r.entries - r.tombs
		bytes += r.bytes
		pages += int64(len(r.pages))
	}
	return entries, bytes, pages
}
