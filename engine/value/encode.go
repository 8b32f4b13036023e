package value

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// The document encoding. Tags not named here are free.
//
//	null      00
//	false     01
//	true      02
//	Int       03, zigzag varint
//	Float     04, bits, little-endian u64
//	String    05, length varint, bytes
//	Uuid      06, 16 bytes
//	DateTime  07, seconds i64, nanoseconds u32, little-endian
//	Bytes     08, length varint, bytes
//	Array     09, size of the rest u32, count varint, elements
//	Object    0A, size of the rest u32, count varint, entries: key length varint, key, value
const (
	tagNull     byte = 0x00
	tagFalse    byte = 0x01
	tagTrue     byte = 0x02
	tagInt      byte = 0x03
	tagFloat    byte = 0x04
	tagString   byte = 0x05
	tagUuid     byte = 0x06
	tagDateTime byte = 0x07
	tagBytes    byte = 0x08
	tagArray    byte = 0x09
	tagObject   byte = 0x0A

	headSize = 5 // tag and size of an Array or Object
)

// MaxDepth is the greatest nesting that decoding accepts. Requests are held to
// less, so that an update can add a few levels.
const MaxDepth = 500

// Encode returns the document encoding of v, in memory of just its length.
func Encode(v Value) Raw { return Append(make([]byte, 0, size(&v)), v) }

// size is the length of the document encoding of v.
func size(v *Value) int {
	switch v.kind {
	case Int:
		n := int64(v.num)
		return 1 + uvarintLen(uint64(n<<1)^uint64(n>>63)) // zigzag
	case Float:
		return 9
	case String, Bytes:
		return 1 + textLen(v.str)
	case Uuid:
		return 1 + len(v.str)
	case DateTime:
		return 13
	case Array:
		n := headSize + uvarintLen(uint64(len(v.comp.items)))
		for i := range v.comp.items {
			n += size(&v.comp.items[i])
		}
		return n
	case Object:
		n := headSize + uvarintLen(uint64(len(v.comp.fields)))
		for i := range v.comp.fields {
			f := &v.comp.fields[i]
			n += textLen(f.Name) + size(&f.Value)
		}
		return n
	}
	return 1
}

func uvarintLen(n uint64) int { return (bits.Len64(n|1) + 6) / 7 }

func textLen(s string) int { return uvarintLen(uint64(len(s))) + len(s) }

// Append appends the document encoding of v. A list or object of 4 GiB or more
// cannot be encoded; the limits of the writer are far below.
func Append(dst []byte, v Value) []byte {
	switch v.kind {
	case Bool:
		return append(dst, tagFalse+byte(v.num))
	case Int:
		return binary.AppendVarint(append(dst, tagInt), int64(v.num))
	case Float:
		return binary.LittleEndian.AppendUint64(append(dst, tagFloat), v.num)
	case String:
		return appendText(append(dst, tagString), v.str)
	case Uuid:
		return append(append(dst, tagUuid), v.str...)
	case DateTime:
		dst = binary.LittleEndian.AppendUint64(append(dst, tagDateTime), v.num)
		return binary.LittleEndian.AppendUint32(dst, v.nsec)
	case Bytes:
		return appendText(append(dst, tagBytes), v.str)
	case Array:
		dst, at := begin(dst, tagArray)
		dst = binary.AppendUvarint(dst, uint64(len(v.comp.items)))
		for _, x := range v.comp.items {
			dst = Append(dst, x)
		}
		return finish(dst, at)
	case Object:
		dst, at := begin(dst, tagObject)
		dst = binary.AppendUvarint(dst, uint64(len(v.comp.fields)))
		for i := range v.comp.fields {
			dst = appendText(dst, v.comp.fields[i].Name)
			dst = Append(dst, v.comp.fields[i].Value)
		}
		return finish(dst, at)
	}
	return append(dst, tagNull)
}

func appendText(dst []byte, s string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...)
}

// begin appends the head of a list or object; finish fills in its size.
func begin(dst []byte, tag byte) (out []byte, at int) {
	dst = append(dst, tag, 0, 0, 0, 0)
	return dst, len(dst)
}

func finish(dst []byte, at int) []byte {
	size := len(dst) - at
	if uint64(size) > math.MaxUint32 {
		return append(dst[:at-headSize], tagNull) // see Append
	}
	binary.LittleEndian.PutUint32(dst[at-4:], uint32(size))
	return dst
}
