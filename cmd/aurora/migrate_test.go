package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestMigrate(t *testing.T) {
	db, dir := filepath.Join(t.TempDir(), "db"), t.TempDir()
	file := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file("0001-users.aql", "define collection users { name: String }\n")
	file("0002-role.aql", "# who may what\nalter collection users { add role: String }\nmigrate data in users { set role = \"member\" }\n")
	file("0003.aql", "migrate { \"own label\": { alter collection users { add seen: DateTime } } }")
	file("notes.txt", "no migration")
	out := ok(t, "", "migrate", "--path", db, "--dry-run", dir)
	if !strings.HasSuffix(out, "3 applied, 0 skipped, nothing was kept\n") {
		t.Fatal(out)
	}
	out = ok(t, "", "migrate", "--path", db, dir)
	if out != "applied  0001-users\napplied  0002-role\napplied  own label\n3 applied, 0 skipped\n" {
		t.Fatal(out)
	}
	ok(t, "", "exec", "--path", db, `mutation { insertMany(collection: "users", data: [{name: "a"}, {name: "b"}]) { id } }`)
	file("0004-bad.aql", "migrate data in users { set role = \"x\" }\nmigrate data in people { set role = \"x\" }\n")
	out = fails(t, 1, "migrate", "--path", db, dir)
	for _, want := range []string{"0004-bad.aql:2:", "COLLECTION_NOT_FOUND", "migrate data in people", "0 applied, 3 skipped"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
	file("0004-bad.aql", "migrate data in users { set role = \"x\" }\n")
	if out = ok(t, "", "migrate", "--path", db, dir); !strings.Contains(out, "applied  0004-bad  (2 documents)\n1 applied, 3 skipped\n") {
		t.Error(out)
	}
	file("0005.aql", "alter collection users {\n  add broken: Nothing\n}\n}")
	if out = fails(t, 1, "migrate", "--path", db, dir); !strings.Contains(out, "0005.aql:") {
		t.Error(out)
	}
	for _, args := range [][]string{{"migrate"}, {"migrate", dir}, {"migrate", "--path", db}, {"migrate", "--path", db, dir, dir}} {
		fails(t, 2, args...)
	}
	fails(t, 1, "migrate", "--path", db, t.TempDir())
	fails(t, 1, "migrate", "--path", db, filepath.Join(dir, "none"))
}
