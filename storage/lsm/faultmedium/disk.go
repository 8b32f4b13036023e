// Package faultmedium is an lsm.Medium in memory that can fail: the types to
// know are [Disk], what survives, and [Medium], a handle on it. A disk knows
// which of its bytes are synced, so it can show what a crash at any moment would
// leave. It serves tests only.
package faultmedium

import (
	"maps"
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage/lsm"
)

// Disk holds what a medium has written. It is safe for concurrent use.
type Disk struct {
	mu       sync.Mutex
	parts    []*part // of the log; only a staging handle makes more than one
	gone     *part   // one that was dropped: the next part lies where it was
	reused   uint32  // how many parts lie where others were
	pages    map[uint64][]byte
	staged   map[uint64][]byte // pages that no Install has listed yet
	manifest []byte
}

// part is a part of the log.
type part struct {
	tag    uint32
	data   []byte
	synced int    // bytes that survive the machine
	old    []byte // what lies there but for data
}

// bytes returns what a medium reads.
func (p *part) bytes() []byte {
	b := slices.Clone(p.data)
	if len(p.old) > len(b) {
		b = append(b, p.old[len(b):]...)
	}
	return b
}

// newPart returns an empty part. The caller holds mu.
func (d *Disk) newPart() *part {
	if d.gone == nil {
		return &part{tag: lsm.FrameTag}
	}
	d.reused++
	p := &part{tag: d.reused * 0x9e3779b1, old: d.gone.bytes()}
	d.gone = nil
	return p
}

// NewDisk returns an empty disk.
func NewDisk() *Disk {
	return &Disk{parts: []*part{{tag: lsm.FrameTag}}, pages: map[uint64][]byte{}, staged: map[uint64][]byte{}}
}

// Damage is what a crash does to bytes that were not synced.
type Damage uint8

// The kinds of damage.
const (
	KeepAll   Damage = iota // the process died, the machine did not
	DropAll                 // nothing unsynced arrived
	CutByte                 // a prefix arrived, torn anywhere
	CutSector               // a prefix arrived, torn at 512 bytes
	Holes                   // some sectors arrived, others are what they were
	Damages                 // the number of kinds
)

const sector = 512

// Crash returns the disk as a crash at this moment leaves it. The original goes
// on unchanged.
func (d *Disk) Crash(rng *rand.Rand, damage Damage) *Disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := &Disk{pages: maps.Clone(d.pages), staged: map[uint64][]byte{}, manifest: d.manifest, reused: d.reused}
	for _, p := range d.parts {
		c.parts = append(c.parts, p.crash(rng, damage))
	}
	return c
}

// crash returns a part as a crash leaves it.
func (p *part) crash(rng *rand.Rand, damage Damage) *part {
	tail := append([]byte(nil), p.data[p.synced:]...)
	switch damage {
	case DropAll:
		tail = nil
	case CutByte:
		tail = tail[:rng.IntN(len(tail)+1)]
	case CutSector:
		end := (p.synced/sector+rng.IntN(len(tail)/sector+1))*sector - p.synced
		tail = tail[:min(max(end, 0), len(tail))]
	case Holes:
		tail = tail[:rng.IntN(len(tail)+1)]
		for at := 0; at < len(tail); {
			end := min((((p.synced+at)/sector)+1)*sector-p.synced, len(tail))
			if rng.IntN(3) == 0 {
				clear(tail[at:end])
				if from := p.synced + at; from < len(p.old) {
					copy(tail[at:end], p.old[from:])
				}
			}
			at = end
		}
	}
	data := append(append([]byte(nil), p.data[:p.synced]...), tail...)
	return &part{tag: p.tag, data: data, synced: len(data), old: p.old}
}

// log returns the newest part of the log. The caller holds mu.
func (d *Disk) log() *part { return d.parts[len(d.parts)-1] }

// cut leaves the first bytes of the log. The caller holds mu.
func (d *Disk) cut(size int) {
	for i, p := range d.parts {
		b := p.bytes()
		if size <= len(b) {
			d.parts = d.parts[:i+1]
			p.data, p.old = b[:size:size], nil
			p.synced = min(p.synced, size)
			return
		}
		size -= len(b)
	}
}

// FlipLog inverts one bit of the log, so that tests can damage it.
func (d *Disk) FlipLog(bit int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	at := bit / 8
	for _, p := range d.parts {
		b := p.bytes()
		if at < len(b) {
			b[at] ^= 1 << (bit % 8)
			p.data, p.old = b[:len(p.data):len(p.data)], b
			return
		}
		at -= len(b)
	}
}

// CutLog leaves the first bytes of the log.
func (d *Disk) CutLog(size int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.cut(size)
}

// FlipPage inverts one bit of a page.
func (d *Disk) FlipPage(id uint64, bit int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p := append([]byte(nil), d.pages[id]...)
	p[bit/8] ^= 1 << (bit % 8)
	d.pages[id] = p
}

// FlipManifest inverts one bit of the manifest.
func (d *Disk) FlipManifest(bit int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.manifest = append([]byte(nil), d.manifest...)
	d.manifest[bit/8] ^= 1 << (bit % 8)
}

// Sizes returns the bytes of log and manifest and of every page.
func (d *Disk) Sizes() (log, manifest int, pages map[uint64]int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	pages = map[uint64]int{}
	for id, p := range d.pages {
		pages[id] = len(p)
	}
	for _, p := range d.parts {
		log += len(p.bytes())
	}
	return log, len(d.manifest), pages
}

// Wreck returns what lsm.Salvage reads.
func (d *Disk) Wreck() *lsm.Wreck {
	d.mu.Lock()
	defer d.mu.Unlock()
	w := &lsm.Wreck{Manifest: d.manifest}
	for _, p := range d.parts {
		w.Log = append(w.Log, lsm.Chunk{Tag: p.tag, Frames: p.bytes()})
	}
	pages := maps.Clone(d.pages)
	for id := range pages {
		w.Pages = append(w.Pages, id)
	}
	w.Read = func(id uint64) ([]byte, error) {
		b, ok := pages[id]
		if !ok {
			return nil, dberr.New(dberr.Corrupt, "a page is missing")
		}
		return b, nil
	}
	return w
}

// LosePage removes a page, so that tests can damage a disk.
func (d *Disk) LosePage(id uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.pages = maps.Clone(d.pages)
	delete(d.pages, id)
}
