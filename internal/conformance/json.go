package conformance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// Object is a JSON object that remembers the order of its keys. The other
// values are nil, bool, float64, *big.Int (integers that a double cannot hold),
// string and []any.
type Object struct {
	keys []string
	vals map[string]any
}

// Get returns the value of a key and whether the key is there.
func (o *Object) Get(key string) (any, bool) {
	v, ok := o.vals[key]
	return v, ok
}

// Has reports whether the key is there.
func (o *Object) Has(key string) bool {
	_, ok := o.vals[key]
	return ok
}

// Keys returns the keys in order.
func (o *Object) Keys() []string { return o.keys }

// Set adds or replaces a key.
func (o *Object) Set(key string, v any) {
	if o.vals == nil {
		o.vals = map[string]any{}
	}
	if _, ok := o.vals[key]; !ok {
		o.keys = append(o.keys, key)
	}
	o.vals[key] = v
}

// Parse reads one JSON text. Errors: a plain error with the decoder's words.
func Parse(text []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	v, err := parseValue(dec)
	if err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("data after the JSON value")
	}
	return v, nil
}

func parseValue(dec *json.Decoder) (any, error) {
	tok, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch t := tok.(type) {
	case json.Number:
		return parseNumber(t.String())
	case json.Delim:
		if t == '[' {
			return parseList(dec)
		}
		return parseObject(dec)
	}
	return tok, nil
}

func parseList(dec *json.Decoder) (any, error) {
	list := []any{}
	for dec.More() {
		v, err := parseValue(dec)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := dec.Token()
	return list, err
}

func parseObject(dec *json.Decoder) (any, error) {
	o := &Object{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, err
		}
		v, err := parseValue(dec)
		if err != nil {
			return nil, err
		}
		o.Set(key.(string), v)
	}
	_, err := dec.Token()
	return o, err
}

var longInteger = regexp.MustCompile(`^-?\d{16,}$`)

// parseNumber keeps integers beyond 2^53 exactly and makes a double of the rest.
func parseNumber(text string) (any, error) {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil, fmt.Errorf("number %s: %w", text, err)
	}
	if longInteger.MatchString(text) && math.Abs(f) > 1<<53-1 {
		n, _ := new(big.Int).SetString(text, 10)
		return n, nil
	}
	return f, nil
}

// Print writes a value as JSON the way JavaScript does: 40.0 is 40.
func Print(v any) []byte { return appendJSON(nil, v) }

func appendJSON(dst []byte, v any) []byte {
	switch t := v.(type) {
	case nil:
		return append(dst, "null"...)
	case bool:
		return strconv.AppendBool(dst, t)
	case float64:
		return append(dst, numberText(t)...)
	case *big.Int:
		return t.Append(dst, 10)
	case string:
		return appendString(dst, t)
	case []any:
		dst = append(dst, '[')
		for i, x := range t {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendJSON(dst, x)
		}
		return append(dst, ']')
	case *Object:
		dst = append(dst, '{')
		for i, k := range t.keys {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(appendString(dst, k), ':')
			dst = appendJSON(dst, t.vals[k])
		}
		return append(dst, '}')
	}
	return append(dst, "undefined"...)
}

func appendString(dst []byte, s string) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string always encodes
	return append(dst, bytes.TrimRight(buf.Bytes(), "\n")...)
}

// numberText prints a double as ECMAScript's Number::toString does.
func numberText(f float64) string {
	if f == 0 {
		return "0"
	}
	if a := math.Abs(f); a >= 1e-6 && a < 1e21 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	text := strconv.FormatFloat(f, 'e', -1, 64)
	mantissa, exp, _ := strings.Cut(text, "e")
	sign, digits := exp[:1], strings.TrimLeft(exp[1:], "0")
	return mantissa + "e" + sign + digits
}

// short cuts a value's text for a message.
func short(v any, limit int) string {
	text, ok := v.(string)
	if !ok {
		text = string(Print(v))
	}
	r := []rune(text)
	if len(r) <= limit {
		return text
	}
	return string(r[:limit]) + "…(" + strconv.Itoa(len(r)) + ")"
}

// list makes a list of one value; nil is the empty list.
func list(v any) []any {
	switch t := v.(type) {
	case nil:
		return nil
	case []any:
		return t
	}
	return []any{v}
}
