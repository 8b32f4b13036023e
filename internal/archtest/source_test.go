package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const root = "../.."

// source is a parsed Go file.
type source struct {
	path string // below the module, with slashes
	file *ast.File
}

func (s *source) dir() string  { return filepath.ToSlash(filepath.Dir(s.path)) }
func (s *source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

// skipDir leaves out what is not ours: installed and built things.
func skipDir(name string) bool {
	return slices.Contains([]string{".git", ".build", "node_modules", "vendor", "dist", "build", ".wrangler", "coverage"}, name)
}

// files returns the files of the repository with one of the endings.
func files(t *testing.T, endings ...string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && skipDir(d.Name()) {
			return filepath.SkipDir
		}
		if !d.IsDir() && slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(path, e) }) {
			rel, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			out = append(out, filepath.ToSlash(rel))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var generatedMark = regexp.MustCompile(`(?m)^(//|/\*|<!--) ?Code generated .* DO NOT EDIT`)

func generated(text string) bool { return generatedMark.MatchString(text) }

// goSources parses all Go files of the module that people write.
func goSources(t *testing.T) (*token.FileSet, []*source) {
	t.Helper()
	fset := token.NewFileSet()
	var out []*source
	for _, path := range files(t, ".go") {
		text := read(t, path)
		if generated(text) {
			continue
		}
		f, err := parser.ParseFile(fset, path, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, &source{path, f})
	}
	return fset, out
}

// product keeps the files of libraries: no tests, no programs, no test helpers.
func product(all []*source) []*source {
	return slices.DeleteFunc(slices.Clone(all), func(s *source) bool {
		return s.isTest() || s.file.Name.Name == "main" && !strings.HasPrefix(s.path, "wasm/") || strings.Contains(s.path, "storagetest/") ||
			strings.HasPrefix(s.path, "internal/conformance/") || strings.HasPrefix(s.path, "bench/") || strings.HasPrefix(s.path, "testdata/") ||
			strings.HasPrefix(s.path, "internal/wasmslim/std/") // stands for packages that may print
	})
}
