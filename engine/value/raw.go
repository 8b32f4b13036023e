package value

import (
	"encoding/binary"
	"iter"
	"math"
	"math/bits"
)

// Raw is one encoded value, as [Append] writes it. Reading never panics and, but
// for the list of Members, never allocates, whatever the bytes are: malformed
// parts read as absent or null. Bytes from outside are checked with [Raw.Check]
// once. The results of its methods are parts of the same bytes.
type Raw []byte

// Kind returns the value's kind; Null for malformed bytes.
func (r Raw) Kind() Kind {
	if len(r) == 0 {
		return Null
	}
	switch r[0] {
	case tagFalse, tagTrue:
		return Bool
	case tagInt:
		return Int
	case tagFloat:
		return Float
	case tagString:
		return String
	case tagUuid:
		return Uuid
	case tagDateTime:
		return DateTime
	case tagBytes:
		return Bytes
	case tagArray:
		return Array
	case tagObject:
		return Object
	}
	return Null
}

// IsNull reports whether the value is null.
func (r Raw) IsNull() bool { return r.Kind() == Null }

// Bool returns a Bool, false for other kinds.
func (r Raw) Bool() bool { return len(r) > 0 && r[0] == tagTrue }

// Int returns an Int, 0 for other kinds.
func (r Raw) Int() int64 {
	if len(r) == 0 || r[0] != tagInt {
		return 0
	}
	n, _ := binary.Varint(r[1:])
	return n
}

// Float returns a Float, or an Int converted (rounded beyond 2^53); 0 for other
// kinds.
func (r Raw) Float() float64 {
	if len(r) >= 9 && r[0] == tagFloat {
		return math.Float64frombits(binary.LittleEndian.Uint64(r[1:]))
	}
	return float64(r.Int())
}

// number returns the bits of an Int or Float as a Value holds them.
func (r Raw) number() (Kind, uint64) {
	if r.Kind() == Int {
		return Int, uint64(r.Int())
	}
	return Float, math.Float64bits(r.Float())
}

// StrBytes returns the bytes of a String, nil for other kinds. They are part of
// r; do not change them.
func (r Raw) StrBytes() []byte {
	if len(r) == 0 || r[0] != tagString {
		return nil
	}
	return r.text()
}

// BytesOf returns Bytes, nil for other kinds. They are part of r; do not change
// them.
func (r Raw) BytesOf() []byte {
	if len(r) == 0 || r[0] != tagBytes {
		return nil
	}
	return r.text()
}

// Uuid returns the 16 bytes of a Uuid, nil for other kinds. They are part of r.
func (r Raw) Uuid() []byte {
	if len(r) < 17 || r[0] != tagUuid {
		return nil
	}
	return r[1:17]
}

// Time returns a DateTime as seconds and nanoseconds since 1970, zero for other
// kinds.
func (r Raw) Time() (sec int64, nsec uint32) {
	if len(r) < 13 || r[0] != tagDateTime {
		return 0, 0
	}
	return int64(binary.LittleEndian.Uint64(r[1:])), binary.LittleEndian.Uint32(r[9:])
}

// text returns the bytes after a length, nil if they are cut short.
func (r Raw) text() []byte {
	n, w := uvarint(r, 1)
	if w < 0 || n > uint64(len(r)-w) {
		return nil
	}
	return r[w : w+int(n) : w+int(n)]
}

// uvarint reads a number at i and returns the place after it, -1 if malformed.
func uvarint(b []byte, i int) (n uint64, next int) {
	if i < len(b) && b[i] < 0x80 {
		return uint64(b[i]), i + 1
	}
	if i > len(b) {
		return 0, -1
	}
	n, w := binary.Uvarint(b[i:])
	if w <= 0 {
		return 0, -1
	}
	return n, i + w
}

