package value

import (
	"encoding/binary"
	"math"
)

// The key encoding. Every value begins with one of these bytes, in the total
// order; 0x00 ends lists and objects, so that a shorter one sorts first.
//
//	null      05
//	false     06
//	true      07
//	number    08, largest float64 ≤ n as sortable u64; from ±2^53 on also n minus that float, u16
//	String    10, bytes with 00 as 00 FF, end 00 01
//	Uuid      11, 16 bytes
//	DateTime  12, seconds with flipped sign u64, nanoseconds u32
//	Bytes     13, as String
//	Array     14, elements, 00
//	Object    15, by sorted keys: 01, key as String without tag, value; 00
const (
	keyEnd      byte = 0x00
	keyMember   byte = 0x01
	keyNull     byte = 0x05
	keyFalse    byte = 0x06
	keyTrue     byte = 0x07
	keyNumber   byte = 0x08
	keyString   byte = 0x10
	keyUuid     byte = 0x11
	keyDateTime byte = 0x12
	keyBytes    byte = 0x13
	keyArray    byte = 0x14
	keyObject   byte = 0x15

	escZero byte = 0xFF // after 00: a zero byte of the text
	escEnd  byte = 0x01 // after 00: the end of the text
)

// AppendKey appends the order-preserving encoding of v: comparing two of them
// bytewise is [Compare], no encoding is a prefix of another, and equal values
// (5 and 5.0, objects with another field order) have the same bytes.
func AppendKey(dst []byte, v Value) []byte {
	switch v.kind {
	case Null:
		return append(dst, keyNull)
	case Bool:
		return append(dst, keyFalse+byte(v.num))
	case Int:
		return appendKeyInt(dst, int64(v.num))
	case Float:
		return appendKeyFloat(dst, math.Float64frombits(v.num))
	case String:
		return appendKeyText(append(dst, keyString), v.str)
	case Uuid:
		return append(append(dst, keyUuid), v.str...)
	case DateTime:
		return appendKeyTime(dst, int64(v.num), v.nsec)
	case Bytes:
		return appendKeyText(append(dst, keyBytes), v.str)
	case Array:
		dst = append(dst, keyArray)
		for _, x := range v.comp.items {
			dst = AppendKey(dst, x)
		}
		return append(dst, keyEnd)
	case Object:
		var buf [16]int
		dst = append(dst, keyObject)
		for _, i := range sortedFields(buf[:0], v.comp.fields) {
			f := &v.comp.fields[i]
			dst = appendKeyText(append(dst, keyMember), f.Name)
			dst = AppendKey(dst, f.Value)
		}
		return append(dst, keyEnd)
	}
	return append(dst, keyNull)
}

// AppendKeyDesc appends the encoding of v for a descending component: the
// inverted bytes of [AppendKey].
func AppendKeyDesc(dst []byte, v Value) []byte {
	from := len(dst)
	dst = AppendKey(dst, v)
	invert(dst[from:])
	return dst
}

// AppendKeyPrefix appends the beginning that the keys of exactly those Strings
// have in common that start with s (for startsWith on an index).
func AppendKeyPrefix(dst []byte, s string) []byte {
	dst = appendKeyText(append(dst, keyString), s)
	return dst[:len(dst)-2]
}

// KeyBounds returns the first bytes of keys of a kind: all keys of values of
// the kind are ≥ lo and < hi. Int and Float are one kind.
func KeyBounds(k Kind) (lo, hi byte) {
	switch k {
	case Null:
		return keyNull, keyNull + 1
	case Bool:
		return keyFalse, keyTrue + 1
	case Int, Float:
		return keyNumber, keyNumber + 1
	case String:
		return keyString, keyString + 1
	case Uuid:
		return keyUuid, keyUuid + 1
	case DateTime:
		return keyDateTime, keyDateTime + 1
	case Bytes:
		return keyBytes, keyBytes + 1
	case Array:
		return keyArray, keyArray + 1
	}
	return keyObject, keyObject + 1
}

func invert(b []byte) {
	for i := range b {
		b[i] = ^b[i]
	}
}

func appendKeyText[T ~string | ~[]byte](dst []byte, s T) []byte {
	from := 0
	for i := 0; i < len(s); i++ {
		if s[i] == 0 {
			dst = append(append(dst, s[from:i+1]...), escZero)
			from = i + 1
		}
	}
	return append(append(dst, s[from:]...), 0, escEnd)
}

func appendKeyTime(dst []byte, sec int64, nsec uint32) []byte {
	dst = binary.BigEndian.AppendUint64(append(dst, keyDateTime), uint64(sec)^1<<63)
	return binary.BigEndian.AppendUint32(dst, nsec)
}

func appendKeyFloat(dst []byte, f float64) []byte {
	dst = binary.BigEndian.AppendUint64(append(dst, keyNumber), sortableFloat(f))
	if math.Abs(f) >= twoTo53 {
		dst = append(dst, 0, 0)
	}
	return dst
}

func appendKeyInt(dst []byte, n int64) []byte {
	f := float64(n)
	if f >= twoTo63 || int64(f) > n {
		f = math.Nextafter(f, math.Inf(-1))
	}
	dst = binary.BigEndian.AppendUint64(append(dst, keyNumber), sortableFloat(f))
	if math.Abs(f) >= twoTo53 {
		dst = binary.BigEndian.AppendUint16(dst, uint16(n-int64(f)))
	}
	return dst
}

// sortableFloat maps floats to integers of the same order; -0 becomes 0.
func sortableFloat(f float64) uint64 {
	if f == 0 {
		f = 0 // not -0
	}
	bits := math.Float64bits(f)
	if bits>>63 == 1 {
		return ^bits
	}
	return bits | 1<<63
}

func unsortableFloat(u uint64) float64 {
	if u>>63 == 1 {
		return math.Float64frombits(u &^ (1 << 63))
	}
	return math.Float64frombits(^u)
}
