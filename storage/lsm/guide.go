package lsm

import (
	"bytes"
	"sort"
)

// A guide finds a key in a page without reading the entries on the way: what a
// search would touch lies side by side in memory. It is made when a page is
// searched for the second time, so that a page that is read once costs nothing.
type guide struct {
	prefix  []byte // that every key of the page begins with
	digests []uint64
	offsets []uint32 // nil: the digests are those of the restart points
	keyLen  int      // of every key, if there are offsets
}

// guideEntryBytes is the average size of an entry from which on a guide knows
// every one of them: it takes twelve bytes for each, an eighth of the page at
// most. Smaller entries lie close together anyway.
const guideEntryBytes = 96

// search returns the guide of the page, nil for a page that is searched for the
// first time.
func (p *page) search() *guide {
	g := p.guide.Load()
	if g == nil && p.n > 0 {
		if !p.searched.Load() {
			p.searched.Store(true)
			return nil
		}
		g = p.makeGuide()
		p.guide.Store(g)
	}
	return g
}

// makeGuide reads every entry once. Guides of single entries need keys whose
// digests tell them apart: of equal length, with at most eight bytes of their own.
func (p *page) makeGuide() *guide {
	var c pageCursor
	c.reset(p)
	if !c.last() {
		return &guide{}
	}
	last := c.key
	c.first()
	g := &guide{prefix: bytes.Clone(c.key[:sharedPrefix(c.key, last)]), keyLen: len(c.key)}
	skip := len(g.prefix)
	if len(p.entries) >= guideEntryBytes*p.count && g.keyLen <= skip+8 {
		g.digests, g.offsets = make([]uint64, 0, p.count), make([]uint32, 0, p.count)
		ok := true
		for ; ok && len(c.key) == g.keyLen; ok = c.forward() {
			g.digests, g.offsets = append(g.digests, digest(c.key, skip)), append(g.offsets, uint32(c.off))
		}
		if !ok && !c.bad {
			return g
		}
	}
	g.digests, g.offsets = make([]uint64, p.n), nil
	for i := range g.digests {
		e, _ := p.entryAt(p.restart(i))
		g.digests[i] = digest(e.tail, skip)
	}
	return g
}

// above returns the number of digests <= d.
func (g *guide) above(d uint64) int {
	list := g.digests
	if len(list) == 0 {
		return 0
	}
	at := 0
	for n := len(list); n > 1; {
		half := n / 2
		if list[at+half] <= d {
			at += half
		}
		n -= half
	}
	if list[at] <= d {
		at++
	}
	return at
}

// restart is page.searchRestart by the guide: the last restart point whose key is
// <= key, 0 if there is none.
func (g *guide) restart(p *page, key []byte) int {
	if g.offsets != nil {
		return max(g.before(key)-1, 0) / restartInterval
	}
	at := g.before(key)
	if at > 0 && g.digests[at-1] == digest(key, len(g.prefix)) { // several may begin alike
		lo := at - 1
		for lo > 0 && g.digests[lo-1] == g.digests[at-1] {
			lo--
		}
		at = lo + sort.Search(at-lo, func(i int) bool {
			e, ok := p.entryAt(p.restart(lo + i))
			return !ok || bytes.Compare(e.tail, key) > 0
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
		return len(g.digests)
	}
	return g.above(digest(key, len(g.prefix)))
}

// get is page.get by the guide, for one that has offsets.
func (g *guide) get(p *page, key []byte) ([]byte, bool) {
	n := len(g.prefix)
	if len(key) != g.keyLen || string(key[:n]) != string(g.prefix) {
		return nil, false
	}
	d := digest(key, n)
	at := g.above(d) - 1
	if at < 0 || g.digests[at] != d {
		return nil, false
	}
	e, ok := p.entryAt(int(g.offsets[at]))
	return e.value, ok
}
