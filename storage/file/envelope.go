//go:build unix

package file

import (
	"encoding/binary"
	"hash/crc32"
	"strconv"

	"github.com/auroradb/aurora/engine/dberr"
)

// MANIFEST is one envelope, little endian:
//
//	magic u32 | crc32c u32 of all that follows | version u16 | zero u16 |
//	uvarints: number of the first log, next file number, page file count, then per file:
//	number, dead page count, dead page ids |
//	the core's manifest, to the end; empty before the first flush
//
// Logs of higher numbers go on where the first ends. In version 1 there was one, in
// version 2 none that lies where an older one was.
const (
	envelopeMagic   = 0x45525541 // "AURE"
	envelopeHeader  = 12
	envelopeVersion = 3
)

type envelope struct {
	version uint16 // of one that was read
	log     uint64
	next    uint64
	files   []listedFile
	core    []byte
}

// listedFile is a page file that holds at least one live page.
type listedFile struct {
	number uint64
	dead   []uint64
}

func (e *envelope) encode() []byte {
	b := make([]byte, envelopeHeader, envelopeHeader+64+len(e.core))
	b = binary.AppendUvarint(b, e.log)
	b = binary.AppendUvarint(b, e.next)
	b = binary.AppendUvarint(b, uint64(len(e.files)))
	for _, f := range e.files {
		b = binary.AppendUvarint(b, f.number)
		b = binary.AppendUvarint(b, uint64(len(f.dead)))
		for _, id := range f.dead {
			b = binary.AppendUvarint(b, id)
		}
	}
	b = append(b, e.core...)
	binary.LittleEndian.PutUint32(b[0:], envelopeMagic)
	binary.LittleEndian.PutUint16(b[8:], envelopeVersion)
	binary.LittleEndian.PutUint32(b[4:], checksum(b[8:]))
	return b
}

// readEnvelope decodes MANIFEST. Errors: CORRUPT, UNSUPPORTED.
func readEnvelope(b []byte) (*envelope, error) {
	if len(b) < envelopeHeader || binary.LittleEndian.Uint32(b) != envelopeMagic {
		return nil, corrupt("MANIFEST is not a manifest")
	}
	if checksum(b[8:]) != binary.LittleEndian.Uint32(b[4:]) {
		return nil, corrupt("MANIFEST fails its checksum")
	}
	v := binary.LittleEndian.Uint16(b[8:])
	if v == 0 || v > envelopeVersion {
		return nil, dberr.New(dberr.Unsupported, "MANIFEST has format "+strconv.Itoa(int(v))+", this program reads "+strconv.Itoa(envelopeVersion))
	}
	d := decoder{b: b[envelopeHeader:]}
	e := &envelope{version: v, log: d.uint(), next: d.uint()}
	for n := d.count(); n > 0 && !d.bad; n-- {
		f := listedFile{number: d.uint()}
		for k := d.count(); k > 0 && !d.bad; k-- {
			f.dead = append(f.dead, d.uint())
		}
		if f.number >= e.next {
			d.bad = true
		}
		e.files = append(e.files, f)
	}
	if d.bad || e.log >= e.next {
		return nil, corrupt("MANIFEST is malformed")
	}
	if len(d.b) > 0 {
		e.core = d.b
	}
	return e, nil
}

// decoder reads numbers until one is missing; then it stays bad.
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

// count reads a number of things that take at least a byte each.
func (d *decoder) count() uint64 {
	n := d.uint()
	if n > uint64(len(d.b)) {
		d.bad = true
		return 0
	}
	return n
}

func checksum(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }
