package engine

import (
	"encoding/binary"
	"io"
	"sync"
	"time"

	"github.com/auroradb/aurora/engine/value"
)

// ids makes UUIDs of version 7 that rise, also within one millisecond: the 74
// random bits are drawn once for each millisecond and counted up after that.
type ids struct {
	clock func() time.Time
	rand  io.Reader

	mu   sync.Mutex // held for arithmetic only
	last idBytes
	ms   int64
}

// next returns a new id. Should the source of random bits fail, ids go on from
// the last one, which keeps them unique within the process.
func (g *ids) next() string {
	ms := g.clock().UnixMilli()
	g.mu.Lock()
	defer g.mu.Unlock()
	if ms > g.ms {
		g.fresh(ms)
	} else {
		g.bump()
	}
	return value.FormatUuid(g.last)
}

// fresh starts a millisecond with new random bits. The top bit of the counter
// stays clear, so that it can be counted up.
func (g *ids) fresh(ms int64) {
	g.ms = ms
	_, _ = io.ReadFull(g.rand, g.last[6:])
	var t [8]byte
	binary.BigEndian.PutUint64(t[:], uint64(ms)<<16)
	copy(g.last[:6], t[:6])
	g.last[6] = 0x70 | g.last[6]&0x07
	g.last[8] = 0x80 | g.last[8]&0x3f
}

// bump counts the lower 62 bits up, and the 12 bits above when they overflow.
func (g *ids) bump() {
	low := binary.BigEndian.Uint64(g.last[8:])&(1<<62-1) + 1
	if low == 1<<62 {
		low = 0
		high := binary.BigEndian.Uint16(g.last[6:])&0x0fff + 1
		if high == 1<<12 {
			g.fresh(g.ms + 1)
			return
		}
		binary.BigEndian.PutUint16(g.last[6:], 0x7000|high)
	}
	binary.BigEndian.PutUint64(g.last[8:], 1<<63|low)
}

// rows gives row numbers. A number that was given is never given again, also
// when the transaction that took it is abandoned.
type rows struct {
	mu   sync.Mutex // held for a map operation only
	next map[uint32]uint64
}

func (r *rows) take(coll uint32, stored uint64) uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := max(r.next[coll], stored)
	r.next[coll] = n + 1
	return n
}
