package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFmt(t *testing.T) {
	if out := ok(t, "{users{name}}", "fmt", "-"); out != "{ users { name } }\n" {
		t.Error(out)
	}
	name := filepath.Join(t.TempDir(), "a.aql")
	if err := os.WriteFile(name, []byte("{\nusers{name} # who\n}"), 0o640); err != nil {
		t.Fatal(err)
	}
	if stdout, _, code := aurora(t, "", "fmt", "-l", name); code != 1 || stdout != name+"\n" {
		t.Error(code, stdout)
	}
	if out := ok(t, "", "fmt", "-w", name); out != "" {
		t.Error(out)
	}
	if got := read(t, name); got != "{\n  users { name } # who\n}\n" {
		t.Error(got)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o640 {
		t.Error(info, err)
	}
	if out := ok(t, "", "fmt", "-l", name); out != "" {
		t.Error(out)
	}
	if err := os.WriteFile(name, []byte("{ users"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := fails(t, 1, "fmt", "-w", name); !strings.Contains(out, "SYNTAX") || read(t, name) != "{ users" {
		t.Error(out)
	}
	fails(t, 2, "fmt")
	fails(t, 1, "fmt", name+".none")
}

func TestLint(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	schema := write("schema.aql", `schema { define collection users { mail: String! @unique  age: Int } }`)
	good := write("good.aql", `
query Old($n: Int!, $f: JSON!) { users(where: {and: [{age: {gt: $n}}, $f]}) { mail ...More } }
mutation Add($doc: JSON!) { insertInto(collection: "users", data: $doc) { id } }
mutation Two { insertInto(collection: "users", data: {mail: "a"}) { id } }
mutation Again { insertInto(collection: "users", data: {mail: "a"}) { id } }
subscription S { users(where: {age: {gt: 3}}) { mail } }
schema { define collection more if not exists { x: Int } }
{ more { x } }
fragment More on users { age }
`)
	if out := ok(t, "", "lint", "--schema", schema, good); out != "" {
		t.Error(out)
	}
	bad := write("bad.aql", `query A { users { mail } }
query B { user { mail } }
query C { users(where: {age: {gtt: 1}}) { mail } }
query D($s: String!) { users(where: {age: {gt: $s}}) { mail } }
mutation E { insertInto(collection: "users", data: {age: 1}) { id } }
{ users(orderby: {age: ASC}) { mail } }
query G { users { mail(x: 1) } }
`)
	stdout, stderr, code := aurora(t, "", "lint", "--schema", schema, bad)
	for _, want := range []string{"bad.aql:2:", "COLLECTION_NOT_FOUND", "bad.aql:3:", "did you mean", "bad.aql:4:", "TYPE_MISMATCH", "bad.aql:6:", "UNKNOWN_ARGUMENT", "bad.aql:7:", "VALIDATION_FAILED"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %s in\n%s", want, stdout)
		}
	}
	if strings.Contains(stdout, "bad.aql:1:") || code != 1 || !strings.Contains(stderr, "6 problems") {
		t.Errorf("status %d\n%s%s", code, stdout, stderr)
	}
	if out := fails(t, 1, "lint", write("cut.aql", "{ users {")); !strings.Contains(out, "SYNTAX") {
		t.Error(out)
	}
	if out := fails(t, 1, "lint", "--schema", bad, good); !strings.Contains(out, "bad.aql") {
		t.Error(out)
	}
	fails(t, 2, "lint")
}
