package expr

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

func textFunctions() []function {
	return []function{
		{"concat", 1, -1, false, concat},
		{"uppercase", 1, 1, false, mapText(strings.ToUpper)},
		{"lowercase", 1, 1, false, mapText(strings.ToLower)},
		{"trim", 1, 1, false, mapText(strings.TrimSpace)},
		{"substring", 2, 3, false, substring},
		{"replace", 3, 3, false, replace},
		{"length", 1, 1, false, length},
		{"format", 1, -1, true, format},
		{"truncate", 2, 3, false, truncate},
		{"join", 1, 2, false, join},
	}
}

// These bound the texts that an expression builds, so that a short request
// cannot ask for huge ones (a chain of replace calls doubles at each step).
const (
	maxText  = 4 << 20  // bytes of one
	maxBuilt = 32 << 20 // bytes of all that one evaluation builds
)

func tooLong(pos ast.Pos) error {
	return dberr.At(dberr.LimitExceeded, pos, "texts of more than "+strconv.Itoa(maxText>>20)+" MiB, or too many of them")
}

// textValue makes a String of what was built, within the bound.
func textValue(b []byte, pos ast.Pos) (value.Value, error) {
	if len(b) > maxText {
		return value.Value{}, tooLong(pos)
	}
	return value.StringValue(string(b)), nil
}

// appendText writes a value as text: a String without quotes, everything else
// as in JSON.
func appendText(dst []byte, v value.Value) []byte {
	switch v.Kind() {
	case value.String:
		return append(dst, v.Str()...)
	case value.Uuid, value.DateTime, value.Bytes:
		quoted := v.AppendJSON(nil)
		return append(dst, quoted[1:len(quoted)-1]...)
	}
	return v.AppendJSON(dst)
}

func concat(c *call) (value.Value, error) {
	var out []byte
	for i, v := range c.args {
		if v.Kind() == value.Array || v.Kind() == value.Object {
			return value.Value{}, c.mismatch(i, "scalars")
		}
		if out = appendText(out, v); len(out) > maxText {
			break
		}
	}
	return textValue(out, c.pos)
}

func mapText(f func(string) string) func(*call) (value.Value, error) {
	return func(c *call) (value.Value, error) {
		s, err := c.text(0)
		if err != nil {
			return value.Value{}, err
		}
		return value.StringValue(f(s)), nil
	}
}

// runeOffset returns the byte offset of code point n, the length if there are fewer.
func runeOffset(s string, n int64) int {
	for i := range s {
		if n <= 0 {
			return i
		}
		n--
	}
	return len(s)
}

func substring(c *call) (value.Value, error) {
	s, err := c.text(0)
	if err != nil {
		return value.Value{}, err
	}
	start, err := c.int(1)
	if err != nil {
		return value.Value{}, err
	}
	if start < 0 {
		start = max(0, start+int64(utf8.RuneCountInString(s)))
	}
	s = s[runeOffset(s, start):]
	if len(c.args) == 3 {
		n, err := c.int(2)
		if err != nil {
			return value.Value{}, err
		}
		if n < 0 {
			return value.Value{}, c.invalid("the length must not be negative")
		}
		s = s[:runeOffset(s, n)]
	}
	return value.StringValue(s), nil
}

func replace(c *call) (value.Value, error) {
	var s [3]string
	for i := range s {
		t, err := c.text(i)
		if err != nil {
			return value.Value{}, err
		}
		s[i] = t
	}
	if s[1] == "" {
		return value.StringValue(s[0]), nil
	}
	if grows := len(s[2]) - len(s[1]); grows > 0 && strings.Count(s[0], s[1]) > (maxText-len(s[0]))/grows {
		return value.Value{}, tooLong(c.pos)
	}
	return value.StringValue(strings.ReplaceAll(s[0], s[1], s[2])), nil
}

func length(c *call) (value.Value, error) {
	switch v := c.args[0]; v.Kind() {
	case value.String:
		return value.IntValue(int64(utf8.RuneCountInString(v.Str()))), nil
	case value.Array, value.Object:
		return value.IntValue(int64(v.Len())), nil
	case value.Bytes:
		return value.IntValue(int64(len(v.BytesOf()))), nil
	}
	return value.Value{}, c.mismatch(0, "a String, a list, an Object or Bytes")
}

func format(c *call) (value.Value, error) {
	if c.args[0].IsNull() {
		return value.NullValue(), nil
	}
	pattern, err := c.text(0)
	if err != nil {
		return value.Value{}, err
	}
	var out []byte
	next := 0
	for i := 0; i < len(pattern); i++ {
		end := strings.IndexByte(pattern[i:], '}')
		if pattern[i] != '{' || end < 0 {
			out = append(out, pattern[i])
			continue
		}
		k, ok := holeIndex(pattern[i+1:i+end], next)
		if !ok {
			out = append(out, pattern[i])
			continue
		}
		if k+1 >= len(c.args) {
			return value.Value{}, c.invalid("the pattern has more places than there are values")
		}
		next = k + 1
		if v := c.args[k+1]; !v.IsNull() {
			out = appendText(out, v)
		}
		if len(out) > maxText {
			break
		}
		i += end
	}
	return textValue(out, c.pos)
}

// holeIndex reads what stands between the braces of a pattern: nothing (the
// next argument) or a small number.
func holeIndex(s string, next int) (int, bool) {
	if s == "" {
		return next, true
	}
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' || i > 3 {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

func truncate(c *call) (value.Value, error) {
	s, err := c.text(0)
	if err != nil {
		return value.Value{}, err
	}
	n, err := c.int(1)
	if err != nil {
		return value.Value{}, err
	}
	mark := "…"
	if len(c.args) == 3 {
		if mark, err = c.text(2); err != nil {
			return value.Value{}, err
		}
	}
	if n < 0 {
		return value.Value{}, c.invalid("the length must not be negative")
	}
	if int64(utf8.RuneCountInString(s)) <= n {
		return c.args[0], nil
	}
	keep := n - int64(utf8.RuneCountInString(mark))
	if keep < 0 {
		return value.StringValue(s[:runeOffset(s, n)]), nil
	}
	return value.StringValue(s[:runeOffset(s, keep)] + mark), nil
}

func join(c *call) (value.Value, error) {
	if c.args[0].Kind() != value.Array {
		return value.Value{}, c.mismatch(0, "a list")
	}
	sep := ""
	if len(c.args) == 2 {
		s, err := c.text(1)
		if err != nil {
			return value.Value{}, err
		}
		sep = s
	}
	var out []byte
	for i, v := range c.args[0].Items() {
		if i > 0 {
			out = append(out, sep...)
		}
		if !v.IsNull() {
			out = appendText(out, v)
		}
		if len(out) > maxText {
			break
		}
	}
	return textValue(out, c.pos)
}
