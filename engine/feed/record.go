// Package feed is the change log and those who listen to it. Every commit
// writes one record in its own batch; after the acknowledgement the same record
// goes to the listeners, in commit order. The types to know are [Record], one
// commit, [Bus], which hands records to bounded queues, and [Queue], the end
// that a listener reads.
package feed

import (
	"encoding/binary"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// Type is what happened to a document.
type Type uint8

// The types of changes.
const (
	Insert Type = iota + 1
	Update
	Delete
)

// String returns the word that events carry.
func (t Type) String() string {
	switch t {
	case Insert:
		return "insert"
	case Update:
		return "update"
	case Delete:
		return "delete"
	}
	return "invalid"
}

// Change is one document that a commit changed.
type Change struct {
	Type       Type
	Collection string
	Row        uint64
	ID         string
	Old        value.Raw // nil for an insert
	New        value.Raw // nil for a delete
}

// Record is one commit: its changes in the order in which they were made.
type Record struct {
	Seq     uint64
	Total   uint64 // bytes of this record and all before it, since the beginning
	Changes []Change
}

// Key is the key of a commit's record.
func Key(seq uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte{catalog.SpaceChange}, seq)
}

// Seq returns the sequence of a record's key.
func Seq(key []byte) (uint64, bool) {
	if len(key) != 9 || key[0] != catalog.SpaceChange {
		return 0, false
	}
	return binary.BigEndian.Uint64(key[1:]), true
}

// recordVersion is the first byte of a stored record. In version 1 an update held both
// documents; it is still read.
const recordVersion = 2

// Encode returns the stored form and sets Total, which is the given total of
// the records before plus the length of this one.
//
//	version u8 | total u64 | count uvarint | change…
//	change = type u8 | row uvarint | collection text | id text | old bytes | new
//	new    = bytes; of an update: head uvarint | tail uvarint | bytes between so many
//	         bytes of the old document's beginning and end
//	text, bytes = length uvarint | bytes
//
// Most updates change a few bytes, and a commit writes the document itself beside.
func (r *Record) Encode(before uint64) []byte {
	n := 16
	for i := range r.Changes {
		c := &r.Changes[i]
		head, tail := c.common()
		n += 24 + len(c.Collection) + len(c.ID) + len(c.Old) + len(c.New) - head - tail
	}
	b := make([]byte, 9, n)
	b[0] = recordVersion
	b = binary.AppendUvarint(b, uint64(len(r.Changes)))
	for i := range r.Changes {
		c := &r.Changes[i]
		b = append(b, byte(c.Type))
		b = binary.AppendUvarint(b, c.Row)
		b = appendBytes(b, c.Collection)
		b = appendBytes(b, c.ID)
		b = appendBytes(b, c.Old)
		head, tail := c.common()
		if c.Type == Update {
			b = binary.AppendUvarint(b, uint64(head))
			b = binary.AppendUvarint(b, uint64(tail))
		}
		b = appendBytes(b, c.New[head:len(c.New)-tail])
	}
	r.Total = before + uint64(len(b))
	binary.BigEndian.PutUint64(b[1:], r.Total)
	return b
}

// common returns how many bytes at the beginning and at the end of the documents of an
// update are the same; the two do not overlap.
func (c *Change) common() (head, tail int) {
	if c.Type != Update {
		return 0, 0
	}
	a, b := c.Old, c.New
	n := min(len(a), len(b))
	for head+8 <= n && binary.LittleEndian.Uint64(a[head:]) == binary.LittleEndian.Uint64(b[head:]) {
		head += 8
	}
	for head < n && a[head] == b[head] {
		head++
	}
	a, b, n = a[head:], b[head:], n-head
	for tail+8 <= n && binary.LittleEndian.Uint64(a[len(a)-tail-8:]) == binary.LittleEndian.Uint64(b[len(b)-tail-8:]) {
		tail += 8
	}
	for tail < n && a[len(a)-tail-1] == b[len(b)-tail-1] {
		tail++
	}
	return head, tail
}

func appendBytes[T ~string | ~[]byte](b []byte, s T) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// Decode reads a stored record. The changes share the bytes but for the new documents
// of updates.
//
// Errors: CORRUPT.
func Decode(seq uint64, b []byte) (*Record, error) {
	d := decoder{b: b}
	r := &Record{Seq: seq}
	version := d.byte()
	if version != 1 && version != recordVersion {
		return nil, corrupt()
	}
	r.Total = d.u64()
	n := d.uvarint()
	if n > uint64(len(b)) {
		return nil, corrupt()
	}
	r.Changes = make([]Change, n)
	for i := range r.Changes {
		c := &r.Changes[i]
		c.Type = Type(d.byte())
		c.Row = d.uvarint()
		c.Collection = string(d.bytes())
		c.ID = string(d.bytes())
		c.Old = d.bytes()
		if version == recordVersion && c.Type == Update {
			c.New = d.between(c.Old)
		} else {
			c.New = d.bytes()
		}
		if c.Type < Insert || c.Type > Delete {
			d.bad = true
		}
	}
	if d.bad || len(d.b) != 0 {
		return nil, corrupt()
	}
	return r, nil
}

// Total returns the Total of a stored record without reading the rest.
//
// Errors: CORRUPT.
func Total(b []byte) (uint64, error) {
	if len(b) < 9 || b[0] != 1 && b[0] != recordVersion {
		return 0, corrupt()
	}
	return binary.BigEndian.Uint64(b[1:]), nil
}

func corrupt() error { return dberr.New(dberr.Corrupt, "change record") }

// decoder reads from the front; after a fault it answers zeroes.
type decoder struct {
	b   []byte
	bad bool
}

func (d *decoder) take(n uint64) []byte {
	if d.bad || n > uint64(len(d.b)) {
		d.bad = true
		return nil
	}
	out := d.b[:n:n]
	d.b = d.b[n:]
	return out
}

func (d *decoder) byte() byte {
	if b := d.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (d *decoder) u64() uint64 {
	if b := d.take(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

func (d *decoder) uvarint() uint64 {
	if d.bad {
		return 0
	}
	v, n := binary.Uvarint(d.b)
	if n <= 0 {
		d.bad = true
		return 0
	}
	d.b = d.b[n:]
	return v
}

// bytes returns nil for an empty run: documents are never empty.
func (d *decoder) bytes() []byte {
	n := d.uvarint()
	if n == 0 {
		return nil
	}
	return d.take(n)
}

// between reads a document that begins and ends as another one.
func (d *decoder) between(old []byte) []byte {
	head, tail := d.uvarint(), d.uvarint()
	part := d.bytes()
	if n := uint64(len(old)); d.bad || head > n || tail > n-head {
		d.bad = true
		return nil
	}
	b := make([]byte, 0, int(head+tail)+len(part))
	b = append(b, old[:head]...)
	b = append(b, part...)
	return append(b, old[uint64(len(old))-tail:]...)
}
