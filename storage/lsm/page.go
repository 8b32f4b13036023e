package lsm

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"sync/atomic"
)

// A page is an immutable block of sorted entries, little endian:
//
//	magic u32 | crc32c u32 of all that follows | page id u64 | version u8 |
//	kind u8 | zero u16 | entry count u32 | restart count u32 |
//	entries | restart offsets u32 each, from the start of the entries
//
//	entry: shared uvarint | unshared uvarint | meta uvarint | key bytes | value
//
// shared is the number of bytes that the key has in common with the previous
// one, 0 at every restart point. meta is 0 for a tombstone, else the length of
// the value plus 1.
const (
	pageMagic       = 0x50525541 // "AURP"
	pageHeader      = 28
	pageVersion     = 1
	restartInterval = 12

	kindData  = 1
	kindIndex = 2
)

// pageBuilder builds one page at a time.
type pageBuilder struct {
	buf      []byte
	restarts []uint32
	last     []byte
	count    int
	tombs    int
}

// add appends an entry; keys must come in rising order. A nil value is a
// tombstone.
func (b *pageBuilder) add(key, value []byte) {
	if len(b.buf) == 0 {
		b.buf = append(b.buf, make([]byte, pageHeader)...)
	}
	shared := 0
	if b.count%restartInterval == 0 {
		b.restarts = append(b.restarts, uint32(len(b.buf)-pageHeader))
	} else {
		shared = sharedPrefix(b.last, key)
	}
	b.buf = binary.AppendUvarint(b.buf, uint64(shared))
	b.buf = binary.AppendUvarint(b.buf, uint64(len(key)-shared))
	if value == nil {
		b.buf = append(b.buf, 0)
		b.tombs++
	} else {
		b.buf = binary.AppendUvarint(b.buf, uint64(len(value))+1)
	}
	b.buf = append(b.buf, key[shared:]...)
	b.buf = append(b.buf, value...)
	b.last = append(b.last[:0], key...)
	b.count++
}

// size is the length that the page would have now.
func (b *pageBuilder) size() int { return len(b.buf) + 4*len(b.restarts) }

// finish returns the page and resets the builder.
func (b *pageBuilder) finish(id uint64, kind byte) []byte {
	p := make([]byte, 0, b.size())
	p = append(p, b.buf...)
	for _, r := range b.restarts {
		p = binary.LittleEndian.AppendUint32(p, r)
	}
	binary.LittleEndian.PutUint32(p[0:], pageMagic)
	binary.LittleEndian.PutUint64(p[8:], id)
	p[16], p[17], p[18], p[19] = pageVersion, kind, 0, 0
	binary.LittleEndian.PutUint32(p[20:], uint32(b.count))
	binary.LittleEndian.PutUint32(p[24:], uint32(len(b.restarts)))
	binary.LittleEndian.PutUint32(p[4:], crc32.Checksum(p[8:], castagnoli()))
	b.reset()
	return p
}

func (b *pageBuilder) reset() {
	b.buf, b.restarts, b.last = b.buf[:0], b.restarts[:0], b.last[:0]
	b.count, b.tombs = 0, 0
}

