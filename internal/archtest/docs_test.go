package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func parseText(t *testing.T, text string) (*token.FileSet, *ast.File) {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "planted.go", text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return fset, f
}

// Every exported name of a library has a comment that begins with it, every
// package a package comment.
func TestExportedNamesAreDocumented(t *testing.T) {
	fset, all := goSources(t)
	documented := map[string]bool{}
	for _, s := range product(all) {
		documented[s.dir()] = documented[s.dir()] || s.file.Doc != nil
		for _, d := range s.file.Decls {
			for _, name := range undocumented(d) {
				t.Errorf("%s: %s has no comment", fset.Position(d.Pos()), name)
			}
		}
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("package %s has no comment", dir)
		}
	}
}

func undocumented(d ast.Decl) []string {
	var out []string
	switch x := d.(type) {
	case *ast.FuncDecl:
		if x.Doc == nil && x.Name.IsExported() && (x.Recv == nil || ast.IsExported(receiver(x))) {
			out = append(out, x.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range x.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() && x.Doc == nil && s.Doc == nil {
					out = append(out, s.Name.Name)
				}
			case *ast.ValueSpec:
				for _, n := range s.Names {
					if n.IsExported() && x.Doc == nil && s.Doc == nil && s.Comment == nil && !mentioned(x, n.Name) {
						out = append(out, n.Name)
					}
				}
			}
		}
	}
	return out
}

// mentioned reports whether a comment of the group names it, as in "MinX and
// MaxX bound …" above the first of both.
func mentioned(group *ast.GenDecl, name string) bool {
	for _, spec := range group.Specs {
		if v, ok := spec.(*ast.ValueSpec); ok && slices.Contains(strings.Fields(v.Doc.Text()), name) {
			return true
		}
	}
	return false
}

// Every exported function of the facade and of the storage that can fail says
// how: its comment names a code or says what its errors are.
func TestErrorsAreDocumented(t *testing.T) {
	fset, all := goSources(t)
	for _, s := range product(all) {
		if s.dir() != "engine" && s.dir() != "storage" && !strings.HasPrefix(s.dir(), "storage/") || strings.Contains(s.dir(), "internal") {
			continue
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if ok && f.Name.IsExported() && (f.Recv == nil || ast.IsExported(receiver(f))) && returnsError(f) && !saysHowItFails(f.Doc.Text()) && !implements(f.Doc.Text()) {
				t.Errorf("%s: the comment of %s names no code", fset.Position(f.Pos()), f.Name.Name)
			}
		}
	}
}

func returnsError(f *ast.FuncDecl) bool {
	if f.Type.Results == nil {
		return false
	}
	for _, r := range f.Type.Results.List {
		if id, ok := r.Type.(*ast.Ident); ok && id.Name == "error" {
			return true
		}
	}
	return false
}

var (
	codeWord    = regexp.MustCompile(`\b[A-Z][A-Z]+(_[A-Z]+)*\b`)
	errorsWord  = regexp.MustCompile(`(?i)\berrors?\b`)
	contractRef = regexp.MustCompile(`(?i)implements \[?\w+\.\w+|see \[?\w+\.\w+`)
)

func saysHowItFails(doc string) bool {
	return errorsWord.MatchString(doc) || slices.ContainsFunc(codeWord.FindAllString(doc, -1), func(w string) bool { return slices.Contains(contractCodes(), w) })
}

// implements reports whether the comment leaves the contract to an interface.
func implements(doc string) bool { return contractRef.MatchString(doc) }

var (
	speedClaim = regexp.MustCompile(`(?i)\b\d[\d.,]*\s?(ns|µs|us|microseconds|nanoseconds)\b|\b(times|x) faster\b|\bper second\b|\b\d[\d.,]*[kKM]?\s?/s\b|\bfaster than\b|\bfastest\b`)
	benchmark  = regexp.MustCompile(`\bBenchmark[A-Z]\w*|\bmake bench\b|\bbench/\w+|\bmake size\b`)
)

// A document that claims speed names the benchmark that prints it, in the same
// paragraph or table.
func TestSpeedClaimsNameTheirBenchmark(t *testing.T) {
	for _, path := range files(t, ".md") {
		if strings.HasPrefix(path, "testdata/") {
			continue
		}
		for _, claim := range unprovenClaims(read(t, path)) {
			t.Errorf("%s claims speed without naming the benchmark that prints it: %q", path, claim)
		}
	}
}

func unprovenClaims(text string) []string {
	var out []string
	for _, paragraph := range regexp.MustCompile(`\n\s*\n`).Split(text, -1) {
		if claim := speedClaim.FindString(paragraph); claim != "" && !benchmark.MatchString(paragraph) {
			out = append(out, strings.TrimSpace(paragraph))
		}
	}
	return out
}

func TestPlantedClaims(t *testing.T) {
	for text, unproven := range map[string]bool{
		"A point query takes 900 ns.":                                        true,
		"Reads 1M/s of them.":                                                true,
		"Three times faster than that.":                                      true,
		"A point query takes 900 ns (BenchmarkPointQuery).":                  false,
		"A query waits at most 100 ms.":                                      false,
		"| what | figure |\n| a | 30 µs |\n\nBenchmarkX prints another one.": true,
	} {
		if got := len(unprovenClaims(text)) > 0; got != unproven {
			t.Errorf("%q: unproven %v, want %v", text, got, unproven)
		}
	}
}
