package engine_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/auroradb/aurora/engine/value"
)

// odoc is a document of the naive model.
type odoc struct {
	id string
	f  map[string]value.Value
}

func (d odoc) get(path string) (value.Value, bool) {
	if path == "id" {
		return value.StringValue(d.id), true
	}
	if rest, ok := strings.CutPrefix(path, "o."); ok {
		return d.f["o"].Get(rest)
	}
	v, ok := d.f[path]
	return v, ok
}

func (d odoc) null(path string) bool {
	v, ok := d.get(path)
	return !ok || v.IsNull()
}

func (d odoc) json(path string) string {
	v, ok := d.get(path)
	if !ok {
		return "null"
	}
	return string(v.AppendJSON(nil))
}

func (d odoc) setInt(name string, n int) { d.f[name] = value.IntValue(int64(n)) }

func (d odoc) dump() string {
	parts := make([]string, 0, 8)
	for _, name := range strings.Fields(allFields) {
		parts = append(parts, fmt.Sprintf("%q:%s", name, d.json(name)))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// literal writes a value as AQL.
func literal(v value.Value) string {
	if v.Kind() == value.Object {
		var parts []string
		for _, f := range v.Fields() {
			parts = append(parts, f.Name+": "+literal(f.Value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return string(v.AppendJSON(nil))
}

func (d odoc) literal() string {
	parts := []string{fmt.Sprintf("id: %q", d.id)}
	for _, name := range []string{"k", "n", "s", "tags", "at", "o"} {
		if v, ok := d.f[name]; ok {
			parts = append(parts, name+": "+literal(v))
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

var (
	texts  = []string{"", "a", "ab", "abc", "b", "ba", "é", "z"}
	labels = []string{"x", "y", "z"}
)

func (o *oracle) text() value.Value { return value.StringValue(texts[o.n(len(texts))]) }

func (o *oracle) label() value.Value { return value.StringValue(labels[o.n(len(labels))]) }

func (o *oracle) small() value.Value { return value.IntValue(int64(o.n(7) - 2)) }

func (o *oracle) instant() value.Value { return value.DateTimeValue(1_700_000_000+int64(o.n(4)), 0) }

func (o *oracle) list() value.Value {
	var items []value.Value
	for range o.n(4) {
		items = append(items, o.label())
	}
	return value.ArrayValue(items)
}

// fresh draws a document. Now and then its id or its k is one that is taken.
func (o *oracle) fresh() odoc {
	o.next++
	d := odoc{id: fmt.Sprintf("d%d", o.next), f: map[string]value.Value{"s": o.text()}}
	if o.n(25) == 0 && len(o.docs) > 0 {
		d.id = o.docs[o.n(len(o.docs))].id
	}
	maybe := func(name string, v value.Value) {
		switch o.n(6) {
		case 0:
		case 1:
			d.f[name] = value.NullValue()
		default:
			d.f[name] = v
		}
	}
	maybe("k", value.IntValue(int64(o.n(4000))))
	maybe("n", o.small())
	maybe("tags", o.list())
	maybe("at", o.instant())
	maybe("o", value.ObjectValue([]value.Field{{Name: "x", Value: o.small()}, {Name: "y", Value: o.text()}}))
	if o.extra {
		d.setInt("z", 7)
	}
	return d
}

// condition is a filter as text and what it means.
type condition struct {
	text  string
	match func(odoc) bool
}

// where draws a filter.
func (o *oracle) where(depth int) condition {
	switch n := o.n(10); {
	case depth > 0 && n == 0:
		a, b := o.where(depth-1), o.where(depth-1)
		o.did("where and")
		return condition{"{and: [" + a.text + ", " + b.text + "]}", func(d odoc) bool { return a.match(d) && b.match(d) }}
	case depth > 0 && n == 1:
		a, b := o.where(depth-1), o.where(depth-1)
		o.did("where or")
		return condition{"{or: [" + a.text + ", " + b.text + "]}", func(d odoc) bool { return a.match(d) || b.match(d) }}
	case depth > 0 && n == 2:
		a := o.where(depth - 1)
		o.did("where not")
		return condition{"{not: " + a.text + "}", func(d odoc) bool { return !a.match(d) }}
	case depth > 0 && n == 3:
		o.did("where siblings")
		a, b := o.field("s"), o.field("n")
		return condition{"{" + a.text + ", " + b.text + "}", func(d odoc) bool { return a.match(d) && b.match(d) }}
	case n == 4:
		o.did("where {}")
		return condition{"{}", func(odoc) bool { return true }}
	}
	c := o.field([]string{"k", "n", "s", "tags", "at", "id", "o.x", "o.y"}[o.n(8)])
	return condition{"{" + c.text + "}", c.match}
}

// field draws a condition on a field, without the braces.
func (o *oracle) field(path string) condition {
	draw := map[string]func() value.Value{
		"k": func() value.Value { return value.IntValue(int64(o.n(4000))) }, "n": o.small, "s": o.text, "tags": o.label, "at": o.instant,
		"id": func() value.Value { return value.StringValue(fmt.Sprintf("d%d", 1+o.n(o.next+1))) }, "o.x": o.small, "o.y": o.text,
	}[path]
	ops := []string{"eq", "ne", "gt", "gte", "lt", "lte", "in", "nin", "isNull", "isNotNull"}
	switch path {
	case "s", "o.y":
		ops = append(ops, "startsWith", "endsWith", "contains", "matches")
	case "tags":
		ops = []string{"contains", "containsAny", "containsAll", "isNull", "isNotNull"}
	}
	op := ops[o.n(len(ops))]
	o.did(op)
	quoted := path
	if strings.Contains(path, ".") {
		quoted = fmt.Sprintf("%q", path)
	}
	render := func(operand value.Value, match func(x value.Value, there bool) bool) condition {
		return condition{
			fmt.Sprintf("%s: {%s: %s}", quoted, op, literal(operand)),
			func(d odoc) bool {
				x, there := d.get(path)
				return match(x, there)
			},
		}
	}
	switch op {
	case "isNull", "isNotNull":
		want := o.n(2) == 0
		return render(value.BoolValue(want), func(x value.Value, there bool) bool {
			return (!there || x.IsNull()) == (want == (op == "isNull"))
		})
	case "in", "nin", "containsAny", "containsAll":
		var items []value.Value
		for range o.n(4) {
			items = append(items, draw())
		}
		return render(value.ArrayValue(items), func(x value.Value, there bool) bool { return inList(op, items, x, there) })
	case "matches":
		pattern := []string{"^a", "b$", "a.*c", "^$", "[^a]"}[o.n(5)]
		re := regexp.MustCompile(pattern)
		return render(value.StringValue(pattern), func(x value.Value, there bool) bool {
			return there && x.Kind() == value.String && re.MatchString(x.Str())
		})
	}
	v := draw()
	return render(v, func(x value.Value, there bool) bool { return single(op, v, x, there) })
}

// inList is the meaning of the operators that take a list.
func inList(op string, items []value.Value, x value.Value, there bool) bool {
	among := func(x value.Value) bool {
		return slices.ContainsFunc(items, func(i value.Value) bool { return value.Equal(i, x) })
	}
	switch op {
	case "in":
		return there && among(x)
	case "nin":
		return !there || !among(x)
	case "containsAny":
		return there && x.Kind() == value.Array && slices.ContainsFunc(x.Items(), among)
	}
	if !there || x.Kind() != value.Array {
		return false
	}
	for _, i := range items {
		if !slices.ContainsFunc(x.Items(), func(e value.Value) bool { return value.Equal(e, i) }) {
			return false
		}
	}
	return true
}

// single is the meaning of the operators that take one value.
func single(op string, v, x value.Value, there bool) bool {
	ranged := there && value.SameKind(x, v)
	c := value.Compare(x, v)
	text := there && x.Kind() == value.String
	switch op {
	case "eq":
		return there && c == 0
	case "ne":
		return !there || c != 0
	case "gt":
		return ranged && c > 0
	case "gte":
		return ranged && c >= 0
	case "lt":
		return ranged && c < 0
	case "lte":
		return ranged && c <= 0
	case "startsWith":
		return text && strings.HasPrefix(x.Str(), v.Str())
	case "endsWith":
		return text && strings.HasSuffix(x.Str(), v.Str())
	case "contains":
		if text {
			return strings.Contains(x.Str(), v.Str())
		}
		return there && x.Kind() == value.Array && slices.ContainsFunc(x.Items(), func(e value.Value) bool { return value.Equal(e, v) })
	}
	panic(op)
}
