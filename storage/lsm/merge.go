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
	order   []*head // the live ones, by their keys; the first is current
	bound   *head   // the second, nil if there is none: up to it the first may run alone
	err     error
}

// head is the entry at which a source stands.
type head struct {
	live       bool
	age        int        // its index: of equal keys the lower one is newer
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
		m.heads[i].age = i
		m.set(&m.heads[i], ok)
	}
	m.order = m.order[:0]
	for i := range m.heads {
		if h := &m.heads[i]; h.live {
			m.order = append(m.order, h)
			m.rise(len(m.order) - 1)
		}
	}
	return m.ready()
}

// rise moves a head to the front until the one before it comes first.
func (m *merger) rise(i int) {
	for ; i > 0 && m.before(m.order[i], m.order[i-1]); i-- {
		m.order[i], m.order[i-1] = m.order[i-1], m.order[i]
	}
}

// sink moves the first head, which was moved on, to where its key belongs. Most walks
// take many keys of one source for each of the others, so it does not sink deep.
func (m *merger) sink() {
	h, o := m.order[0], m.order
	i := 0
	if h.live {
		for ; i+1 < len(o) && m.before(o[i+1], h); i++ {
			o[i] = o[i+1]
		}
		o[i] = h
		return
	}
	copy(o, o[1:])
	m.order = o[:len(o)-1]
}

// ready tells whether there is a current head, and notes how far it may run alone.
func (m *merger) ready() bool {
	m.bound = nil
	if len(m.order) > 1 {
		m.bound = m.order[1]
	}
	return len(m.order) > 0 && m.err == nil // without one source the others would tell something wrong
}

func (m *merger) set(h *head, ok bool) {
	s := m.sources[h.age]
	if h.live = ok; ok {
		h.key, h.value = s.entry()
		h.live = !outside(&m.rng, h.key) // a key out there has no digest that can be compared
		h.digest = digest(h.key, m.skip)
	} else if err := s.fail(); err != nil {
		m.err = err
	}
}

// before tells whether a comes before b in the direction of the walk; of equal keys
// the newer one does.
func (m *merger) before(a, b *head) bool {
	if a.digest != b.digest {
		return a.digest < b.digest != m.reverse
	}
	switch n := bytes.Compare(a.key, b.key); {
	case n < 0:
		return !m.reverse
	case n > 0:
		return m.reverse
	}
	return a.age < b.age
}

// next moves to the following key.
func (m *merger) next() bool {
	h := m.order[0]
	if b := m.bound; b != nil && h.digest == b.digest && bytes.Equal(h.key, b.key) {
		return m.pass()
	}
	if c := h.run; c != nil && c.inside && c.c.forward() { // nearly always, if there is much to walk through
		if h.key, h.value = c.c.key, c.c.value; m.bound == nil {
			return true // nobody asks for its digest
		}
		h.digest = digest(h.key, m.skip)
	} else {
		m.set(h, m.step(h))
	}
	if h.live && (m.bound == nil || m.before(h, m.bound)) {
		return true
	}
	m.sink()
	return m.ready()
}

// pass moves to the following key if there are older entries of this one.
func (m *merger) pass() bool {
	same := 1
	for same < len(m.order) && bytes.Equal(m.order[same].key, m.order[0].key) {
		same++
	}
	for ; same > 0; same-- { // whoever is moved on comes behind the rest
		h := m.order[0]
		m.set(h, m.step(h))
		m.sink()
	}
	return m.ready()
}

func (m *merger) step(h *head) bool {
	if m.reverse {
		return m.sources[h.age].prev()
	}
	return m.sources[h.age].next()
}

// entry returns the current entry.
func (m *merger) entry() (key, value []byte) {
	h := m.order[0]
	return h.key, h.value
}
