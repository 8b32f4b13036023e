package lsm

import "bytes"

// merger walks several cursors as one. sources are ordered from the newest to
// the oldest; of equal keys the newest wins. It yields tombstones too.
type merger struct {
	sources []cursor
	reverse bool
	heads   []head
	cur     int    // index of the head that is current, -1 at the end
	bound   []byte // smallest key of the other heads (greatest in reverse)
	bounded bool
	err     error
}

// head is the entry at which a source stands.
type head struct {
	live       bool
	key, value []byte
}

func newMerger(sources []cursor, reverse bool) *merger {
	return &merger{sources: sources, reverse: reverse, heads: make([]head, len(sources)), cur: -1}
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
	return m.choose()
}

func (m *merger) set(i int, ok bool) {
	h := &m.heads[i]
	if h.live = ok; ok {
		h.key, h.value = m.sources[i].entry()
	} else if err := m.sources[i].fail(); err != nil {
		m.err = err
	}
}

// less tells whether key a comes before key b in the direction of the walk.
func (m *merger) less(a, b []byte) bool {
	if m.reverse {
		return bytes.Compare(a, b) > 0
	}
	return bytes.Compare(a, b) < 0
}

// choose finds the current head and the bound up to which it may run alone.
func (m *merger) choose() bool {
	m.cur, m.bounded = -1, false
	if m.err != nil {
		return false // without one source the others would tell something wrong
	}
	for i := range m.heads {
		h := &m.heads[i]
		if !h.live {
			continue
		}
		switch {
		case m.cur < 0:
			m.cur = i
		case m.less(h.key, m.heads[m.cur].key):
			m.bound, m.bounded = m.heads[m.cur].key, true
			m.cur = i
		case !m.bounded || m.less(h.key, m.bound):
			m.bound, m.bounded = h.key, true
		}
	}
	return m.cur >= 0
}

// next moves to the following key.
func (m *merger) next() bool {
	key := m.heads[m.cur].key
	if m.bounded && bytes.Equal(key, m.bound) { // older entries of the same key
		for i := range m.heads {
			if h := &m.heads[i]; i != m.cur && h.live && bytes.Equal(h.key, key) {
				m.set(i, m.step(i))
			}
		}
		m.set(m.cur, m.step(m.cur))
		return m.choose()
	}
	m.set(m.cur, m.step(m.cur))
	h := &m.heads[m.cur]
	if h.live && (!m.bounded || m.less(h.key, m.bound)) {
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
