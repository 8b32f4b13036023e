package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// build compiles a program of testdata for js/wasm.
func build(t *testing.T, name string) []byte {
	t.Helper()
	out := filepath.Join(t.TempDir(), "a.wasm")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", out, "./testdata/"+name)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=")
	if b, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// execute runs a program in Node.
func execute(t *testing.T, program []byte) string {
	t.Helper()
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "a.wasm")
	if err := os.WriteFile(path, program, 0o600); err != nil {
		t.Fatal(err)
	}
	script := filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec_node.js")
	cmd := exec.Command("node", "--stack-size=8192", script, path)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1") // the script hands it on, and there is no more than one
	b, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	return string(b)
}

// TestStrippedRuns runs a program that leans on everything which the tables
// serve, before and after: it must print the same.
func TestStrippedRuns(t *testing.T) {
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("the programs run in Node, which is not installed here")
	}
	whole := build(t, "runtime")
	stripped, err := stripModule(bytes.Clone(whole))
	if err != nil {
		t.Fatal(err)
	}
	if len(stripped) > len(whole)*9/10 {
		t.Errorf("%d bytes of %d are left", len(stripped), len(whole))
	}
	if bytes.Contains(stripped, []byte("main.(*tree).insert")) || !bytes.Contains(whole, []byte("main.(*tree).insert")) {
		t.Error("the name of a function should be in the program and not in the stripped one")
	}
	want, got := execute(t, whole), execute(t, stripped)
	if want != got || !strings.HasSuffix(got, "done\n") {
		t.Errorf("the program printed\n%s\nand stripped\n%s", want, got)
	}
	if _, err := stripModule(stripped); err == nil {
		t.Error("a stripped program was stripped again")
	}
}

func TestRefusals(t *testing.T) {
	whole := build(t, "runtime")
	damage := func(old, now string) []byte {
		b := bytes.Replace(bytes.Clone(whole), []byte(old), []byte(now), 1)
		if bytes.Equal(b, whole) {
			t.Fatalf("%x does not occur", old)
		}
		return b
	}
	for name, b := range map[string][]byte{
		"nothing":               {},
		"no module":             []byte("\x7fELF----"),
		"cut":                   whole[:len(whole)/2],
		"an empty module":       whole[:8],
		"another version":       damage("\xf1\xff\xff\xff\x00\x00\x01\x08", "\xf3\xff\xff\xff\x00\x00\x01\x08"),
		"a module of a section": append(bytes.Clone(whole[:8]), 11, 1, 0),
	} {
		if _, err := stripModule(b); err == nil {
			t.Errorf("%s was stripped", name)
		}
	}
}

func TestLEB(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u, s := rapid.Uint64().Draw(t, "u"), rapid.Int64().Draw(t, "s")
		r := reader{b: appendSleb(appendUleb(nil, u), s)}
		if gotU, gotS := r.uleb(), r.sleb(); gotU != u || gotS != s || r.err != nil || len(r.b) > 0 {
			t.Fatalf("%d %d came back as %d %d, %v", u, s, gotU, gotS, r.err)
		}
	})
}

// Memory comes back as it was, whatever lies in it.
func TestMemory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := memory{base: rapid.IntRange(0, 1<<20).Draw(t, "base")}
		for range rapid.IntRange(1, 8).Draw(t, "runs") {
			m.bytes = append(m.bytes, bytes.Repeat([]byte{0}, rapid.IntRange(0, 40).Draw(t, "zeros"))...)
			m.bytes = append(m.bytes, rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, "bytes")...)
		}
		m.bytes = append(m.bytes, 1)
		got, err := parseMemory(m.section())
		if err != nil {
			t.Fatal(err)
		}
		full := make([]byte, m.base+len(m.bytes))
		copy(full[got.base:], got.bytes)
		if !bytes.Equal(full[m.base:], m.bytes) {
			t.Fatal("the memory differs")
		}
	})
}
