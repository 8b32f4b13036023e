package main

import (
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine/value"
)

func printed(t *testing.T, response string, cellMax int) string {
	t.Helper()
	v, err := value.ParseJSON([]byte(response), value.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := newTable(&b, cellMax).response(v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTable(t *testing.T) {
	tests := []struct {
		name, response string
		cellMax        int
		want           string
	}{
		{"rows", `{"data":{"g":[{"a":1,"b":"x"},{"a":-20,"b":null}]}}`, 0, `
   a │ b
─────┼──────
   1 │ x
 -20 │ null
(2 rows)
`},
		{"fields that only some have", `{"data":{"g":[{"a":1},{"b":true}]}}`, 0, `
 a │ b
───┼──────
 1 │
   │ true
(2 rows)
`},
		{"nested", `{"data":{"g":[{"a":{"b":[1,2]}}]}}`, 0, `
 a
─────────────
 {"b":[1,2]}
(1 row)
`},
		{"wide", `{"data":{"g":[{"a":"日本","b":1},{"a":"é","b":22}]}}`, 0, `
 a    │  b
──────┼────
 日本 │  1
 é    │ 22
(2 rows)
`},
		{"empty", `{"data":{"g":[]}}`, 0, "\n(0 rows)\n"},
		{"cut", `{"data":{"g":[{"a":"abcdefghij"}]}}`, 5, `
 a
───────
 abcd…
(1 row)
`},
		{"steering characters", `{"data":{"g":[{"a":"\u001b[2J\u202ex\ny"}]}}`, 0, `
 a
─────────────────────
 \u001b[2J\u202ex\ny
(1 row)
`},
		{"two roots", `{"data":{"a":[{"x":1}],"b":[{"y":2}]}}`, 0, `
a:
 x
───
 1
(1 row)

b:
 y
───
 2
(1 row)
`},
		{"an object", `{"data":{"g":{"affected":2,"documents":[{"x":1}]}}}`, 0, `
affected  │ 2
documents:
 x
───
 1
(1 row)
`},
		{"scalars", `{"data":{"g":["x","y"]}}`, 0, "\n value\n───────\n x\n y\n(2 rows)\n"},
		{"batch", `{"batch":[{"data":{"g":[]}},{"data":{"g":[]}}]}`, 0, "\n(0 rows)\n\n(0 rows)\n"},
		{"no data", `{"errors":[]}`, 0, "\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := "\n" + printed(t, tt.response, tt.cellMax); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestProblem(t *testing.T) {
	tests := []struct {
		name string
		p    problem
		text string
		want string
	}{
		{"no place", problem{code: "CLOSED", message: "the database is closed"}, "x", "error: the database is closed (CLOSED)\n"},
		{"token", problem{"SYNTAX", "bad", 2, 3}, "a\nb gtt: c", "error: bad (SYNTAX)\n  2 │ b gtt: c\n    │   ^^^\n"},
		{"sign", problem{"SYNTAX", "bad", 1, 2}, "a}}", "error: bad (SYNTAX)\n  1 │ a}}\n    │  ^\n"},
		{"after the end", problem{"SYNTAX", "bad", 1, 2}, "a", "error: bad (SYNTAX)\n  1 │ a\n    │  ^\n"},
		{"far after the end", problem{"SYNTAX", "bad", 9, 2}, "a", "error: bad (SYNTAX)\n"},
		{"wide and tab", problem{"SYNTAX", "bad", 1, 4}, "\t日 x", "error: bad (SYNTAX)\n  1 │   日 x\n    │      ^\n"},
		{"wide token", problem{"SYNTAX", "bad", 1, 1}, "日本 x", "error: bad (SYNTAX)\n  1 │ 日本 x\n    │ ^^^^\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			tt.p.print(&b, tt.text)
			if b.String() != tt.want {
				t.Errorf("got\n%s\nwant\n%s", b.String(), tt.want)
			}
		})
	}
}

func TestComplete(t *testing.T) {
	for text, want := range map[string]bool{
		"":                          true,
		"{ a }":                     true,
		"{ a":                       false,
		"{ a(x: [1, 2) }":           false,
		"{ a } }":                   true,
		`{ a(x: "}") `:              false,
		`{ a(x: "\"}") }`:           true,
		"{ a # }":                   false,
		"{ a # }\n}":                true,
		`{ a(x: """ } `:             false,
		`{ a(x: """ \""" } """) }`:  true,
		"{ a(x: \"open\n) }":        true,
		"mutation M($a: Int = 1) {": false,
	} {
		if got := complete(text); got != want {
			t.Errorf("complete(%q) = %v", text, got)
		}
	}
}
