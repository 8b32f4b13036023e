package value

import (
	"strconv"
	"unicode/utf8"

	"github.com/auroradb/aurora/engine/dberr"
)

// Limits bound what [ParseJSON] accepts. Zero means the default.
type Limits struct {
	Depth int // nesting of lists and objects; default 128, at most MaxDepth
	Bytes int // size of the text; default unbounded
}

const defaultDepth = 128

// ParseJSON reads one JSON text (RFC 8259). Numbers without point and exponent
// are Ints, others Floats; -0 is the Int 0. Names like __proto__ and "" are
// ordinary. Beyond the grammar it refuses equal names in one object, invalid
// UTF-8, lone surrogates and Ints that do not fit into 64 bits.
//
// Errors: INVALID_ARGUMENT for text that is no JSON, TYPE_MISMATCH for a number
// out of range, LIMIT_EXCEEDED beyond lim. Messages name the byte (from 1).
func ParseJSON(b []byte, lim Limits) (Value, error) {
	if lim.Depth <= 0 {
		lim.Depth = defaultDepth
	}
	lim.Depth = min(lim.Depth, MaxDepth)
	if lim.Bytes > 0 && len(b) > lim.Bytes {
		return Value{}, dberr.New(dberr.LimitExceeded, "JSON text of more than "+strconv.Itoa(lim.Bytes)+" bytes")
	}
	p := jsonParser{b: b, depth: lim.Depth}
	v := p.value(0)
	if p.err == nil {
		p.space()
		if p.i < len(b) {
			p.fail("text after the value")
		}
	}
	if p.err != nil {
		return Value{}, p.err
	}
	return v, nil
}

type jsonParser struct {
	b     []byte
	i     int
	depth int
	err   error // the first failure; parsing stops there
}

func (p *jsonParser) fail(msg string) { p.failCode(dberr.InvalidArgument, msg) }

func (p *jsonParser) failCode(code dberr.Code, msg string) {
	if p.err == nil {
		p.err = dberr.New(code, "JSON: "+msg+" at byte "+strconv.Itoa(p.i+1))
	}
}

func (p *jsonParser) space() {
	for p.i < len(p.b) && (p.b[p.i] == ' ' || p.b[p.i] == '\t' || p.b[p.i] == '\n' || p.b[p.i] == '\r') {
		p.i++
	}
}

// peek returns the next byte that is no space, 0 at the end (0 is never valid).
func (p *jsonParser) peek() byte {
	p.space()
	if p.i < len(p.b) {
		return p.b[p.i]
	}
	return 0
}

func (p *jsonParser) value(depth int) Value {
	switch c := p.peek(); {
	case c == '{' || c == '[':
		if depth >= p.depth {
			p.failCode(dberr.LimitExceeded, "nested deeper than "+strconv.Itoa(p.depth)+" levels")
			return Value{}
		}
		p.i++
		if c == '{' {
			return p.object(depth + 1)
		}
		return p.array(depth + 1)
	case c == '"':
		return StringValue(p.str())
	case c == '-' || (c >= '0' && c <= '9'):
		return p.number()
	case c == 't':
		p.word("true")
		return BoolValue(true)
	case c == 'f':
		p.word("false")
		return BoolValue(false)
	case c == 'n':
		p.word("null")
		return Value{}
	case p.i >= len(p.b):
		p.fail("unexpected end")
	default:
		p.fail("unexpected character")
	}
	return Value{}
}

func (p *jsonParser) word(w string) {
	if len(p.b)-p.i < len(w) || string(p.b[p.i:p.i+len(w)]) != w {
		p.fail("unexpected character")
		return
	}
	p.i += len(w)
}

// more reads the comma or the end of a list or object.
func (p *jsonParser) more(end byte) bool {
	switch p.peek() {
	case ',':
		p.i++
		return true
	case end:
		p.i++
	default:
		p.fail("expected , or " + string(rune(end)))
	}
	return false
}

func (p *jsonParser) array(depth int) Value {
	if p.peek() == ']' {
		p.i++
		return ArrayValue(nil)
	}
	var items []Value
	for {
		items = append(items, p.value(depth))
		if p.err != nil || !p.more(']') {
			return ArrayValue(items)
		}
	}
}

func (p *jsonParser) object(depth int) Value {
	if p.peek() == '}' {
		p.i++
		return ObjectValue(nil)
	}
	var fields []Field
	var names map[string]struct{} // only for many members
	for {
		if p.peek() != '"' {
			p.fail("expected a name in quotes")
			return Value{}
		}
		at := p.i
		name := p.str()
		if p.err == nil && p.duplicate(name, fields, &names) {
			p.i = at
			p.fail("name " + strconv.Quote(name) + " given twice")
		}
		if p.err == nil && p.peek() != ':' {
			p.fail("expected :")
		}
		if p.err != nil {
			return Value{}
		}
		p.i++
		fields = append(fields, Field{Name: name, Value: p.value(depth)})
		if p.err != nil || !p.more('}') {
			return ObjectValue(fields)
		}
	}
}

