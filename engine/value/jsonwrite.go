package value

import (
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"unicode/utf8"
)

// AppendJSON appends the value as JSON: DateTime as RFC 3339 in UTC, Uuid as
// lower-case text, Bytes as base64, Float as [AppendFloat].
func (v Value) AppendJSON(dst []byte) []byte {
	switch v.kind {
	case Bool:
		return strconv.AppendBool(dst, v.num != 0)
	case Int:
		return strconv.AppendInt(dst, int64(v.num), 10)
	case Float:
		return AppendFloat(dst, v.Float())
	case String:
		return AppendJSONString(dst, v.str)
	case Uuid:
		u := v.Uuid()
		return append(AppendUuid(append(dst, '"'), u[:]), '"')
	case DateTime:
		return append(AppendDateTime(append(dst, '"'), int64(v.num), v.nsec), '"')
	case Bytes:
		return append(base64.StdEncoding.AppendEncode(append(dst, '"'), []byte(v.str)), '"')
	case Array:
		dst = append(dst, '[')
		for i, x := range v.comp.items {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = x.AppendJSON(dst)
		}
		return append(dst, ']')
	case Object:
		dst = append(dst, '{')
		for i := range v.comp.fields {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(AppendJSONString(dst, v.comp.fields[i].Name), ':')
			dst = v.comp.fields[i].Value.AppendJSON(dst)
		}
		return append(dst, '}')
	}
	return append(dst, "null"...)
}

// AppendJSON appends the encoded value as JSON, as [Value.AppendJSON] does,
// without decoding it.
func (r Raw) AppendJSON(dst []byte) []byte {
	if len(r) == 0 {
		return append(dst, "null"...)
	}
	switch r[0] {
	case tagFalse, tagTrue:
		return strconv.AppendBool(dst, r[0] == tagTrue)
	case tagInt:
		return strconv.AppendInt(dst, r.Int(), 10)
	case tagFloat:
		return AppendFloat(dst, r.Float())
	case tagString:
		return appendQuoted(dst, r.text())
	case tagUuid:
		return append(AppendUuid(append(dst, '"'), r.Uuid()), '"')
	case tagDateTime:
		sec, nsec := r.Time()
		return append(AppendDateTime(append(dst, '"'), sec, nsec), '"')
	case tagBytes:
		return append(base64.StdEncoding.AppendEncode(append(dst, '"'), r.text()), '"')
	case tagArray:
		b, _, i, ok := r.open(tagArray)
		dst = append(dst, '[')
		for first := true; ok && i < len(b); first = false {
			next := skip(b, i)
			if next < 0 {
				break
			}
			if !first {
				dst = append(dst, ',')
			}
			dst = Raw(b[i:next]).AppendJSON(dst)
			i = next
		}
		return append(dst, ']')
	case tagObject:
		b, _, i, ok := r.open(tagObject)
		dst = append(dst, '{')
		for first := true; ok && i < len(b); first = false {
			name, val, next := entry(b, i)
			if next < 0 {
				break
			}
			if !first {
				dst = append(dst, ',')
			}
			dst = val.AppendJSON(append(appendQuoted(dst, name), ':'))
			i = next
		}
		return append(dst, '}')
	}
	return append(dst, "null"...)
}

// AppendJSONString appends s as a JSON string. Control characters, quotes and
// backslashes are escaped, invalid UTF-8 becomes U+FFFD.
func AppendJSONString(dst []byte, s string) []byte {
	from := len(dst) + 1
	dst = append(append(dst, '"'), s...)
	if at := special(dst[from:]); at >= 0 {
		dst = appendEscaped(dst[:from+at], []byte(s[at:]))
	}
	return append(dst, '"')
}

// appendQuoted is AppendJSONString for bytes. Short texts that need no escape, which
// most values are, are copied and looked through in one pass; their last eight bytes
// perhaps twice.
func appendQuoted(dst, s []byte) []byte {
	from := len(dst) + 1
	if n := len(s); byWords && n >= 8 && n < 128 && cap(dst) > from+n {
		to := dst[from : from+n]
		last := binary.LittleEndian.Uint64(s[n-8:])
		met := marks(last)
		for i := 0; i < n-8; i += 8 {
			x := binary.LittleEndian.Uint64(s[i:])
			met |= marks(x)
			binary.LittleEndian.PutUint64(to[i:], x)
		}
		if met == 0 {
			binary.LittleEndian.PutUint64(to[n-8:], last)
			dst = dst[:from+n+1]
			dst[from-1], dst[from+n] = '"', '"'
			return dst
		}
	}
	dst = append(append(dst, '"'), s...)
	if at := special(dst[from:]); at >= 0 {
		dst = appendEscaped(dst[:from+at], s[at:])
	}
	return append(dst, '"')
}

// special returns where the first byte may be that does not stand for itself in a JSON
// string, -1 if there is none. It looks at eight bytes at a time, the last eight
// perhaps twice.
func special(b []byte) int {
	if len(b) < 8 {
		for i, c := range b {
			if c < 0x20 || c == '"' || c == '\\' || c >= utf8.RuneSelf {
				return i
			}
		}
		return -1
	}
	for i := 0; i+8 <= len(b); i += 8 {
		if !plain8(binary.LittleEndian.Uint64(b[i:])) {
			return i
		}
	}
	if last := len(b) - 8; !plain8(binary.LittleEndian.Uint64(b[last:])) {
		return last
	}
	return -1
}

// plain8 reports whether eight bytes stand for themselves in a JSON string.
func plain8(x uint64) bool { return marks(x) == 0 }

// marks is not zero if one of eight bytes is a control character, a quote, a backslash
// or above ASCII. Each subtraction sets the high bit of a byte that it meets; what it
// borrows from the byte above does not matter then.
func marks(x uint64) uint64 {
	const low, high = 0x0101010101010101, 0x8080808080808080
	quote, slash := x^low*'"', x^low*'\\'
	return (x | (x - low*0x20) | (quote - low) | (slash - low)) & high
}

// appendEscaped appends the inside of a JSON string.
func appendEscaped(dst, s []byte) []byte {
	from := 0
	for i := 0; i < len(s); {
		if i+8 <= len(s) && plain8(binary.LittleEndian.Uint64(s[i:])) {
			i += 8
			continue
		}
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, w := utf8.DecodeRune(s[i:])
			if r == utf8.RuneError && w == 1 {
				dst = append(append(dst, s[from:i]...), "\ufffd"...)
				from = i + 1
			}
			i += w
			continue
		}
		dst = append(dst, s[from:i]...)
		dst = appendEscape(dst, c)
		i++
		from = i
	}
	return append(dst, s[from:]...)
}

func appendEscape(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	case '\b':
		return append(dst, '\\', 'b')
	case '\f':
		return append(dst, '\\', 'f')
	}
	return append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}
