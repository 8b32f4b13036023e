package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../../.."

func TestGeneratedFilesAreFresh(t *testing.T) {
	codes, err := readCodes(filepath.Join(root, source))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range outputs(codes) {
		got, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is stale: run go run ./internal/codegen/errorcodes", path)
		}
	}
}

func TestClassNamesAreUnique(t *testing.T) {
	codes, err := readCodes(filepath.Join(root, source))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, c := range codes {
		if other, ok := seen[c.class()]; ok {
			t.Errorf("%s and %s share the class %s", c.Text, other, c.class())
		}
		seen[c.class()] = c.Text
	}
}

// Every code says what happened and what to do.
func TestCodesAreExplained(t *testing.T) {
	codes, err := readCodes(filepath.Join(root, source))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range codes {
		if what, remedy, ok := strings.Cut(c.Doc, " | "); !ok || what == "" || remedy == "" {
			t.Errorf("the comment of %s is not \"what happened | what to do\": %q", c.Name, c.Doc)
		}
	}
}
