package lsm

import (
	"bytes"
	"sort"
)

// Keys are put together in blocks; a key stays valid as long as somebody holds
// it, so blocks are never reused. The first ones are small: many walks end soon.
const (
	firstArenaBytes = 128
	keyArenaBytes   = 4 << 10
)

// pageCursor walks the entries of a page in both directions.
type pageCursor struct {
	p     *page
	off   int // of the current entry
	next  int // of the following one
	block int // restart block that is noted
	noted []noted
	at    int // index of the current entry in noted, while walking backwards; -1 otherwise
	key   []byte
	value []byte
	arena []byte
	own   []byte // room for the key, if transient
	bad   bool   // an entry made no sense

	// transient allows a key to change at the next step. The walk goes forward only.
	transient bool
}

// noted is an entry of the block through which a cursor walks backwards.
type noted struct {
	off, next  int
	key, value []byte
}

// reset places the cursor on a page, before its first entry.
func (c *pageCursor) reset(p *page) {
	c.p, c.off, c.next, c.block, c.at, c.key, c.value, c.bad = p, 0, 0, 0, -1, nil, nil, false
}

// load decodes the entry at an offset, of which the current key is the
// predecessor.
func (c *pageCursor) load(off int) bool {
	e, ok := c.p.entryAt(off)
	if !ok || e.shared > len(c.key) {
		c.bad = true
		return false
	}
	c.arrive(off, e, c.key)
	return true
}

// join puts the key of the current entry together.
func (c *pageCursor) join(shared, tail []byte) {
	n := len(shared) + len(tail)
	if c.transient {
		if cap(c.own) < n {
			c.own = make([]byte, max(2*n, firstArenaBytes)) // shared may lie in the old one
		}
		key := c.own[:n]
		copy(key[copy(key, shared):], tail)
		c.key = key
		return
	}
	at := len(c.arena)
	if cap(c.arena)-at < n {
		size := min(max(8*cap(c.arena), firstArenaBytes), keyArenaBytes)
		c.arena, at = make([]byte, 0, max(size, n)), 0
	}
	c.arena = c.arena[:at+n]
	key := c.arena[at : at+n : at+n]
	copy(key[copy(key, shared):], tail)
	c.key = key
}

// first moves to the first entry.
func (c *pageCursor) first() bool { return c.start(0) }

// start moves to the entry of a restart point.
func (c *pageCursor) start(block int) bool {
	if block >= c.p.n {
		return false
	}
	c.at, c.key = -1, nil
	return c.load(c.p.restart(block))
}

// seek moves to the first entry with a key >= key. Like page.get it puts no key
// together before that: match is the length that key and the key of the entry
// before have in common.
func (c *pageCursor) seek(key []byte) bool {
	c.at, c.key = -1, nil
	if c.p.n == 0 {
		return false
	}
	off, match := c.p.restart(c.p.restartOf(c.p.search(), key)), 0
	for off < len(c.p.entries) {
		e, ok := c.p.entryAt(off)
		if !ok {
			c.bad = true
			return false
		}
		if e.shared == match {
			rest, tail := key[match:], c.p.tail(e)
			n := sharedPrefix(tail, rest)
			if n < len(rest) && (n == len(tail) || tail[n] < rest[n]) { // still below
				match += n
				off = e.next()
				continue
			}
		}
		if e.shared <= match {
			c.arrive(off, e, key)
			return true
		}
		off = e.next()
	}
	return false
}

// arrive makes an entry the current one, of which before holds the shared bytes.
func (c *pageCursor) arrive(off int, e entry, before []byte) {
	c.off, c.next, c.value = off, e.next(), c.p.value(e)
	if c.key = c.p.tail(e); e.shared > 0 {
		c.join(before[:e.shared], c.key)
	}
}

// forward moves to the following entry.
func (c *pageCursor) forward() bool {
	c.at = -1
	if c.next >= len(c.p.entries) {
		return false
	}
	return c.load(c.next)
}

// last moves to the last entry.
func (c *pageCursor) last() bool {
	return c.p.n > 0 && c.blockEnd(c.p.n-1, len(c.p.entries))
}

// seekBefore moves to the last entry with a key < key.
func (c *pageCursor) seekBefore(key []byte) bool {
	if c.p.n == 0 {
		return false
	}
	block := c.p.restartOf(c.p.search(), key)
	if !c.blockEnd(block, c.limit(block)) {
		return false
	}
	for bytes.Compare(c.key, key) >= 0 {
		if !c.backward() {
			return false
		}
	}
	return true
}

// limit is the offset at which a block ends.
func (c *pageCursor) limit(block int) int {
	if block+1 < c.p.n {
		return c.p.restart(block + 1)
	}
	return len(c.p.entries)
}

// blockEnd notes the entries of a block and moves to the last of them.
func (c *pageCursor) blockEnd(block, limit int) bool {
	c.noted, c.key = c.noted[:0], nil
	for off := c.p.restart(block); off < limit; off = c.next {
		if !c.load(off) {
			return false
		}
		c.noted = append(c.noted, noted{off: off, next: c.next, key: c.key, value: c.value})
	}
	c.block = block
	return c.land(len(c.noted) - 1)
}

// land moves to a noted entry.
func (c *pageCursor) land(i int) bool {
	if i < 0 {
		return false
	}
	e := &c.noted[i]
	c.off, c.next, c.key, c.value, c.at = e.off, e.next, e.key, e.value, i
	return true
}

// backward moves to the preceding entry.
func (c *pageCursor) backward() bool {
	if c.at < 0 { // came here forwards: note the block first
		here := c.off
		block := sort.Search(c.p.n, func(i int) bool { return c.p.restart(i) > here }) - 1
		if block < 0 || !c.blockEnd(block, c.limit(block)) {
			return false
		}
		for c.noted[c.at].off != here {
			if c.at--; c.at < 0 {
				return false
			}
		}
	}
	if c.at > 0 {
		return c.land(c.at - 1)
	}
	return c.block > 0 && c.blockEnd(c.block-1, c.p.restart(c.block))
}
