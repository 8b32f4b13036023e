package lsm

import (
	"bytes"
	"encoding/binary"

	"github.com/auroradb/aurora/storage"
)

// merger walks a range of several cursors as one. sources are ordered from the
// newest to the oldest; of equal keys the newest wins. It yields tombstones too.
type merger struct {
	sources []cursor
	rng     storage.Range
	reverse bool
	skip    int // bytes that all keys of the range have in common
	heads   []head
	cur     int   // index of the head that is current, -1 at the end
	bound   *head // the one with the smallest key of the others (greatest in reverse), nil if there is none
	err     error
}

// head is the entry at which a source stands.
type head struct {
	live       bool
	run        *runCursor // the source, if it walks a run
	digest     uint64     // of the key: it decides most comparisons
	key, value []byte
}

// digest is the number that the first eight bytes of a key are behind those that
// are skipped; the missing ones of a short key count as zeros. It orders keys
// unless it is equal.
func digest(key []byte, skip int) uint64 {
	if len(key) >= skip+8 {
		return binary.BigEndian.Uint64(key[skip:])
	}
	var b [8]byte
	copy(b[:], key[min(skip, len(key)):])
	return binary.BigEndian.Uint64(b[:])
}

// seek places the merger at the first entry >= start, or with reverse at the
// last entry < start; nil is the end from which the walk begins.
func (m *merger) seek(start []byte) bool {
	for i, s := range m.sources {
		var ok bool
		switch {
		case start == nil && m.reverse:
			ok = s.last()
		case start == nil:
			ok = s.first()
		case m.reverse:
			ok = s.seekBefore(start)
		default:
			ok = s.seek(start)
		}
		m.set(i, ok)
	}
	m.drop()
	return m.choose()
}

// drop leaves out the sources that have nothing in the range.
func (m *merger) drop() {
	n := 0
	for i := range m.heads {
		if m.heads[i].live {
			m.sources[n], m.heads[n] = m.sources[i], m.heads[i]
			n++
		}
	}
	m.sources, m.heads = m.sources[:n], m.heads[:n]
}

func (m *merger) set(i int, ok bool) {
	h := &m.heads[i]
	if h.live = ok; ok {
		h.key, h.value = m.sources[i].entry()
		h.live = !outside(&m.rng, h.key) // a key out there has no digest that can be compared
		h.digest = digest(h.key, m.skip)
	} else if err := m.sources[i].fail(); err != nil {
		m.err = err
	}
}

// less tells whether a comes before b in the direction of the walk.
func (m *merger) less(a, b *head) bool {
	if a.digest != b.digest {
		return a.digest < b.digest != m.reverse
	}
	n := bytes.Compare(a.key, b.key)
	return n < 0 && !m.reverse || n > 0 && m.reverse
}

// choose finds the current head and the bound up to which it may run alone.
func (m *merger) choose() bool {
	m.cur, m.bound = -1, nil
	if m.err != nil {
		return false // without one source the others would tell something wrong
	}
	at := -1
	var cur, bound *head
	for i := range m.heads {
		h := &m.heads[i]
		if !h.live {
			continue
		}
		switch {
		case cur == nil:
			cur, at = h, i
		case m.less(h, cur):
			cur, at, bound = h, i, cur
		case bound == nil || m.less(h, bound):
			bound = h
		}
	}
	m.cur, m.bound = at, bound
	return at >= 0
}

// next moves to the following key.
func (m *merger) next() bool {
	h := &m.heads[m.cur]
	if b := m.bound; b != nil && h.digest == b.digest && bytes.Equal(h.key, b.key) { // older entries of the same key
		key := h.key
		for i := range m.heads {
			if o := &m.heads[i]; i != m.cur && o.live && bytes.Equal(o.key, key) {
				m.set(i, m.step(i))
			}
		}
		m.set(m.cur, m.step(m.cur))
		return m.choose()
	}
	if c := h.run; c != nil && c.inside && c.c.forward() { // nearly always, if there is much to walk through
		h.key, h.value, h.digest = c.c.key, c.c.value, digest(c.c.key, m.skip)
	} else {
		m.set(m.cur, m.step(m.cur))
	}
	if h.live && (m.bound == nil || m.less(h, m.bound)) {
		return true
	}
	return m.choose()
}

func (m *merger) step(i int) bool {
	if m.reverse {
		return m.sources[i].prev()
	}
	return m.sources[i].next()
}

// entry returns the current entry.
func (m *merger) entry() (key, value []byte) {
	h := &m.heads[m.cur]
	return h.key, h.value
}
