package value

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math"

	"github.com/auroradb/aurora/engine/sorting"
)

// CompareRaw is [Compare] of the decoded values, without decoding them. It
// allocates only for objects with many members.
func CompareRaw(a, b Raw) int {
	ka, kb := a.Kind(), b.Kind()
	if c := cmp.Compare(ka.rank(), kb.rank()); c != 0 {
		return c
	}
	switch ka {
	case Bool:
		return cmp.Compare(a[0], b[0])
	case Int, Float:
		_, na := a.number()
		_, nb := b.number()
		return compareNumbers(ka, na, kb, nb)
	case String, Bytes:
		return bytes.Compare(a.text(), b.text())
	case Uuid:
		return bytes.Compare(a.Uuid(), b.Uuid())
	case DateTime:
		sa, na := a.Time()
		sb, nb := b.Time()
		if c := cmp.Compare(sa, sb); c != 0 {
			return c
		}
		return cmp.Compare(na, nb)
	case Array:
		return compareRawItems(a, b)
	case Object:
		return compareRawMembers(a, b)
	}
	return 0
}

// EqualRaw is [Equal] of the decoded values.
func EqualRaw(a, b Raw) bool { return CompareRaw(a, b) == 0 }

func compareRawItems(a, b Raw) int {
	ba, _, i, okA := a.open(tagArray)
	bb, _, j, okB := b.open(tagArray)
	for okA && okB && i < len(ba) && j < len(bb) {
		ni, nj := skip(ba, i), skip(bb, j)
		if ni < 0 || nj < 0 {
			break
		}
		if c := CompareRaw(Raw(ba[i:ni]), Raw(bb[j:nj])); c != 0 {
			return c
		}
		i, j = ni, nj
	}
	return cmp.Compare(len(ba)-i, 0) - cmp.Compare(len(bb)-j, 0)
}

// member is an object member by its place.
type member struct{ at, from, next int } // name b[at:from], value b[from:next]

func compareRawMembers(a, b Raw) int {
	var bufA, bufB [16]member
	ma := sortedMembers(bufA[:0], a)
	mb := sortedMembers(bufB[:0], b)
	for i := range min(len(ma), len(mb)) {
		x, y := ma[i], mb[i]
		if c := bytes.Compare(a[x.at:x.from], b[y.at:y.from]); c != 0 {
			return c
		}
		if c := CompareRaw(a[x.from:x.next], b[y.from:y.next]); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(ma), len(mb))
}

// sortedMembers appends the members of an object in the order of their names.
func sortedMembers(dst []member, r Raw) []member {
	b, _, i, ok := r.open(tagObject)
	for ok && i < len(b) {
		n, at := uvarint(b, i)
		if at < 0 || n > uint64(len(b)-at) {
			break
		}
		m := member{at: at, from: at + int(n)}
		if m.next = skip(b, m.from); m.next < 0 {
			break
		}
		dst = append(dst, m)
		i = m.next
	}
	if len(dst) > 12 {
		sorting.StableFunc(dst, func(x, y member) int { return bytes.Compare(r[x.at:x.from], r[y.at:y.from]) })
		return dst
	}
	for i := 1; i < len(dst); i++ {
		for j := i; j > 0 && bytes.Compare(r[dst[j].at:dst[j].from], r[dst[j-1].at:dst[j-1].from]) < 0; j-- {
			dst[j], dst[j-1] = dst[j-1], dst[j]
		}
	}
	return dst
}

// AppendKey is [AppendKey] of the decoded value, without decoding it.
func (r Raw) AppendKey(dst []byte) []byte {
	switch r.Kind() {
	case Bool:
		return append(dst, keyFalse+(r[0]-tagFalse))
	case Int:
		return appendKeyInt(dst, r.Int())
	case Float:
		return appendKeyFloat(dst, r.Float())
	case String:
		return appendKeyText(append(dst, keyString), r.text())
	case Bytes:
		return appendKeyText(append(dst, keyBytes), r.text())
	case Uuid:
		var u [16]byte
		copy(u[:], r.Uuid())
		return append(append(dst, keyUuid), u[:]...)
	case DateTime:
		sec, nsec := r.Time()
		return appendKeyTime(dst, sec, nsec)
	case Array:
		dst = append(dst, keyArray)
		for x := range r.Items() {
			dst = x.AppendKey(dst)
		}
		return append(dst, keyEnd)
	case Object:
		var buf [16]member
		dst = append(dst, keyObject)
		for _, m := range sortedMembers(buf[:0], r) {
			dst = appendKeyText(append(dst, keyMember), r[m.at:m.from])
			dst = r[m.from:m.next].AppendKey(dst)
		}
		return append(dst, keyEnd)
	}
	return append(dst, keyNull)
}

// AppendKeyDesc is [AppendKeyDesc] of the decoded value.
func (r Raw) AppendKeyDesc(dst []byte) []byte {
	from := len(dst)
	dst = r.AppendKey(dst)
	invert(dst[from:])
	return dst
}

// AppendObject appends an Object of encoded members: names[i] with vals[i]. An
// empty val is left out. It builds documents without decoding their parts.
func AppendObject(dst []byte, names []string, vals []Raw) []byte {
	var count uint64
	for _, x := range vals {
		if len(x) > 0 {
			count++
		}
	}
	dst, at := begin(dst, tagObject)
	dst = binary.AppendUvarint(dst, count)
	for i, x := range vals {
		if len(x) > 0 {
			dst = append(appendText(dst, names[i]), x...)
		}
	}
	return finish(dst, at)
}

// finite is the Float of an encoded value for text: malformed ones read as 0.
func finite(f float64) float64 {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	return f
}
