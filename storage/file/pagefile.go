//go:build unix

package file

import (
	"encoding/binary"
	"sync/atomic"

	"github.com/auroradb/aurora/storage/lsm"
)

// A page file is written once, little endian:
//
//	magic u32 | version u16 | zero u16 | number u64 | pages |
//	table: per page id uvarint, length uvarint |
//	table length u32 | page count u32 | crc32c u32 of table and the two numbers
const (
	pagesMagic    = 0x46505541 // "AUPF"
	fileVersion   = 1
	reusedVersion = 2 // of a log that lies where an older one was
	fileHeader    = 16
	pagesTrailer  = 12
	holeBlock     = 4096
)

// pageFile is a page file.
type pageFile struct {
	number uint64
	h      handle // nil while it is closed
	used   atomic.Bool
	spots  []spot
	dead   map[uint64]bool
	staged bool // no manifest names it yet
}

// spot is where a page lies.
type spot struct {
	id     uint64
	off, n int64
}

// encodePages returns the bytes of a page file and where its pages lie.
func encodePages(number uint64, pages []lsm.Page) ([]byte, []spot) {
	size := fileHeader
	for _, p := range pages {
		size += len(p.Data) + 16
	}
	b := make([]byte, 0, size+pagesTrailer)
	b = appendFileHeader(b, pagesMagic, number)
	spots := make([]spot, 0, len(pages))
	for _, p := range pages {
		stored := pack(p.Data)
		spots = append(spots, spot{id: p.ID, off: int64(len(b)), n: int64(len(stored))})
		b = append(b, stored...)
	}
	table := len(b)
	for _, s := range spots {
		b = binary.AppendUvarint(b, s.id)
		b = binary.AppendUvarint(b, uint64(s.n))
	}
	n := len(b) - table
	b = binary.LittleEndian.AppendUint32(b, uint32(n))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(spots)))
	return binary.LittleEndian.AppendUint32(b, checksum(b[table:])), spots
}

func appendFileHeader(b []byte, magic uint32, number uint64) []byte {
	b = binary.LittleEndian.AppendUint32(b, magic)
	b = binary.LittleEndian.AppendUint16(b, fileVersion)
	b = binary.LittleEndian.AppendUint16(b, 0)
	return binary.LittleEndian.AppendUint64(b, number)
}

// goodHeader tells whether b begins with the header of a file.
func goodHeader(b []byte, magic uint32, number uint64) bool {
	return len(b) >= fileHeader && string(b[:fileHeader]) == string(appendFileHeader(nil, magic, number))
}

// readTable reads where the pages of a file lie.
func readTable(h handle, number uint64) ([]spot, error) {
	name := pagesName(number)
	size, err := h.size()
	if err != nil {
		return nil, wrap(name, err)
	}
	if size < fileHeader+pagesTrailer {
		return nil, corrupt(name + " is cut short")
	}
	head, tail := make([]byte, fileHeader), make([]byte, pagesTrailer)
	if err := readFull(h, name, head, 0); err != nil {
		return nil, err
	}
	if err := readFull(h, name, tail, size-pagesTrailer); err != nil {
		return nil, err
	}
	n := int64(binary.LittleEndian.Uint32(tail))
	if !goodHeader(head, pagesMagic, number) || n > size-fileHeader-pagesTrailer {
		return nil, corrupt(name + " is not a page file")
	}
	table := make([]byte, n+8)
	if err := readFull(h, name, table, size-pagesTrailer-n); err != nil {
		return nil, err
	}
	if checksum(table) != binary.LittleEndian.Uint32(tail[8:]) {
		return nil, corrupt("the table of " + name + " fails its checksum")
	}
	d := decoder{b: table[:n]}
	off := int64(fileHeader)
	count := binary.LittleEndian.Uint32(tail[4:])
	spots := make([]spot, 0, min(int64(count), n/2)) // an entry has two bytes at least
	for k := count; k > 0 && !d.bad; k-- {
		s := spot{id: d.uint(), off: off, n: int64(d.uint())}
		if s.n <= 0 || s.n > size-off {
			d.bad = true
		}
		off += s.n
		spots = append(spots, s)
	}
	if d.bad || len(d.b) > 0 || off != size-pagesTrailer-n {
		return nil, corrupt("the table of " + name + " is malformed")
	}
	return spots, nil
}

func readFull(h handle, name string, b []byte, off int64) error {
	n, err := h.ReadAt(b, off)
	if n == len(b) {
		return nil
	}
	if err == nil {
		return corrupt(name + " is cut short")
	}
	return wrap(name, err)
}

// punchHoles gives the room of dead pages back: every whole block between live
// pages.
func (f *pageFile) punchHoles(h handle, killed []spot) {
	fresh := map[uint64]bool{}
	for _, s := range killed {
		fresh[s.id] = true
	}
	for i := 0; i < len(f.spots); {
		from, any := f.spots[i].off, false
		j := i
		for j < len(f.spots) && f.dead[f.spots[j].id] {
			any = any || fresh[f.spots[j].id]
			j++
		}
		if j == i {
			i++
			continue
		}
		last := f.spots[j-1]
		lo, hi := (from+holeBlock-1)/holeBlock*holeBlock, (last.off+last.n)/holeBlock*holeBlock
		if any && hi > lo {
			h.punch(lo, hi-lo)
		}
		i = j
	}
}
