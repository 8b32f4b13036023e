package conformance

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
)

// column takes the value at the form's key out of each row, the row itself
// without a key.
func column(o *Object, rows []any) []any {
	key, ok := o.Get("key")
	if !ok {
		return rows
	}
	out := make([]any, len(rows))
	for i, row := range rows {
		out[i] = place(row, key.(string))
	}
	return out
}

func (c *checker) rows() string {
	return c.each("rows", func(o *Object, got any) string {
		rows, ok := got.([]any)
		if !ok {
			return "expected a list, got " + short(got, 260)
		}
		set, _ := o.Get("set")
		want, have := scalarKeys(substitute(set, c.saved).([]any)), scalarKeys(column(o, rows))
		if !slices.Equal(want, have) {
			return fmt.Sprintf("expected the set [%s], got [%s]", short(strings.Join(want, " "), 260), short(strings.Join(have, " "), 260))
		}
		return ""
	})
}

func scalarKeys(values []any) []string {
	keys := make([]string, len(values))
	for i, v := range values {
		keys[i] = scalarKey(v)
	}
	slices.Sort(keys)
	return keys
}

func (c *checker) ordered() string {
	return c.each("ordered", func(o *Object, got any) string {
		rows, ok := got.([]any)
		if !ok {
			return "expected a list, got " + short(got, 260)
		}
		want, _ := o.Get("values")
		return differ(substitute(want, c.saved), column(o, rows), false, "values")
	})
}

func (c *checker) approx() string {
	return c.each("approx", func(o *Object, got any) string {
		want, _ := o.Get("value")
		tolerance := 1e-9
		if t, ok := o.Get("tolerance"); ok {
			tolerance = t.(float64)
		}
		if !isNumber(got) || math.Abs(asFloat(got)-asFloat(want)) > tolerance {
			return fmt.Sprintf("expected about %s, got %s", Print(want), short(got, 260))
		}
		return ""
	})
}

func asFloat(v any) float64 {
	if n, ok := v.(*big.Int); ok {
		f, _ := new(big.Float).SetInt(n).Float64()
		return f
	}
	return v.(float64)
}

func (c *checker) keys() string {
	return c.each("keys", func(o *Object, got any) string {
		obj, ok := got.(*Object)
		if !ok {
			return "expected an object, got " + short(got, 260)
		}
		have := slices.Clone(obj.Keys())
		if want, ok := o.Get("list"); ok && !slices.Equal(texts(want), have) {
			return fmt.Sprintf("expected the keys in order %s, got %s", texts(want), have)
		}
		if want, ok := o.Get("set"); ok {
			set := texts(want)
			slices.Sort(set)
			slices.Sort(have)
			if !slices.Equal(set, have) {
				return fmt.Sprintf("expected the keys %s, got %s", set, have)
			}
		}
		return ""
	})
}

func texts(v any) []string {
	var out []string
	for _, x := range list(v) {
		out = append(out, x.(string))
	}
	return out
}

func (c *checker) has() string {
	return c.each("has", func(o *Object, got any) string {
		rows, ok := got.([]any)
		if !ok {
			return "expected a list, got " + short(got, 260)
		}
		matches := func(item any) bool {
			return slices.ContainsFunc(rows, func(v any) bool { return differ(item, v, true, "") == "" })
		}
		items, _ := o.Get("items")
		for _, item := range list(substitute(items, c.saved)) {
			if !matches(item) {
				return fmt.Sprintf("nothing matches %s in %s", short(item, 260), short(got, 260))
			}
		}
		not, _ := o.Get("not")
		for _, item := range list(substitute(not, c.saved)) {
			if matches(item) {
				return short(item, 260) + " should not be in the list"
			}
		}
		return ""
	})
}

func (c *checker) contains() string {
	return c.each("contains", func(o *Object, got any) string {
		text, isText := got.(string)
		if !isText && got != nil && got != (missing{}) {
			text = string(Print(got))
		}
		want, _ := o.Get("texts")
		for _, part := range texts(want) {
			if !strings.Contains(text, part) {
				return fmt.Sprintf("should contain %s, got %s", short(part, 260), short(got, 260))
			}
		}
		not, _ := o.Get("not")
		for _, part := range texts(not) {
			if strings.Contains(text, part) {
				return fmt.Sprintf("should not contain %s, got %s", short(part, 260), short(got, 260))
			}
		}
		return ""
	})
}

func (c *checker) size() string {
	return c.each("size", func(o *Object, got any) string {
		want, _ := o.Get("is")
		rows, ok := got.([]any)
		if !ok || float64(len(rows)) != want {
			return fmt.Sprintf("expected %s items, got %s", Print(want), short(got, 260))
		}
		return ""
	})
}
