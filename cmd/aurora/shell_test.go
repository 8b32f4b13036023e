package main

import (
	"strings"
	"testing"
)

func TestShell(t *testing.T) {
	out := ok(t, `
schema {
  define collection goods {
    sku: String! @unique
    price: Float
    @@index(fields: ["price"])
  }
}
mutation { insertInto(collection: "goods", data: {sku: "A1", price: 2.5}) { sku } }
{ goods { sku price } }
\collections
\schema goods
\timing
{ goods { sku } }
\help
\q
never run
`, "shell")
	for _, want := range []string{
		" sku │ price\n─────┼───────\n A1  │   2.5\n(1 row)\n",
		" collection │ documents │ fields │ indexes\n",
		"collection goods {\n", "  sku: String! @unique", `@@index(name: "goods_price", fields: ["price"], unique: false)`,
		"timing is on\n", "time: ", `\explain text`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if strings.Contains(out, "never run") {
		t.Error("the shell went on after \\q")
	}
}

// A script with an error goes on, and the status tells.
func TestShellError(t *testing.T) {
	stdout, stderr, code := aurora(t, "{ nothing { a } }\n\\nonsense\n\\schema nothing\nschema { define collection t { a: Int } }\n{ open { ", "shell")
	if code != 1 || !strings.Contains(stdout, "created") {
		t.Errorf("status %d, stdout %s", code, stdout)
	}
	for _, want := range []string{"(COLLECTION_NOT_FOUND)", "unknown command \\nonsense", `no collection "nothing"`, "(SYNTAX)"} {
		if !strings.Contains(stderr, want) {
			t.Errorf("no %q in\n%s", want, stderr)
		}
	}
}

func TestShellExplain(t *testing.T) {
	out := ok(t, `schema { define collection t { a: Int @indexed } }
\explain { t(where: {a: {eq: 1}}) { a } }
`, "shell")
	if !strings.Contains(out, "t_a") {
		t.Errorf("the plan does not name the index:\n%s", out)
	}
}

// Ctrl-C ends a statement, and a damaged history does not matter; both need a
// terminal and are tested by hand. What can be tested is what editing rests on.
func TestHistoryLines(t *testing.T) {
	e := newEditor(func(string) []string { return nil })
	defer func() {
		if err := e.state.Close(); err != nil {
			t.Error(err)
		}
	}()
	e.remember("{ a\n  b }")
	e.remember("{ a # x\n b }")
	var b strings.Builder
	if _, err := e.state.WriteHistory(&b); err != nil {
		t.Fatal(err)
	}
	if want := "{ a   b }\n{ a # x\n b }\n"; !strings.HasSuffix(b.String(), want) {
		t.Errorf("history %q, want %q", b.String(), want)
	}
}
