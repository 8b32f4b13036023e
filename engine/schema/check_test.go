package schema

import (
	"strings"
	"testing"
	"time"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

func now() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }

func parse(t testing.TB, json string) []value.Field {
	t.Helper()
	v, err := value.ParseJSON([]byte(json), value.Limits{})
	if err != nil {
		t.Fatal(json, err)
	}
	return v.Fields()
}

func TestInsertConverts(t *testing.T) {
	cases := []struct{ fields, doc, want string }{
		{`x: Int`, `{"x":5.0}`, `{"x":5}`},
		{`x: Float`, `{"x":5}`, `{"x":5}`},
		{`x: Uuid`, `{"x":"0190A5C0-0000-7000-8000-00000000000A"}`, `{"x":"0190a5c0-0000-7000-8000-00000000000a"}`},
		{`x: DateTime`, `{"x":"2024-01-01T02:00:00+02:00"}`, `{"x":"2024-01-01T00:00:00Z"}`},
		{`x: Bytes`, `{"x":"/w=="}`, `{"x":"/w=="}`},
		{`x: [Int!]`, `{"x":[1,2.0]}`, `{"x":[1,2]}`},
		{`x: [Int]`, `{"x":[null]}`, `{"x":[null]}`},
		{`x: Vector(2)`, `{"x":[1,2.5]}`, `{"x":[1,2.5]}`},
		{`x: Int = 7  y: Int = 8`, `{"y":null}`, `{"y":null,"x":7}`},
		{`o: { w: Int! h: Int = 3 }`, `{"o":{"w":1.0,"more":true}}`, `{"o":{"w":1,"more":true,"h":3}}`},
		{`o: { w: Int! }`, `{}`, `{}`},
		{`o: [{ w: Int! }]`, `{"o":[{"w":2.0}]}`, `{"o":[{"w":2}]}`},
		{`a: Int  s: Int @computed(expr: "a * 2")  t: String @computed(expr: "${s}!")`, `{"a":4,"s":99}`, `{"a":4,"s":8,"t":"8!"}`},
		{`s: Int @computed(expr: "1 / 0")`, `{}`, `{"s":null}`},
		{`d: Int @computed(expr: "year(now())")`, `{}`, `{"d":2026}`},
		{`x: Any`, `{"x":[1,{"a":null}]}`, `{"x":[1,{"a":null}]}`},
		{`x: String @validate(minLength: 2, maxLength: 2)`, `{"x":"äö"}`, `{"x":"äö"}`},
		{`x: [String] @validate(pattern: "^a")`, `{"x":["a","ab"]}`, `{"x":["a","ab"]}`},
		{`x: DateTime @validate(min: "2024-01-01T00:00:00Z")`, `{"x":"2024-01-01T00:00:00Z"}`, `{"x":"2024-01-01T00:00:00Z"}`},
	}
	for _, c := range cases {
		ch, err := NewChecker(mustDefine(t, c.fields), nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ch.Insert(parse(t, c.doc), now)
		if err != nil {
			t.Errorf("%s %s: %v", c.fields, c.doc, err)
			continue
		}
		if s := string(value.ObjectValue(got).AppendJSON(nil)); s != c.want {
			t.Errorf("%s %s\ngot  %s\nwant %s", c.fields, c.doc, s, c.want)
		}
		again, err := ch.Update(got, now)
		if s := string(value.ObjectValue(again).AppendJSON(nil)); err != nil || s != c.want {
			t.Errorf("%s: checking twice gives %s %v", c.fields, s, err)
		}
	}
}

func TestInsertRefuses(t *testing.T) {
	const mis, val = dberr.TypeMismatch, dberr.ValidationFailed
	cases := []struct {
		fields, doc string
		code        dberr.Code
		names       string
	}{
		{`x: Int`, `{"x":"5"}`, mis, "x"},
		{`x: Int`, `{"x":5.5}`, mis, "5.5"},
		{`x: Int`, `{"x":1e19}`, mis, "x"},
		{`x: Float`, `{"x":true}`, mis, "x"},
		{`x: String`, `{"x":5}`, mis, "x"},
		{`x: ID`, `{"x":5}`, mis, "x"},
		{`x: Boolean`, `{"x":1}`, mis, "x"},
		{`x: Uuid`, `{"x":"abc"}`, mis, "abc"},
		{`x: DateTime`, `{"x":"2024-01-01"}`, mis, "x"},
		{`x: DateTime`, `{"x":5}`, mis, "x"},
		{`x: Bytes`, `{"x":"%"}`, mis, "x"},
		{`x: Object`, `{"x":[]}`, mis, "x"},
		{`x: [Int]`, `{"x":1}`, mis, "x"},
		{`x: [Int!]`, `{"x":[null]}`, val, "x"},
		{`x: [[Int]]`, `{"x":[1]}`, mis, "x"},
		{`x: Vector(2)`, `{"x":[1]}`, val, "x"},
		{`x: Vector(1)`, `{"x":["a"]}`, mis, "x"},
		{`x: Int!`, `{}`, val, "x"},
		{`x: Int!`, `{"x":null}`, val, "x"},
		{`o: { w: Int! }`, `{"o":{}}`, val, "o.w"},
		{`o: { p: { q: Int } }`, `{"o":{"p":{"q":"a"}}}`, mis, "o.p.q"},
		{`x: Email`, `{"x":"a@"}`, val, "x"},
		{`x: Email`, `{"x":1}`, mis, "x"},
		{`x: Int @@strict`, `{"y":1}`, dberr.FieldNotFound, "y"},
		{`x: Int @validate(max: 3)`, `{"x":4}`, val, "x"},
		{`x: [Int] @validate(min: 3)`, `{"x":[4,2]}`, val, "x"},
		{`o: { s: String @validate(maxLength: 1) }`, `{"o":{"s":"ab"}}`, val, "o.s"},
		{`x: String @validate(pattern: "^a$")`, `{"x":"b"}`, val, "x"},
		{`x: Int! @computed(expr: "y")`, `{}`, val, "x"},
		{`x: Int @computed(expr: "\"a\"")`, `{}`, mis, "x"},
	}
	for _, c := range cases {
		ch, err := NewChecker(mustDefine(t, c.fields), nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = ch.Insert(parse(t, c.doc), now)
		if dberr.CodeOf(err) != c.code {
			t.Errorf("%s %s: %v, want %s", c.fields, c.doc, err, c.code)
		} else if !strings.Contains(err.Error(), c.names) || !strings.Contains(err.Error(), `"c"`) {
			t.Errorf("%s %s: %q does not name %q and the collection", c.fields, c.doc, err, c.names)
		}
	}
}

func TestFormats(t *testing.T) {
	cases := map[string]struct{ good, bad []string }{
		"email": {[]string{"a.b+c@d.example", "x@y", "ü@exämple.de"}, []string{"", "a", "@b", "a@", "a b@c", "a..b@c", ".a@c", "a@-c", "a@b..c"}},
		"url":   {[]string{"https://a.b/c?d#e", "http://localhost:8080", "ftp://u:p@h", "http://[::1]:80/", "mailto:a@b", "file:///x"}, []string{"", "a", "not a url", "http://", "http:// a", "://a", "http://a:b", "1http://a", "http://[zz]"}},
		"phone": {[]string{"+49 30 1234567", "(030) 123-4567", "12345"}, []string{"", "call me", "1", "++49 123456", "12345678901234567890123"}},
		"date":  {[]string{"2024-02-29", "0001-01-01"}, []string{"", "2023-02-29", "2024-2-9", "2024-01-01T", "24-01-01"}},
		"time":  {[]string{"00:00:00", "23:59:59", "12:30:00.123456789", "12:30"}, []string{"", "24:30:00", "noon", "1:2:3", "12:60:00"}},
		"uuid":  {[]string{"0190a5c0-0000-7000-8000-00000000000a"}, []string{"", "0190a5c0", "zzzza5c0-0000-7000-8000-00000000000a"}},
	}
	for name, c := range cases {
		for _, s := range c.good {
			if !matchFormat(name, s) {
				t.Errorf("%s refuses %q", name, s)
			}
		}
		for _, s := range c.bad {
			if matchFormat(name, s) {
				t.Errorf("%s takes %q", name, s)
			}
		}
	}
}

func TestParseInterval(t *testing.T) {
	for s, want := range map[string]int64{"0s": 0, "250ms": 250e6, "30d": 30 * 86400e9, "2w": 14 * 86400e9, "5m": 300e9, "1h": 3600e9} {
		if got, ok := ParseInterval(s); !ok || got != want {
			t.Errorf("%s: %d %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "d", "5", "-5d", "5 d", "5D", "soon", "999999999999w", "99999999999999999999s"} {
		if _, ok := ParseInterval(s); ok {
			t.Errorf("%q is taken", s)
		}
	}
}
