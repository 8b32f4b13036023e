package value

import (
	"bytes"
	"encoding/binary"
	"math"

	"github.com/auroradb/aurora/engine/dberr"
)

// DecodeKey reads one value from the beginning of b and returns what follows
// it. A whole number that fits into 64 bits comes back as an Int (5.0 has the
// key of 5). Objects come back with sorted keys.
//
// Errors: CORRUPT for bytes that [AppendKey] does not write or that nest deeper
// than [MaxDepth]. It never panics.
func DecodeKey(b []byte) (v Value, rest []byte, err error) {
	d := keyDecoder{b: b}
	if v, ok := d.value(0); ok {
		return v, d.b, nil
	}
	return Value{}, nil, dberr.New(dberr.Corrupt, "malformed key value")
}

// DecodeKeyDesc is [DecodeKey] for a component written by [AppendKeyDesc].
//
// Errors: CORRUPT as DecodeKey.
func DecodeKeyDesc(b []byte) (v Value, rest []byte, err error) {
	up := bytes.Clone(b)
	invert(up)
	v, tail, err := DecodeKey(up)
	if err != nil {
		return Value{}, nil, err
	}
	return v, b[len(b)-len(tail):], nil
}

type keyDecoder struct{ b []byte }

// take cuts n bytes off; ok is false if there are fewer.
func (d *keyDecoder) take(n int) (head []byte, ok bool) {
	if len(d.b) < n {
		return nil, false
	}
	head, d.b = d.b[:n], d.b[n:]
	return head, true
}

func (d *keyDecoder) value(depth int) (Value, bool) {
	tag, ok := d.take(1)
	if !ok || depth > MaxDepth {
		return Value{}, false
	}
	switch tag[0] {
	case keyNull:
		return Value{}, true
	case keyFalse, keyTrue:
		return BoolValue(tag[0] == keyTrue), true
	case keyNumber:
		return d.number()
	case keyString, keyBytes:
		s, ok := d.text()
		if tag[0] == keyString {
			return Value{kind: String, str: s}, ok
		}
		return Value{kind: Bytes, str: s}, ok
	case keyUuid:
		u, ok := d.take(16)
		return Value{kind: Uuid, str: string(u)}, ok
	case keyDateTime:
		t, ok := d.take(12)
		if !ok || binary.BigEndian.Uint32(t[8:]) >= nanosPerSecond {
			return Value{}, false
		}
		return DateTimeValue(int64(binary.BigEndian.Uint64(t)^1<<63), binary.BigEndian.Uint32(t[8:])), true
	case keyArray:
		return d.array(depth)
	case keyObject:
		return d.object(depth)
	}
	return Value{}, false
}

func (d *keyDecoder) number() (Value, bool) {
	head, ok := d.take(8)
	if !ok {
		return Value{}, false
	}
	f := unsortableFloat(binary.BigEndian.Uint64(head))
	if math.IsNaN(f) || math.IsInf(f, 0) || (f == 0 && math.Signbit(f)) {
		return Value{}, false
	}
	var more uint16
	if math.Abs(f) >= twoTo53 {
		if head, ok = d.take(2); !ok {
			return Value{}, false
		}
		more = binary.BigEndian.Uint16(head)
	}
	n, whole := exactInt(f)
	if !whole {
		return Value{kind: Float, num: math.Float64bits(f)}, more == 0
	}
	if more > 0 { // only what an Int between this float and the next one writes
		sum := n + int64(more)
		if sum < n || compareIntFloat(sum, math.Nextafter(f, math.Inf(1))) >= 0 {
			return Value{}, false
		}
		n = sum
	}
	return IntValue(n), true
}

func (d *keyDecoder) text() (string, bool) {
	var s []byte
	for {
		i := bytes.IndexByte(d.b, 0)
		if i < 0 || i+1 >= len(d.b) {
			return "", false
		}
		part, mark := d.b[:i], d.b[i+1]
		d.b = d.b[i+2:]
		switch mark {
		case escEnd:
			if s == nil {
				return string(part), true
			}
			return string(append(s, part...)), true
		case escZero:
			s = append(append(s, part...), 0)
		default:
			return "", false
		}
	}
}

func (d *keyDecoder) array(depth int) (Value, bool) {
	var items []Value
	for {
		if len(d.b) == 0 {
			return Value{}, false
		}
		if d.b[0] == keyEnd {
			d.b = d.b[1:]
			return ArrayValue(items), true
		}
		x, ok := d.value(depth + 1)
		if !ok {
			return Value{}, false
		}
		items = append(items, x)
	}
}

func (d *keyDecoder) object(depth int) (Value, bool) {
	var fields []Field
	for {
		mark, ok := d.take(1)
		if !ok {
			return Value{}, false
		}
		if mark[0] == keyEnd {
			return ObjectValue(fields), true
		}
		if mark[0] != keyMember {
			return Value{}, false
		}
		name, ok := d.text()
		if !ok || (len(fields) > 0 && fields[len(fields)-1].Name > name) {
			return Value{}, false
		}
		x, ok := d.value(depth + 1)
		if !ok {
			return Value{}, false
		}
		fields = append(fields, Field{Name: name, Value: x})
	}
}
