package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fails runs a command that must end with a status and returns what it says.
func fails(t *testing.T, want int, args ...string) string {
	t.Helper()
	stdout, stderr, code := aurora(t, "", args...)
	if code != want || stderr == "" {
		t.Fatalf("aurora %q: status %d, want %d\n%s%s", args, code, want, stdout, stderr)
	}
	return stdout + stderr
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestImportExportBackupRestoreCheck(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	path := in("db")
	ok(t, goods, "exec", "--path", path, "-")
	if out := ok(t, "", "export", "--path", path, "--collection", "goods", in("goods.csv")); out != "3 documents\n" {
		t.Error(out)
	}
	if csv := read(t, in("goods.csv")); !strings.HasPrefix(csv, "id,sku,name,price,tags\n") || strings.Count(csv, "\n") != 4 {
		t.Errorf("%s", csv)
	}
	jsonl := ok(t, "", "export", "--path", path, "--collection", "goods", "-")
	if strings.Count(jsonl, "\n") != 3 {
		t.Errorf("%s", jsonl)
	}

	other := in("other")
	ok(t, strings.SplitAfter(goods, "} }\n")[0], "exec", "--path", other, "-")
	if out := ok(t, jsonl, "import", "--path", other, "--collection", "goods", "-"); out != "3 rows: 3 inserted, 0 skipped, 0 failed\n" {
		t.Error(out)
	}
	if again := ok(t, "", "export", "--path", other, "--collection", "goods", "-"); again != jsonl {
		t.Errorf("%s\nwant\n%s", again, jsonl)
	}
	if err := os.WriteFile(in("more.jsonl"), []byte(`{"sku": "A1"}`+"\n"+`{"sku": "D4", "price": "dear"}`+"\n"+`{"sku": "E5"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	out := fails(t, 1, "import", "--path", other, "--collection", "goods", in("more.jsonl"))
	if !strings.Contains(out, "3 rows: 1 inserted, 1 skipped, 1 failed") || !strings.Contains(out, "more.jsonl:2:") || !strings.Contains(out, "TYPE_MISMATCH") {
		t.Error(out)
	}

	if out := ok(t, "", "check", "--path", other); out != "no problems\n" {
		t.Error(out)
	}
	ok(t, "", "backup", "--path", other, in("backup"))
	ok(t, "", "restore", "--path", in("restored"), in("backup"))
	want := ok(t, "", "export", "--path", other, "--collection", "goods", "--format", "json", "-")
	if got := ok(t, "", "export", "--path", in("restored"), "--collection", "goods", "--format", "json", "-"); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if out := ok(t, "", "check", "--path", in("restored")); out != "no problems\n" {
		t.Error(out)
	}
	fails(t, 1, "restore", "--path", in("restored"), in("backup")) // exists
	fails(t, 1, "restore", "--path", in("new"), in("goods.csv"))   // no backup
	if _, err := os.Stat(in("new")); !os.IsNotExist(err) {
		t.Errorf("a failed restore left %v", err)
	}
	left, err := filepath.Glob(in("*.part"))
	if more, _ := filepath.Glob(in("*.restoring")); err != nil || len(left)+len(more) > 0 {
		t.Errorf("left over: %v %v %v", left, more, err)
	}
}

func TestCheckFindsDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	ok(t, goods, "exec", "--path", path, "-")
	var largest string
	size := int64(0)
	entries, err := os.ReadDir(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Size() > size {
			largest, size = filepath.Join(path, e.Name()), info.Size()
		}
	}
	b := []byte(read(t, largest))
	b[len(b)/2] ^= 1
	if err := os.WriteFile(largest, b, 0o600); err != nil {
		t.Fatal(err)
	}
	fails(t, 1, "check", "--path", path)
}

func TestTransferUsage(t *testing.T) {
	for _, args := range [][]string{
		{"import"}, {"import", "--path", "x", "f"}, {"import", "--path", "x", "--collection", "c"}, {"export", "--collection", "c", "f"},
		{"backup"}, {"backup", "--path", "x"}, {"restore", "f"}, {"check"}, {"check", "--path", "x", "y"},
	} {
		fails(t, 2, args...)
	}
	missing := filepath.Join(t.TempDir(), "none")
	fails(t, 1, "check", "--path", missing)
	fails(t, 1, "backup", "--path", missing, "-")
	fails(t, 1, "export", "--path", missing, "--collection", "c", "-")
	fails(t, 1, "import", "--path", missing, "--collection", "c", filepath.Join(missing, "f"))
	if _, err := os.Stat(missing); !os.IsNotExist(err) {
		t.Error("a command that reads made a database")
	}
}
