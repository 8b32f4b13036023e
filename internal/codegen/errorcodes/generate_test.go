package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

const root = "../../.."

func TestGeneratedFilesAreFresh(t *testing.T) {
	codes, err := readCodes(filepath.Join(root, source))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string][]byte{unionFile: union(codes), classesFile: classes(codes)} {
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
