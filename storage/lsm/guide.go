package lsm

import (
	"bytes"
	"math"
	"sort"
)

// A guide finds a key in a page without reading the entries on the way: what a
// search would touch lies side by side in memory. Making it costs as much as several
// searches save, so a page has to be searched often first: one that soon leaves the
// cache again costs nothing.
type guide struct {
	n      int    // digests
	lowest uint64 // of them, and the highest: no look at the table's ends
	last   uint64
	each   bool // it knows every entry; else the restart points
	dense  bool // it does, and each digest is the one before plus 1<<shift
	shift  uint8
	keyLen int      // of every key, if it knows each
	prefix []byte   // that every key of the page begins with
	few    [24]byte // room for prefix
	table  []uint64 // digests, and behind each the offset of its entry if it knows each; none if they are dense
	at     [guideDense]uint16
}

// guideDense is how many entries a page has at most whose digests are dense: the
// numbers of rows of which none was deleted. Their offsets lie beside the page, too.
const guideDense = 128

// The states of a page's guide: the number of searches without one, and these.
const (
	searchesWithout = 8
	guideInMaking   = searchesWithout + 1
	guideReady      = searchesWithout + 2
)

// guideEntryBytes is the average size of an entry from which on a guide knows
// every one of them: it takes sixteen bytes for each, an eighth of the page at
// most. Smaller entries lie close together anyway.
const guideEntryBytes = 128

// search returns the guide of the page, nil for one that was not searched often yet
// and while somebody else makes it.
func (p *page) search() *guide {
	switch n := p.state.Load(); {
	case n == guideReady:
		return &p.guide
	case n < searchesWithout:
		p.state.CompareAndSwap(n, n+1) // a search that is not counted does no harm
	case n == searchesWithout:
		if p.n > 0 && p.state.CompareAndSwap(n, guideInMaking) {
			p.guide.fill(p)
			p.state.Store(guideReady)
			return &p.guide
		}
	}
	return nil
}

// fill reads every entry once. Guides of single entries need keys whose digests tell
// them apart: of equal length, with at most eight bytes of their own.
func (g *guide) fill(p *page) {
	var c pageCursor
	c.reset(p)
	if !c.last() {
		return
	}
	last := c.key
	c.first()
	skip := sharedPrefix(c.key, last)
	g.prefix, g.keyLen = append(g.few[:0], c.key[:skip]...), len(c.key)
	if len(p.entries) >= guideEntryBytes*p.count && g.keyLen <= skip+8 {
		g.table = make([]uint64, 0, 2*p.count)
		ok := true
		for ; ok && len(c.key) == g.keyLen; ok = c.forward() {
			g.table = append(g.table, digest(c.key, skip), uint64(c.off))
		}
		g.each = !ok && !c.bad
	}
	if !g.each {
		g.table = make([]uint64, p.n)
		for i := range g.table {
			e, _ := p.entryAt(p.restart(i))
			g.table[i] = digest(p.tail(e), skip)
		}
	}
	g.n = len(g.table) / g.width()
	g.lowest, g.last = g.table[0], g.table[len(g.table)-g.width()]
	if g.each {
		g.compact(skip)
	}
}

// compact does without the table if the digests are dense and the offsets small.
func (g *guide) compact(skip int) {
	g.shift = uint8(8 * (skip + 8 - g.keyLen))
	if g.n > guideDense || g.last-g.lowest != uint64(g.n-1)<<g.shift || g.table[2*g.n-1] > math.MaxUint16 {
		return // digests rise by 1<<shift at least, so these are the only ones that end there
	}
	for i := range g.n {
		g.at[i] = uint16(g.table[2*i+1])
	}
	g.dense, g.table = true, nil
}

// width is how many numbers of the table belong together.
func (g *guide) width() int {
	if g.each {
		return 2
	}
	return 1
}

// above returns the number of digests <= d. It begins where d is likely and takes
// longer steps the longer it has to go.
func (g *guide) above(d uint64) int {
	switch {
	case g.n == 0 || d < g.lowest:
		return 0
	case d >= g.last:
		return g.n
	case g.dense:
		return int((d-g.lowest)>>g.shift) + 1
	}
	w := g.width()
	lo, hi := 0, g.n-1 // table[lo] <= d < table[hi]
	at := g.guess(d)
	for step := 1; lo < at && at < hi; step *= 2 {
		if g.table[at*w] <= d {
			lo = at
			at += step
		} else {
			hi = at
			at -= step
		}
		if lo+1 == hi {
			break
		}
	}
	for lo+1 < hi {
		mid := int(uint(lo+hi) >> 1)
		if g.table[mid*w] <= d {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo + 1
}

// guess returns where d, which is within the guide's digests, is likely: keys are
// mostly spread evenly, numbers of rows above all.
func (g *guide) guess(d uint64) int {
	return max(1, min(int(float64(d-g.lowest)/float64(g.last-g.lowest)*float64(g.n-1)), g.n-2))
}

// restart is page.searchRestart by the guide: the last restart point whose key is
// <= key, 0 if there is none.
func (g *guide) restart(p *page, key []byte) int {
	if g.each {
		return max(g.before(key)-1, 0) / restartInterval
	}
	at := g.before(key)
	if at > 0 && g.table[at-1] == digest(key, len(g.prefix)) { // several may begin alike
		lo := at - 1
		for lo > 0 && g.table[lo-1] == g.table[at-1] {
			lo--
		}
		at = lo + sort.Search(at-lo, func(i int) bool {
			e, ok := p.entryAt(p.restart(lo + i))
			return !ok || bytes.Compare(p.tail(e), key) > 0
		})
	}
	return max(at-1, 0)
}

// before returns the number of digests that are not above that of a key.
func (g *guide) before(key []byte) int {
	if n := len(g.prefix); len(key) < n || string(key[:n]) != string(g.prefix) {
		if bytes.Compare(key, g.prefix) < 0 {
			return 0
		}
		return g.n
	}
	return g.above(digest(key, len(g.prefix)))
}

// offset returns where the entry of a key begins, -1 if there is none, for a guide
// that knows each entry.
func (g *guide) offset(key []byte) int { return g.offsetOf(key, digest(key, len(g.prefix))) }

// offsetOf is offset for a key whose digest is known.
func (g *guide) offsetOf(key []byte, d uint64) int {
	if n := len(g.prefix); len(key) != g.keyLen || string(key[:n]) != string(g.prefix) {
		return -1
	}
	if g.dense {
		i := (d - g.lowest) >> g.shift
		if d < g.lowest || d > g.last {
			return -1
		}
		return int(g.at[i])
	}
	at := 2 * (g.above(d) - 1)
	if at < 0 || g.table[at] != d {
		return -1
	}
	return int(g.table[at+1])
}

// get is page.get by the guide, for one that knows each entry.
func (g *guide) get(p *page, key []byte) ([]byte, bool) {
	off := g.offset(key)
	if off < 0 {
		return nil, false
	}
	e, ok := p.entryAt(off)
	if !ok {
		return nil, false
	}
	return p.value(e), true
}