// skip returns the place after the value at i, -1 if it is malformed or cut
// short. It looks at the head only.
func skip(b []byte, i int) int {
	if i >= len(b) {
		return -1
	}
	next := -1
	switch b[i] {
	case tagNull, tagFalse, tagTrue:
		return i + 1
	case tagInt:
		_, next = uvarint(b, i+1)
		return next
	case tagFloat:
		next = i + 9
	case tagUuid:
		next = i + 17
	case tagDateTime:
		next = i + 13
	case tagString, tagBytes:
		n, at := uvarint(b, i+1)
		if at < 0 || n > uint64(len(b)-at) {
			return -1
		}
		return at + int(n)
	case tagArray, tagObject:
		if len(b)-i < headSize {
			return -1
		}
		n := uint64(binary.LittleEndian.Uint32(b[i+1:]))
		if n > uint64(len(b)-i-headSize) {
			return -1
		}
		next = i + headSize + int(n)
	}
	if next > len(b) {
		return -1
	}
	return next
}

// open returns the count and the place of the first member of a list or object;
// ok is false if r is none or its head is malformed.
func (r Raw) open(tag byte) (body []byte, count uint64, at int, ok bool) {
	if len(r) < headSize || r[0] != tag {
		return nil, 0, 0, false
	}
	end := skip(r, 0)
	if end < 0 {
		return nil, 0, 0, false
	}
	count, at = uvarint(r[:end], headSize)
	return r[:end], count, at, at >= 0
}

// entry reads the object member at i: its name, its value and the place after it.
func entry(b []byte, i int) (name []byte, val Raw, next int) {
	at, from, next := memberAt(b, i)
	if next < 0 {
		return nil, nil, -1
	}
	return b[at:from:from], b[from:next:next], next
}

// memberAt returns where the name and the value of the object member at i lie, and
// the place after it, -1 if it is malformed. Lengths of one byte, which nearly all
// are, and numbers take no call: most of what a filter does is to pass over members.
func memberAt(b []byte, i int) (name, val, next int) {
	if i < len(b) && b[i] < 0x80 {
		name = i + 1
		val = name + int(b[i])
		if val+1 < len(b) {
			switch b[val] {
			case tagString:
				if n := b[val+1]; n < 0x80 {
					next = val + 2 + int(n)
				}
			case tagInt:
				if b[val+1] < 0x80 {
					next = val + 2
				} else if val+9 <= len(b) {
					ends := ^binary.LittleEndian.Uint64(b[val+1:]) & 0x8080808080808080 // high bits of last bytes
					if ends != 0 {
						next = val + 2 + bits.TrailingZeros64(ends)/8
					}
				}
			case tagFloat:
				next = val + 9
			case tagNull, tagFalse, tagTrue:
				next = val + 1
			}
			if next > 0 && next <= len(b) {
				return name, val, next
			}
		}
	}
	n, name := uvarint(b, i)
	if name < 0 || n > uint64(len(b)-name) {
		return 0, 0, -1
	}
	val = name + int(n)
	return name, val, skip(b, val)
}

// Len returns the number of elements of an Array or members of an Object, 0 for
// other kinds.
func (r Raw) Len() int {
	if r.Kind() != Array && r.Kind() != Object {
		return 0
	}
	_, count, _, ok := r.open(r[0])
	if !ok || count > uint64(len(r)) {
		return 0
	}
	return int(count)
}

// Field returns the member of a name, without allocation. Cost: one pass over
// the names in front of it.
func (r Raw) Field(name string) (Raw, bool) {
	b, _, i, ok := r.open(tagObject)
	if !ok {
		return nil, false
	}
	val := namedMember(b, i, len(b), name)
	return val, val != nil
}

// Member is where a member of an object lies.
type Member struct{ name, value, end uint32 }

// maxMembers is how many members of an object are noted at most.
const maxMembers = 64

// Members appends where the members of an object lie, for whoever reads several
// of them; all is false if there are more than were noted. Cost: one pass.
func (r Raw) Members(dst []Member) (members []Member, all bool) {
	b, count, i, ok := r.open(tagObject)
	if !ok {
		return dst, true
	}
	if uint64(len(b)) > math.MaxUint32 {
		return dst, false
	}
	for range min(count, maxMembers) {
		at, from, next := memberAt(b, i)
		if next < 0 {
			return dst, true
		}
		dst = append(dst, Member{name: uint32(at), value: uint32(from), end: uint32(next)})
		i = next
	}
	return dst, count <= maxMembers
}