func (p *jsonParser) duplicate(name string, fields []Field, names *map[string]struct{}) bool {
	const few = 16
	if len(fields) < few {
		for i := range fields {
			if fields[i].Name == name {
				return true
			}
		}
		return false
	}
	if *names == nil {
		*names = make(map[string]struct{}, 2*few)
		for i := range fields {
			(*names)[fields[i].Name] = struct{}{}
		}
	}
	if _, ok := (*names)[name]; ok {
		return true
	}
	(*names)[name] = struct{}{}
	return false
}

// number reads -?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)?
func (p *jsonParser) number() Value {
	from := p.i
	if p.b[p.i] == '-' {
		p.i++
	}
	if first := p.i; p.digits() && p.b[first] == '0' && p.i > first+1 {
		p.i = first + 1
		p.fail("a number with a leading zero")
	}
	whole := true
	if p.i < len(p.b) && p.b[p.i] == '.' {
		whole = false
		p.i++
		p.digits()
	}
	if p.i < len(p.b) && p.b[p.i]|0x20 == 'e' {
		whole = false
		p.i++
		if p.i < len(p.b) && (p.b[p.i] == '+' || p.b[p.i] == '-') {
			p.i++
		}
		p.digits()
	}
	if p.err != nil {
		return Value{}
	}
	v, ok := ParseNumber(string(p.b[from:p.i]), whole)
	if !ok {
		p.i = from
		p.failCode(dberr.TypeMismatch, "number out of range")
	}
	return v
}

func (p *jsonParser) digits() bool {
	from := p.i
	for p.i < len(p.b) && p.b[p.i] >= '0' && p.b[p.i] <= '9' {
		p.i++
	}
	if p.i == from {
		p.fail("expected a digit")
		return false
	}
	return true
}

// ParseNumber reads the text of a number: an Int if whole is set, else a Float;
// false if it is malformed or out of range. A Float too small becomes 0.
func ParseNumber(s string, whole bool) (Value, bool) {
	if whole {
		n, err := strconv.ParseInt(s, 10, 64)
		return IntValue(n), err == nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return Value{}, false
	}
	return CheckedFloat(f)
}

// str reads a string at its quote.
func (p *jsonParser) str() string {
	p.i++
	from := p.i
	for p.i < len(p.b) {
		switch c := p.b[p.i]; {
		case c == '"':
			s := p.b[from:p.i]
			if !utf8.Valid(s) {
				p.fail("invalid UTF-8 in a string")
			}
			p.i++
			return string(s)
		case c == '\\':
			return p.escaped(from)
		case c < 0x20:
			p.fail("control character in a string")
			return ""
		}
		p.i++
	}
	p.fail("unterminated string")
	return ""
}

// escaped reads the rest of a string from its first backslash.
func (p *jsonParser) escaped(from int) string {
	out := append([]byte(nil), p.b[from:p.i]...)
	for p.err == nil {
		if p.i >= len(p.b) {
			p.fail("unterminated string")
			break
		}
		switch c := p.b[p.i]; {
		case c == '"':
			if !utf8.Valid(out) {
				p.fail("invalid UTF-8 in a string")
			}
			p.i++
			return string(out)
		case c == '\\':
			out = p.escape(out)
		case c < 0x20:
			p.fail("control character in a string")
		default:
			out = append(out, c)
			p.i++
		}
	}
	return ""
}

func (p *jsonParser) escape(out []byte) []byte {
	if p.i+1 >= len(p.b) {
		p.fail("unterminated string")
		return out
	}
	c := p.b[p.i+1]
	switch c {
	case '"', '\\', '/':
	case 'b':
		c = '\b'
	case 'f':
		c = '\f'
	case 'n':
		c = '\n'
	case 'r':
		c = '\r'
	case 't':
		c = '\t'
	case 'u':
		return p.unicode(out)
	default:
		p.fail("unknown escape")
		return out
	}
	p.i += 2
	return append(out, c)
}

// unicode reads \uXXXX, or a pair of them for a surrogate pair.
func (p *jsonParser) unicode(out []byte) []byte {
	r, ok := p.hex4(p.i)
	if !ok {
		p.fail("malformed \\u escape")
		return out
	}
	width := 6
	if r >= 0xD800 && r < 0xE000 {
		low, ok := p.hex4(p.i + 6)
		if !ok || r >= 0xDC00 || low < 0xDC00 || low >= 0xE000 {
			p.fail("lone surrogate")
			return out
		}
		r = 0x10000 + (r-0xD800)<<10 + (low - 0xDC00)
		width = 12
	}
	p.i += width
	return utf8.AppendRune(out, r)
}

func (p *jsonParser) hex4(i int) (r rune, ok bool) {
	if i+6 > len(p.b) || p.b[i] != '\\' || p.b[i+1] != 'u' {
		return 0, false
	}
	for _, c := range p.b[i+2 : i+6] {
		d, ok := hexDigit(c)
		if !ok {
			return 0, false
		}
		r = r<<4 | rune(d)
	}
	return r, true
}
