package main

import (
	"encoding/json"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestHollowed(t *testing.T) {
	const text = `package p

import (
	"fmt"
	"os"
	_ "unsafe"
)

type T[K any] struct{}

//go:linkname a
func a() { fmt.Println() }

// b tells.
func (t *T[K]) b(x int) (string, error) {
	// Why.
	return fmt.Sprint(x), nil
}

func c() int { return 1 }

func d() (n int) { n = 2; return }

func kept() { os.Exit(0) }
`
	const want = `package p

import (
	_ "fmt"
	"os"
	_ "unsafe"
)

type T[K any] struct{}

//go:linkname a
func a() { return }

// b tells.
func (t *T[K]) b(x int) (_ string, _ error) { return }

func c() (_ int) { return }

func d() (n int) { n = 7; return }

func kept() { os.Exit(0) }
`
	got, err := hollowed("p.go", []byte(text), []string{"a", "T.b", "c", "d: n = 7; return "})
	if err != nil || string(got) != want {
		t.Errorf("%v\n%s", err, got)
	}
	if _, err := hollowed("p.go", []byte(text), []string{"a", "gone"}); err == nil || !strings.Contains(err.Error(), "gone") {
		t.Errorf("a function that is not there: %v", err)
	}
	if _, err := hollowed("p.go", []byte("package"), []string{"*"}); err == nil {
		t.Error("no Go file was taken")
	}
}

func TestWithout(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.go")
	const text = "package p\n\nimport (\n\t\"encoding/json\"\n\t\"fmt\"\n)\n\nvar _ json.Unmarshaler = (*T)(nil)\n\ntype T struct{}\n\nfunc (t *T) UnmarshalJSON(b []byte) error { return json.Unmarshal(b, t) }\n\nfunc (t *T) String() string { return fmt.Sprint(1) }\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := without(path, []string{"_", "UnmarshalJSON"})
	const want = "package p\n\nimport (\n\t\"fmt\"\n)\n\ntype T struct{}\n\nfunc (t *T) String() string { return fmt.Sprint(1) }\n"
	if err != nil || string(got) != want {
		t.Errorf("%v\n%s", err, got)
	}
	if _, err := without(path, []string{"MarshalJSON"}); err == nil {
		t.Error("a declaration that is not there was removed")
	}
}

// A text that is replaced has to be there once.
func TestRewrite(t *testing.T) {
	for text, known := range map[string]bool{"package sort": true, "no such text": false, "func": false} {
		replace := map[string]string{}
		err := (&rewrite{"sort", "sort.go", []string{text, "package other"}}).write(t.TempDir(), replace)
		if (err == nil) != known || len(replace) > 0 != known {
			t.Errorf("%q: %v, %v", text, err, replace)
		}
	}
}

// Everything that is cut is there, and what is left can be parsed. That it
// builds and works is seen by the package's own tests.
func TestRun(t *testing.T) {
	out := t.TempDir()
	if err := run([]string{out}); err != nil {
		t.Fatal(err)
	}
	var overlay struct{ Replace map[string]string }
	b, err := os.ReadFile(filepath.Join(out, "overlay.json"))
	if err == nil {
		err = json.Unmarshal(b, &overlay)
	}
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, path := range overlay.Replace {
		if path == "" {
			continue
		}
		n++
		if _, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution); err != nil {
			t.Error(err)
		}
	}
	if n < 20 {
		t.Errorf("%d files are replaced", n)
	}
	if err := run(nil); err == nil {
		t.Error("run without a directory")
	}
}