// Name is the name of members that are looked for in many objects.
type Name struct {
	Text       string
	head, mask uint64 // its first eight bytes, and which of them it has
}

// NameOf returns a name.
func NameOf(text string) Name {
	n := Name{Text: text}
	for i := range min(len(text), 8) {
		n.head |= uint64(text[i]) << (8 * i)
		n.mask |= 0xff << (8 * i)
	}
	return n
}

// Member returns the value of a member if it has the name.
func (r Raw) Member(m *Member, name *Name) (Raw, bool) {
	at, value := int(m.name), int(m.value)
	if value-at != len(name.Text) {
		return nil, false
	}
	if byWords && at+8 <= len(r) && value-at <= 8 { // most names are short: eight bytes with one comparison
		if binary.LittleEndian.Uint64(r[at:])&name.mask != name.head {
			return nil, false
		}
	} else if string(r[at:value]) != name.Text {
		return nil, false
	}
	return r[value:m.end:m.end], true
}

// namedMember returns the member of a name among those from i up to end, nil if
// there is none.
func namedMember(b []byte, i, end int, name string) Raw {
	for i < end {
		at, from, next := memberAt(b, i)
		if next < 0 {
			return nil
		}
		if from-at == len(name) && string(b[at:from]) == name {
			return Raw(b[from:next:next])
		}
		i = next
	}
	return nil
}

// Path follows a path of names, without allocation. A numeric part indexes a
// list (from 0). In each object an exact key, the rest of the path joined by
// dots, wins over the path: "meta.maker" before meta, then maker.
func (r Raw) Path(path []string) (Raw, bool) {
	for i := range path {
		if len(r) == 0 {
			return nil, false
		}
		switch r[0] {
		case tagObject:
			if i == len(path)-1 {
				return r.Field(path[i])
			}
			next, at := r.step(path[i:])
			switch at {
			case stepExact:
				return next, true
			case stepNone:
				return nil, false
			}
			r = next
		case tagArray:
			n, ok := listIndex(path[i])
			if !ok {
				return nil, false
			}
			if r, ok = r.Item(n); !ok {
				return nil, false
			}
		default:
			return nil, false
		}
	}
	return r, true
}

func (r Raw) step(path []string) (next Raw, at stepKind) {
	b, _, i, ok := r.open(tagObject)
	for ok && i < len(b) {
		name, val, after := entry(b, i)
		if after < 0 {
			return nil, stepNone
		}
		if joinedEqual(name, path) {
			return val, stepExact
		}
		if at == stepNone && string(name) == path[0] {
			next, at = val, stepFirst
		}
		i = after
	}
	return next, at
}

// Item returns the element of a list at a place from 0. Cost: it skips the ones
// before.
func (r Raw) Item(n int) (Raw, bool) {
	b, _, i, ok := r.open(tagArray)
	for ok && i < len(b) {
		next := skip(b, i)
		if next < 0 {
			return nil, false
		}
		if n == 0 {
			return Raw(b[i:next:next]), true
		}
		n--
		i = next
	}
	return nil, false
}

// Items yields the elements of a list.
func (r Raw) Items() iter.Seq[Raw] {
	return func(yield func(Raw) bool) {
		b, _, i, ok := r.open(tagArray)
		for ok && i < len(b) {
			next := skip(b, i)
			if next < 0 || !yield(Raw(b[i:next:next])) {
				return
			}
			i = next
		}
	}
}

// Each yields the members of an object in their order. The names are part of r.
func (r Raw) Each() iter.Seq2[[]byte, Raw] {
	return func(yield func([]byte, Raw) bool) {
		b, _, i, ok := r.open(tagObject)
		for ok && i < len(b) {
			name, val, next := entry(b, i)
			if next < 0 || !yield(name, val) {
				return
			}
			i = next
		}
	}
}
