package value

import (
	"encoding/base64"
	"math"
	"strconv"
)

// ParseDateTime reads an RFC 3339 text: date, time and offset are needed, up to
// nine fractional digits, years 0001 to 9999 (in UTC as well).
func ParseDateTime(s string) (Value, bool) {
	// 2006-01-02T15:04:05
	if len(s) < len("2006-01-02T15:04:05Z") || s[4] != '-' || s[7] != '-' || (s[10] != 'T' && s[10] != 't') ||
		s[13] != ':' || s[16] != ':' {
		return Value{}, false
	}
	year, ok1 := digits(s[0:4])
	month, ok2 := digits(s[5:7])
	day, ok3 := digits(s[8:10])
	hour, ok4 := digits(s[11:13])
	minute, ok5 := digits(s[14:16])
	second, ok6 := digits(s[17:19])
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 || !ok6 || month < 1 || month > 12 || day < 1 ||
		day > DaysIn(year, month) || hour > 23 || minute > 59 || second > 59 {
		return Value{}, false
	}
	nsec, rest, ok := fraction(s[19:])
	if !ok {
		return Value{}, false
	}
	offset, ok := zone(rest)
	if !ok {
		return Value{}, false
	}
	sec := Civil{year, month, day, hour, minute, second}.Unix() - offset
	if sec < MinSecond || sec > MaxSecond {
		return Value{}, false
	}
	return DateTimeValue(sec, nsec), true
}

// digits reads decimal digits only.
func digits(s string) (int, bool) {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// fraction reads an optional .123 of up to nine digits.
func fraction(s string) (nsec uint32, rest string, ok bool) {
	if s == "" || s[0] != '.' {
		return 0, s, true
	}
	i := 1
	for ; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		nsec = nsec*10 + uint32(s[i]-'0')
		if i > 9 {
			return 0, "", false
		}
	}
	if i == 1 {
		return 0, "", false
	}
	for k := i; k <= 9; k++ {
		nsec *= 10
	}
	return nsec, s[i:], true
}

// zone reads Z or an offset ±hh:mm in seconds.
func zone(s string) (seconds int64, ok bool) {
	if s == "Z" || s == "z" {
		return 0, true
	}
	if len(s) != 6 || (s[0] != '+' && s[0] != '-') || s[3] != ':' {
		return 0, false
	}
	hours, ok1 := digits(s[1:3])
	minutes, ok2 := digits(s[4:6])
	if !ok1 || !ok2 || hours > 23 || minutes > 59 {
		return 0, false
	}
	seconds = int64(hours)*3600 + int64(minutes)*60
	if s[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}

// FormatDateTime returns the RFC 3339 text of an instant in UTC, with as many
// fractional digits as it has. Instants outside the years 0001 to 9999 are
// shown as the nearest one inside.
func FormatDateTime(sec int64, nsec uint32) string {
	return string(AppendDateTime(nil, sec, nsec))
}

// AppendDateTime appends the text of [FormatDateTime].
func AppendDateTime(dst []byte, sec int64, nsec uint32) []byte {
	sec = min(max(sec, MinSecond), MaxSecond)
	c := CivilOf(sec)
	dst = AppendPadded(dst, c.Year, 4)
	dst = AppendPadded(append(dst, '-'), c.Month, 2)
	dst = AppendPadded(append(dst, '-'), c.Day, 2)
	dst = AppendPadded(append(dst, 'T'), c.Hour, 2)
	dst = AppendPadded(append(dst, ':'), c.Minute, 2)
	dst = AppendPadded(append(dst, ':'), c.Second, 2)
	if nsec > 0 && nsec < nanosPerSecond {
		dst = AppendPadded(append(dst, '.'), int(nsec), 9)
		for dst[len(dst)-1] == '0' {
			dst = dst[:len(dst)-1]
		}
	}
	return append(dst, 'Z')
}

// AppendPadded appends a number ≥ 0 with leading zeros up to a width of at most
// nine.
func AppendPadded(dst []byte, n, width int) []byte {
	for limit := 10; width > 1; width, limit = width-1, limit*10 {
		if n < limit {
			dst = append(dst, "00000000"[:width-1]...)
			break
		}
	}
	return strconv.AppendInt(dst, int64(n), 10)
}

// ParseUuid reads a Uuid in its usual form: 36 characters, upper or lower case.
func ParseUuid(s string) (Value, bool) {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return Value{}, false
	}
	var u [16]byte
	at := 0
	for i := 0; i < len(s); i += 2 {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			i++
		}
		hi, ok1 := hexDigit(s[i])
		lo, ok2 := hexDigit(s[i+1])
		if !ok1 || !ok2 {
			return Value{}, false
		}
		u[at] = hi<<4 | lo
		at++
	}
	return UuidValue(u), true
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

const hexDigits = "0123456789abcdef"

// FormatUuid returns the lower-case text of a Uuid.
func FormatUuid(u [16]byte) string { return string(AppendUuid(nil, u[:])) }

// AppendUuid appends the lower-case text of 16 bytes.
func AppendUuid(dst, u []byte) []byte {
	for i, b := range u {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			dst = append(dst, '-')
		}
		dst = append(dst, hexDigits[b>>4], hexDigits[b&15])
	}
	return dst
}

// ParseBase64 reads Bytes as standard base64 with padding and without line ends.
func ParseBase64(s string) (Value, bool) {
	for i := 0; i < len(s); i++ {
		if s[i] == '\n' || s[i] == '\r' {
			return Value{}, false
		}
	}
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil {
		return Value{}, false
	}
	return Value{kind: Bytes, str: string(b)}, true
}

// AppendFloat appends the shortest text that reads back as the same Float.
// Whole numbers up to 2^53 have no point; larger ones have an exponent, so that
// they read back as Floats and exactly.
func AppendFloat(dst []byte, f float64) []byte {
	abs := math.Abs(finite(f))
	if abs != 0 && (abs < 1e-6 || abs >= twoTo53) {
		return strconv.AppendFloat(dst, finite(f), 'e', -1, 64)
	}
	if f == 0 && math.Signbit(f) {
		return append(dst, "-0.0"...) // "-0" would be read as an Int, which has no such zero
	}
	if abs < 1e13 {
		if cents := uint64(abs*100 + 0.5); float64(cents)/100 == abs {
			return appendCents(dst, cents, f < 0)
		}
	}
	return strconv.AppendFloat(dst, finite(f), 'f', -1, 64)
}

// appendCents appends a hundredth of a number: most Floats are prices and the like, and
// of at most fifteen digits there is only one decimal for a Float, so it is the
// shortest.
func appendCents(dst []byte, cents uint64, negative bool) []byte {
	if negative {
		dst = append(dst, '-')
	}
	dst = strconv.AppendUint(dst, cents/100, 10)
	if part := byte(cents % 100); part > 0 {
		dst = append(dst, '.', '0'+part/10)
		if part%10 > 0 {
			dst = append(dst, '0'+part%10)
		}
	}
	return dst
}

// Text returns the value as a text: Strings as they are, scalars as in JSON but
// unquoted, null as "", lists and objects as JSON.
func (v Value) Text() string {
	switch v.kind {
	case Null:
		return ""
	case String:
		return v.str
	case Uuid, DateTime, Bytes:
		b := v.AppendJSON(nil)
		return string(b[1 : len(b)-1])
	}
	return string(v.AppendJSON(nil))
}
