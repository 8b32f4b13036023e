package conformance

import (
	"fmt"
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// missing stands for JavaScript's undefined: the place does not exist.
type missing struct{}

// sameNumber compares exactly; an integer and a double of the same value are equal.
func sameNumber(want, got any) bool {
	switch w := want.(type) {
	case float64:
		switch g := got.(type) {
		case float64:
			return w == g
		case *big.Int:
			return sameExact(g, w)
		}
	case *big.Int:
		switch g := got.(type) {
		case *big.Int:
			return w.Cmp(g) == 0
		case float64:
			return sameExact(w, g)
		}
	}
	return false
}

func sameExact(n *big.Int, f float64) bool {
	if f != math.Trunc(f) || math.IsInf(f, 0) {
		return false
	}
	exact, _ := new(big.Float).SetFloat64(f).Int(nil)
	return exact.Cmp(n) == 0
}

func isNumber(v any) bool {
	switch v.(type) {
	case float64, *big.Int:
		return true
	}
	return false
}

// differ returns the first difference or "". With subset, got may have more
// keys and want may hold wildcards.
func differ(want, got any, subset bool, at string) string {
	if s, ok := want.(string); ok && subset && strings.HasPrefix(s, "$") {
		if test := wildcard(s); test != nil {
			if test(got) {
				return ""
			}
			return fmt.Sprintf("%s: expected %s, got %s", at, s, short(got, 120))
		}
	}
	switch w := want.(type) {
	case float64, *big.Int:
		if isNumber(got) && sameNumber(want, got) {
			return ""
		}
	case []any:
		return differList(w, got, subset, at)
	case *Object:
		return differObject(w, got, subset, at)
	default: // nil, bool, string compare as they are
		if want == got {
			return ""
		}
	}
	return fmt.Sprintf("%s: expected %s, got %s", at, short(want, 120), short(got, 120))
}

func differList(want []any, got any, subset bool, at string) string {
	g, ok := got.([]any)
	if !ok {
		return fmt.Sprintf("%s: expected a list, got %s", at, short(got, 120))
	}
	if len(want) != len(g) {
		return fmt.Sprintf("%s: expected %d items %s, got %d %s", at, len(want), short(want, 140), len(g), short(g, 140))
	}
	for i := range want {
		if d := differ(want[i], g[i], subset, at+"."+strconv.Itoa(i)); d != "" {
			return d
		}
	}
	return ""
}

func differObject(want *Object, got any, subset bool, at string) string {
	g, ok := got.(*Object)
	if !ok {
		return fmt.Sprintf("%s: expected an object, got %s", at, short(got, 120))
	}
	for _, key := range want.Keys() {
		w, _ := want.Get(key)
		v, there := g.Get(key)
		if subset && w == "$absent" {
			if there {
				return fmt.Sprintf("%s: key %s should be absent", at, key)
			}
			continue
		}
		if !there {
			return fmt.Sprintf("%s: key %s is missing in %s", at, key, short(got, 120))
		}
		if d := differ(w, v, subset, at+"."+key); d != "" {
			return d
		}
	}
	if !subset {
		for _, key := range g.Keys() {
			if !want.Has(key) {
				return fmt.Sprintf("%s: unexpected key %s", at, key)
			}
		}
	}
	return ""
}

var (
	uuidText     = regexp.MustCompile(`(?i)^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	dateTimeText = regexp.MustCompile(`^\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$`)
)

// wildcard returns the test of a wildcard, nil for any other text.
func wildcard(name string) func(any) bool {
	switch name {
	case "$any":
		return func(v any) bool { return v != missing{} }
	case "$uuid":
		return func(v any) bool { s, ok := v.(string); return ok && uuidText.MatchString(s) }
	case "$int":
		return func(v any) bool { f, ok := v.(float64); return isNumber(v) && (!ok || f == math.Trunc(f)) }
	case "$number":
		return isNumber
	case "$string":
		return func(v any) bool { _, ok := v.(string); return ok }
	case "$bool":
		return func(v any) bool { _, ok := v.(bool); return ok }
	case "$datetime":
		return func(v any) bool { s, ok := v.(string); return ok && dateTimeText.MatchString(s) }
	case "$nonEmpty":
		return nonEmpty
	}
	return nil
}

func nonEmpty(v any) bool {
	switch t := v.(type) {
	case nil, missing:
		return false
	case string:
		return t != ""
	case []any:
		return len(t) > 0
	case *Object:
		return len(t.Keys()) > 0
	}
	return true
}

// place follows a dotted path; numbers index lists.
func place(root any, path string) any {
	v := root
	for _, part := range strings.Split(path, ".") {
		switch t := v.(type) {
		case *Object:
			next, ok := t.Get(part)
			if !ok {
				return missing{}
			}
			v = next
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 || i >= len(t) {
				return missing{}
			}
			v = t[i]
		default:
			return missing{}
		}
	}
	return v
}

// scalarKey is the text by which multisets compare values.
func scalarKey(v any) string {
	if isNumber(v) {
		return "n:" + string(Print(v))
	}
	return string(Print(v))
}

// substitute replaces "@name" by the saved value of the name.
func substitute(v any, saved map[string]any) any {
	switch t := v.(type) {
	case string:
		if strings.HasPrefix(t, "@") {
			if s, ok := saved[t[1:]]; ok {
				return s
			}
		}
	case []any:
		out := make([]any, len(t))
		for i, x := range t {
			out[i] = substitute(x, saved)
		}
		return out
	case *Object:
		out := &Object{}
		for _, k := range t.Keys() {
			out.Set(k, substitute(t.vals[k], saved))
		}
		return out
	}
	return v
}
