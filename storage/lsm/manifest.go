package lsm

import (
	"encoding/binary"
	"hash/crc32"

	"github.com/auroradb/aurora/engine/dberr"
)

// The manifest names what makes up the database beside the log, little endian:
//
//	magic u32 | crc32c u32 of all that follows | version u16 | zero u16 |
//	uvarints: generation, epoch, seq, next page id, next run id,
//	run count, then per run, newest first: id, entries, tombstones, bytes,
//	last key (length, bytes), index page count, index page ids, since version 4
//	a count of numbers and these, two for each floor;
//	dropped page count, dropped page ids; since version 2 synced
//
// seq is the last commit that the pages hold; the log goes on behind it. Dropped
// pages are listed no more, but may still be on the medium. synced is a commit
// that the log reached and that was synced: a log that ends before it was cut
// by damage, not by a crash. Version 3 looks as version 2; pages may have filters
// that older programs cannot read. A floor is the first sixteen bytes, zeros
// behind a shorter one's end, of the first key of a space (space.go), or below that.
const (
	manifestMagic   = 0x4d525541 // "AURM"
	manifestHeader  = 12
	manifestVersion = 4
)

type manifest struct {
	generation uint64 // counts installs
	epoch      uint64 // no frame of the log is older
	seq        uint64
	nextPage   uint64
	nextRun    uint64
	runs       []*run // without their pages
	dropped    []uint64
	synced     uint64
}

func (m *manifest) encode() []byte {
	b := make([]byte, manifestHeader, 256)
	for _, v := range []uint64{m.generation, m.epoch, m.seq, m.nextPage, m.nextRun, uint64(len(m.runs))} {
		b = binary.AppendUvarint(b, v)
	}
	for _, r := range m.runs {
		b = binary.AppendUvarint(b, r.id)
		b = binary.AppendUvarint(b, uint64(r.entries))
		b = binary.AppendUvarint(b, uint64(r.tombs))
		b = binary.AppendUvarint(b, uint64(r.bytes))
		b = binary.AppendUvarint(b, uint64(len(r.last)))
		b = append(b, r.last...)
		b = appendIDs(b, r.index)
		b = appendIDs(b, r.floors)
	}
	b = appendIDs(b, m.dropped)
	b = binary.AppendUvarint(b, m.synced)
	binary.LittleEndian.PutUint32(b[0:], manifestMagic)
	binary.LittleEndian.PutUint16(b[8:], manifestVersion)
	binary.LittleEndian.PutUint32(b[4:], crc32.Checksum(b[8:], castagnoli()))
	return b
}

func appendIDs(b []byte, ids []uint64) []byte {
	b = binary.AppendUvarint(b, uint64(len(ids)))
	for _, id := range ids {
		b = binary.AppendUvarint(b, id)
	}
	return b
}

// readManifest decodes a manifest; nil bytes are the manifest of a new
// database. Errors: CORRUPT, UNSUPPORTED for one of a newer program.
func readManifest(b []byte) (*manifest, error) {
	m := &manifest{nextPage: 1, nextRun: 1}
	if b == nil {
		return m, nil
	}
	if len(b) < manifestHeader || binary.LittleEndian.Uint32(b) != manifestMagic {
		return nil, corrupt("the manifest is not one")
	}
	if crc32.Checksum(b[8:], castagnoli()) != binary.LittleEndian.Uint32(b[4:]) {
		return nil, corrupt("the manifest fails its checksum")
	}
	v := binary.LittleEndian.Uint16(b[8:])
	if v == 0 || v > manifestVersion {
		return nil, dberr.New(dberr.Unsupported, "manifest of format "+num(uint64(v))+", this program reads "+num(manifestVersion))
	}
	d := decoder{b: b[manifestHeader:]}
	m.generation, m.epoch, m.seq = d.uint(), d.uint(), d.uint()
	m.nextPage, m.nextRun = d.uint(), d.uint()
	for n := d.count(); n > 0; n-- {
		r := &run{id: d.uint(), entries: int64(d.uint()), tombs: int64(d.uint()), bytes: int64(d.uint())}
		r.last = d.bytes()
		r.index = d.ids()
		if v >= 4 {
			r.floors = d.ids()
		}
		m.runs = append(m.runs, r)
		if r.id >= m.nextRun || len(r.index) == 0 || r.entries <= 0 || r.tombs < 0 || r.tombs > r.entries || r.bytes <= 0 {
			d.bad = true
			break
		}
	}
	m.dropped = d.ids()
	if v >= 2 {
		m.synced = d.uint()
	}
	if d.bad || len(d.b) > 0 {
		return nil, corrupt("the manifest is malformed")
	}
	return m, nil
}

// decoder reads fields until one is missing; then it stays bad.
type decoder struct {
	b   []byte
	bad bool
}

func (d *decoder) uint() uint64 {
	v, w := binary.Uvarint(d.b)
	if d.bad || w <= 0 {
		d.bad = true
		return 0
	}
	d.b = d.b[w:]
	return v
}

// count reads a number of things of which each takes a byte at least.
func (d *decoder) count() uint64 {
	n := d.uint()
	if n > uint64(len(d.b)) {
		d.bad = true
		return 0
	}
	return n
}

func (d *decoder) bytes() []byte {
	if d.bad {
		return nil
	}
	field, rest, ok := readBytes(d.b)
	if !ok {
		d.bad = true
		return nil
	}
	d.b = rest
	return field
}

func (d *decoder) ids() []uint64 {
	n := d.count()
	ids := make([]uint64, 0, n)
	for ; n > 0 && !d.bad; n-- {
		ids = append(ids, d.uint())
	}
	return ids
}
