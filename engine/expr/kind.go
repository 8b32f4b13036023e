package expr

import (
	"math"
	"strconv"
	"strings"

	"github.com/auroradb/aurora/engine/value"
)

func kindFunctions() []function {
	return []function{
		{"toString", 1, 1, false, toString},
		{"toInt", 1, 1, false, toInt},
		{"toFloat", 1, 1, false, toFloat},
		{"toBoolean", 1, 1, false, toBoolean},
	}
}

func toString(c *call) (value.Value, error) {
	return value.StringValue(string(appendText(nil, c.args[0]))), nil
}

// toInt cuts the digits behind the point.
func toInt(c *call) (value.Value, error) {
	switch v := c.args[0]; v.Kind() {
	case value.Int:
		return v, nil
	case value.Float:
		if n, ok := value.FloatValue(math.Trunc(v.Float())).AsInt(); ok {
			return value.IntValue(n), nil
		}
		return value.Value{}, c.invalid("the number does not fit an Int")
	case value.Bool:
		if v.Bool() {
			return value.IntValue(1), nil
		}
		return value.IntValue(0), nil
	case value.String:
		n, err := strconv.ParseInt(strings.TrimSpace(v.Str()), 10, 64)
		if err != nil {
			return value.Value{}, c.invalid("the text is no Int")
		}
		return value.IntValue(n), nil
	}
	return value.Value{}, c.mismatch(0, "a number, a String or a Boolean")
}

func toFloat(c *call) (value.Value, error) {
	switch v := c.args[0]; v.Kind() {
	case value.Int, value.Float:
		return value.FloatValue(v.Float()), nil
	case value.Bool:
		if v.Bool() {
			return value.FloatValue(1), nil
		}
		return value.FloatValue(0), nil
	case value.String:
		s := strings.TrimSpace(v.Str())
		f, err := strconv.ParseFloat(s, 64)
		if x, ok := value.CheckedFloat(f); ok && err == nil && !strings.ContainsAny(s, "xXpP_") {
			return x, nil
		}
		return value.Value{}, c.invalid("the text is no number")
	}
	return value.Value{}, c.mismatch(0, "a number, a String or a Boolean")
}

func toBoolean(c *call) (value.Value, error) {
	switch v := c.args[0]; v.Kind() {
	case value.Bool:
		return v, nil
	case value.Int, value.Float:
		return value.BoolValue(v.Float() != 0), nil
	case value.String:
		switch strings.ToLower(strings.TrimSpace(v.Str())) {
		case "true", "1", "yes":
			return value.BoolValue(true), nil
		case "false", "0", "no", "":
			return value.BoolValue(false), nil
		}
		return value.Value{}, c.invalid("the text is neither true nor false")
	}
	return value.Value{}, c.mismatch(0, "a Boolean, a number or a String")
}
