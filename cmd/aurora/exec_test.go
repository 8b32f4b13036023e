package main

import (
	"path/filepath"
	"strings"
	"testing"
)

const goods = `schema { define collection goods { sku: String! @unique  name: String  price: Float  tags: [String] } }
mutation { insertMany(collection: "goods", data: [
  {sku: "A1", name: "Tee 茶", price: 3.5, tags: ["hot"]},
  {sku: "B2", name: "naïve 👩‍👩‍👧", price: 12},
  {sku: "C3", price: null}]) { sku } }
`

func TestExecTable(t *testing.T) {
	out := ok(t, goods+`{ goods(orderBy: {sku: ASC}) { sku name price tags } }`, "exec", "-")
	want := ` sku │ name     │ price │ tags
─────┼──────────┼───────┼─────────
 A1  │ Tee 茶   │   3.5 │ ["hot"]
 B2  │ naïve 👩‍👩‍👧 │    12 │ null
 C3  │ null     │ null  │ null
(3 rows)
`
	if !strings.HasSuffix(out, want) {
		t.Errorf("got\n%s\nwant at the end\n%s", out, want)
	}
}

func TestExecJSON(t *testing.T) {
	out := ok(t, "", "exec", "--format", "json", "--variables", `{"n": 9007199254740993}`, "--auto-collections",
		`mutation M($n: Int) { insertInto(collection: "t", data: {n: $n}) { n } }`)
	if want := `{"data":{"insertInto":{"n":9007199254740993}}}` + "\n"; out != want {
		t.Errorf("got %s, want %s", out, want)
	}
}

func TestExecOperation(t *testing.T) {
	text := `mutation A { insertInto(collection: "t", data: {a: 1}) { a } }  mutation B { insertInto(collection: "t", data: {a: 2}) { a } }`
	out := ok(t, "", "exec", "--format=json", "--auto-collections", text, "--operation", "B")
	if want := `{"data":{"insertInto":{"a":2}}}` + "\n"; out != want {
		t.Errorf("got %s, want %s", out, want)
	}
}

// An error goes to standard error with its place underlined; the status is 1.
func TestExecError(t *testing.T) {
	stdout, stderr, code := aurora(t, goods+"{\n  goods(where: {price: {gtt: 3}}) { sku }\n}", "exec", "-")
	if code != 1 {
		t.Errorf("status %d, want 1", code)
	}
	for _, want := range []string{"error: ", "gtt", "(UNKNOWN_OPERATOR)", "\n  7 │   goods(where: {price: {gtt: 3}}) { sku }\n    │                         ^^^\n"} {
		if !strings.Contains(stderr, want) {
			t.Errorf("no %q in\n%s", want, stderr)
		}
	}
	if strings.Contains(stdout, "UNKNOWN_OPERATOR") {
		t.Errorf("the error is on standard output as well: %s", stdout)
	}
}

// With --format json the whole response is printed, errors included.
func TestExecErrorJSON(t *testing.T) {
	stdout, stderr, code := aurora(t, "", "exec", "--format", "json", "{ nothing { a } }")
	if code != 1 || !strings.Contains(stdout, `"code":"COLLECTION_NOT_FOUND"`) || !strings.Contains(stderr, "(COLLECTION_NOT_FOUND)") {
		t.Errorf("status %d\nstdout: %s\nstderr: %s", code, stdout, stderr)
	}
}

// What one process wrote the next one reads.
func TestExecFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "shop")
	for _, mode := range []string{"none", "relaxed", "strict"} {
		ok(t, "", "exec", "--path", path, "--durability", mode, "--auto-collections",
			`mutation { insertInto(collection: "t", data: {mode: "`+mode+`"}) { id } }`)
	}
	out := ok(t, "", "exec", "--storage", "file", "--path", path, "--format", "json", `{ t { mode } }`)
	if want := `{"data":{"t":[{"mode":"none"},{"mode":"relaxed"},{"mode":"strict"}]}}` + "\n"; out != want {
		t.Errorf("got %s, want %s", out, want)
	}
}

// A path that cannot be a database is an error with a code, not a trace.
func TestExecBadPath(t *testing.T) {
	_, stderr, code := aurora(t, "", "exec", "--path", filepath.Join("/dev/null", "db"), "{ t { a } }")
	if code != 1 || !strings.HasPrefix(stderr, "error: ") || strings.Contains(stderr, "goroutine") {
		t.Errorf("status %d, stderr %s", code, stderr)
	}
}
