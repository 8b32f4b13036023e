package value

import (
	"math"
	"unicode/utf8"

	"github.com/auroradb/aurora/engine/dberr"
)

// Check validates untrusted bytes completely: exactly one value, known tags,
// sizes and counts that agree, valid UTF-8, finite Floats, nesting up to
// [MaxDepth]. It allocates nothing. Equal names in one object are not looked for.
//
// Errors: CORRUPT.
func (r Raw) Check() error {
	if end := check(r, 0, 0); end < 0 || end != len(r) {
		return corrupt()
	}
	return nil
}

func corrupt() error { return dberr.New(dberr.Corrupt, "malformed encoded value") }

// check validates the value at i and returns the place after it or -1.
func check(b []byte, i, depth int) int {
	end := skip(b, i)
	if end < 0 || depth > MaxDepth {
		return -1
	}
	r := Raw(b[i:end])
	switch r[0] {
	case tagFloat:
		if f := r.Float(); math.IsNaN(f) || math.IsInf(f, 0) {
			return -1
		}
	case tagDateTime:
		if _, nsec := r.Time(); nsec >= nanosPerSecond {
			return -1
		}
	case tagString:
		if !utf8.Valid(r.StrBytes()) {
			return -1
		}
	case tagArray, tagObject:
		if !checkMembers(r, depth) {
			return -1
		}
	}
	return end
}

func checkMembers(r Raw, depth int) bool {
	b, count, i, ok := r.open(r[0])
	if !ok {
		return false
	}
	var seen uint64
	for ; i < len(b); seen++ {
		if r[0] == tagObject {
			n, at := uvarint(b, i)
			if at < 0 || n > uint64(len(b)-at) || !utf8.Valid(b[at:at+int(n)]) {
				return false
			}
			i = at + int(n)
		}
		if i = check(b, i, depth+1); i < 0 {
			return false
		}
	}
	return seen == count
}

// Decode returns the value. It never panics, and allocates in proportion to the
// bytes.
//
// Errors: CORRUPT for malformed bytes and for nesting beyond [MaxDepth].
func (r Raw) Decode() (Value, error) {
	v, end := decode(r, 0, 0)
	if end < 0 || end != len(r) {
		return Value{}, corrupt()
	}
	return v, nil
}

func decode(b []byte, i, depth int) (v Value, end int) {
	end = skip(b, i)
	if end < 0 || depth > MaxDepth {
		return Value{}, -1
	}
	r := Raw(b[i:end])
	switch r[0] {
	case tagNull:
		return Value{}, end
	case tagFalse, tagTrue:
		return BoolValue(r[0] == tagTrue), end
	case tagInt:
		return IntValue(r.Int()), end
	case tagFloat:
		v, ok := CheckedFloat(r.Float())
		if !ok {
			return Value{}, -1
		}
		return v, end
	case tagString:
		return Value{kind: String, str: string(r.text())}, end
	case tagBytes:
		return Value{kind: Bytes, str: string(r.text())}, end
	case tagUuid:
		return Value{kind: Uuid, str: string(r.Uuid())}, end
	case tagDateTime:
		sec, nsec := r.Time()
		if nsec >= nanosPerSecond {
			return Value{}, -1
		}
		return DateTimeValue(sec, nsec), end
	case tagArray:
		return decodeArray(r, depth, end)
	case tagObject:
		return decodeObject(r, depth, end)
	}
	return Value{}, -1
}

// capacity bounds an announced count by what size bytes can hold.
func capacity(count uint64, size, least int) int {
	return int(min(count, uint64(size/least)))
}

func decodeArray(r Raw, depth, end int) (Value, int) {
	b, count, i, ok := r.open(tagArray)
	if !ok {
		return Value{}, -1
	}
	items := make([]Value, 0, capacity(count, len(b)-i, 1))
	for i < len(b) {
		var x Value
		if x, i = decode(b, i, depth+1); i < 0 {
			return Value{}, -1
		}
		items = append(items, x)
	}
	if uint64(len(items)) != count {
		return Value{}, -1
	}
	return ArrayValue(items), end
}

func decodeObject(r Raw, depth, end int) (Value, int) {
	b, count, i, ok := r.open(tagObject)
	if !ok {
		return Value{}, -1
	}
	fields := make([]Field, 0, capacity(count, len(b)-i, 2))
	for i < len(b) {
		n, at := uvarint(b, i)
		if at < 0 || n > uint64(len(b)-at) {
			return Value{}, -1
		}
		f := Field{Name: string(b[at : at+int(n)])}
		if f.Value, i = decode(b, at+int(n), depth+1); i < 0 {
			return Value{}, -1
		}
		fields = append(fields, f)
	}
	if uint64(len(fields)) != count {
		return Value{}, -1
	}
	return ObjectValue(fields), end
}
