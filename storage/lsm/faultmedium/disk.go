// Package faultmedium is an lsm.Medium in memory that can fail: the types to
// know are [Disk], what survives, and [Medium], a handle on it. A disk knows
// which of its bytes are synced, so it can show what a crash at any moment would
// leave. It serves tests only.
package faultmedium

import (
	"maps"
	"math/rand/v2"
	"sync"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage/lsm"
)

// Disk holds what a medium has written. It is safe for concurrent use.
type Disk struct {
	mu       sync.Mutex
	log      []byte
	synced   int // bytes of log that survive the machine
	pages    map[uint64][]byte
	staged   map[uint64][]byte // pages that no Install has listed yet
	manifest []byte
}

// NewDisk returns an empty disk.
func NewDisk() *Disk {
	return &Disk{pages: map[uint64][]byte{}, staged: map[uint64][]byte{}}
}

// Damage is what a crash does to bytes that were not synced.
type Damage uint8

// The kinds of damage.
const (
	KeepAll   Damage = iota // the process died, the machine did not
	DropAll                 // nothing unsynced arrived
	CutByte                 // a prefix arrived, torn anywhere
	CutSector               // a prefix arrived, torn at 512 bytes
	Holes                   // some sectors arrived, others are zero
	Damages                 // the number of kinds
)

const sector = 512

// Crash returns the disk as a crash at this moment leaves it. The original goes
// on unchanged.
func (d *Disk) Crash(rng *rand.Rand, damage Damage) *Disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := &Disk{pages: maps.Clone(d.pages), staged: map[uint64][]byte{}, manifest: d.manifest}
	tail := append([]byte(nil), d.log[d.synced:]...)
	switch damage {
	case DropAll:
		tail = nil
	case CutByte:
		tail = tail[:rng.IntN(len(tail)+1)]
	case CutSector:
		end := (d.synced/sector+rng.IntN(len(tail)/sector+1))*sector - d.synced
		tail = tail[:min(max(end, 0), len(tail))]
	case Holes:
		tail = tail[:rng.IntN(len(tail)+1)]
		for at := 0; at < len(tail); {
			end := min((((d.synced+at)/sector)+1)*sector-d.synced, len(tail))
			if rng.IntN(3) == 0 {
				clear(tail[at:end])
			}
			at = end
		}
	}
	c.log = append(append([]byte(nil), d.log[:d.synced]...), tail...)
	c.synced = len(c.log)
	return c
}

// FlipLog inverts one bit of the log, so that tests can damage it.
func (d *Disk) FlipLog(bit int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.log = append([]byte(nil), d.log...)
	d.log[bit/8] ^= 1 << (bit % 8)
}

// CutLog leaves the first bytes of the log.
func (d *Disk) CutLog(size int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.log = append([]byte(nil), d.log[:size]...)
	d.synced = min(d.synced, size)
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
	return len(d.log), len(d.manifest), pages
}

// Wreck returns what lsm.Salvage reads.
func (d *Disk) Wreck() *lsm.Wreck {
	d.mu.Lock()
	defer d.mu.Unlock()
	w := &lsm.Wreck{Manifest: d.manifest, Log: [][]byte{d.log}}
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