func sharedPrefix(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// page is a page that has been checked. Its bytes do not change.
type page struct {
	entries []byte
	lent    atomic.Bool   // memory may be taken over
	state   atomic.Uint32 // of the guide
	guide   guide         // beside the page: a search meets less memory then

	restarts []byte // u32 each
	count    int
	n        int // restarts

	memory []byte       // that holds the page, if another one may take it over; see loan.go
	pins   atomic.Int32 // who reads in it, while it may
}

// openPage checks a page's header and checksum. Decoding the entries of a page
// that passed cannot fail, short of a damaged builder; every read is bounded all
// the same.
func openPage(b []byte, id uint64, kind byte) (*page, error) {
	name := "page " + num(id)
	if len(b) < pageHeader || binary.LittleEndian.Uint32(b) != pageMagic {
		return nil, corrupt(name + " is not a page")
	}
	if crc32.Checksum(b[8:], castagnoli()) != binary.LittleEndian.Uint32(b[4:]) {
		return nil, corrupt(name + " fails its checksum")
	}
	if got := binary.LittleEndian.Uint64(b[8:]); got != id {
		return nil, corrupt(name + " holds page " + num(got))
	}
	if b[16] != pageVersion || b[17] != kind {
		return nil, corrupt(name + " has an unknown version or kind")
	}
	p := &page{count: int(binary.LittleEndian.Uint32(b[20:])), n: int(binary.LittleEndian.Uint32(b[24:]))}
	body := b[pageHeader:]
	if p.n > len(body)/4 || p.count > len(body) || p.n != (p.count+restartInterval-1)/restartInterval {
		return nil, corrupt(name + " has a wrong count")
	}
	cut := len(body) - 4*p.n
	p.entries, p.restarts = body[:cut:cut], body[cut:]
	return p, nil
}

// restart returns the offset of a restart point.
func (p *page) restart(i int) int {
	return min(int(binary.LittleEndian.Uint32(p.restarts[4*i:])), len(p.entries))
}

// entry says where in a page's entries the parts of one lie. It has four numbers
// and nothing else: so it stays in registers.
type entry struct {
	shared int // bytes that its key has in common with the one before
	at     int // where the rest of the key begins
	end    int // where the key ends and the value begins
	meta   int // 0 for a tombstone, else the length of the value plus 1
}

// next is the offset of the following entry.
func (e entry) next() int { return e.end + max(e.meta, 1) - 1 }

// tail is what the entry has of its key.
func (p *page) tail(e entry) []byte { return p.entries[e.at:e.end:e.end] }

// value is the entry's value, nil for a tombstone.
func (p *page) value(e entry) []byte {
	if e.meta == 0 {
		return nil
	}
	next := e.next()
	return p.entries[e.end:next:next]
}

// entryAt decodes the entry at an offset; false behind the last or on nonsense.
func (p *page) entryAt(off int) (entry, bool) {
	b := p.entries
	if off+4 <= len(b) {
		h := binary.LittleEndian.Uint32(b[off:])
		if h&0x8080 == 0 && h&0x80800000 != 0x80800000 { // nearly always: one byte, one byte, one or two
			e := entry{shared: int(h & 0xff), at: off + 3, meta: int(h >> 16 & 0xff)}
			if e.meta >= 0x80 {
				e.meta = e.meta&0x7f | int(h>>24)<<7
				e.at++
			}
			e.end = e.at + int(h>>8&0xff)
			return e, e.next() <= len(b)
		}
	}
	return p.longEntryAt(off)
}

// longEntryAt is entryAt for headers of any length.
func (p *page) longEntryAt(off int) (e entry, ok bool) {
	b := p.entries
	shared, off, ok1 := uvarintAt(b, off)
	unshared, off, ok2 := uvarintAt(b, off)
	meta, off, ok3 := uvarintAt(b, off)
	if !ok1 || !ok2 || !ok3 || unshared > uint64(len(b)-off) {
		return e, false
	}
	e.shared, e.at, e.end = int(shared), off, off+int(unshared)
	if meta > uint64(len(b)-e.end)+1 {
		return e, false
	}
	e.meta = int(meta)
	return e, true
}

// uvarintAt is binary.Uvarint with the one-byte case inline.
func uvarintAt(b []byte, off int) (v uint64, next int, ok bool) {
	if off < len(b) && b[off] < 0x80 {
		return uint64(b[off]), off + 1, true
	}
	if off >= len(b) {
		return 0, off, false
	}
	v, w := binary.Uvarint(b[off:])
	return v, off + max(w, 0), w > 0
}

// searchRestart returns the last restart point whose key is <= key, 0 if none.
func (p *page) searchRestart(key []byte) int {
	lo, hi := 0, p.n
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		e, ok := p.entryAt(p.restart(mid))
		if ok && bytes.Compare(p.tail(e), key) <= 0 {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return max(lo-1, 0)
}

// restartOf is searchRestart by a guide, which may be nil.
func (p *page) restartOf(g *guide, key []byte) int {
	if g == nil {
		return p.searchRestart(key)
	}
	return g.restart(p, key)
}

// get returns the value of a key, nil for a tombstone, and whether the page
// holds the key. It compares without putting keys together: match is the length
// that key and the previous entry's key share.
func (p *page) get(key []byte) ([]byte, bool) {
	if p.n == 0 {
		return nil, false
	}
	g := p.search()
	if g != nil && g.each {
		return g.get(p, key)
	}
	off, match := p.restart(p.restartOf(g, key)), 0
	for {
		e, ok := p.entryAt(off)
		if !ok || e.shared < match {
			return nil, false
		}
		if e.shared == match {
			rest, tail := key[match:], p.tail(e)
			n := sharedPrefix(tail, rest)
			switch {
			case n == len(rest) && n == len(tail):
				return p.value(e), true
			case n == len(rest) || n < len(tail) && tail[n] > rest[n]:
				return nil, false
			}
			match += n
		}
		off = e.next()
	}
}
