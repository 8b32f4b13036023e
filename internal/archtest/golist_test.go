package archtest

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

const modulePath = "github.com/auroradb/aurora"

// Package is what go list tells of a package.
type Package struct {
	ImportPath string
	Dir        string
	Name       string
	Standard   bool
	Imports    []string
	Deps       []string
	GoFiles    []string
	Error      *struct{ Err string }
	Module     *struct{ Path string }
}

// short is the path below the module, "." for its root.
func (p *Package) short() string { return shortPath(p.ImportPath) }

func shortPath(path string) string {
	if path == modulePath {
		return "."
	}
	return strings.TrimPrefix(path, modulePath+"/")
}

func ours(path string) bool { return path == modulePath || strings.HasPrefix(path, modulePath+"/") }

// target is a platform to list packages for.
type target struct{ goos, goarch, tags string }

func (t target) String() string { return strings.TrimRight(t.goos+"/"+t.goarch+" "+t.tags, " ") }

var (
	native  = target{"linux", "amd64", ""}
	browser = target{"js", "wasm", ""}
	host    = target{"js", "wasm", "host"} // Node and workerd
)

// goList lists packages as the target would build them. Packages without any
// file for the target are left out.
func goList(t *testing.T, on target, args ...string) []*Package {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-e", "-json=ImportPath,Dir,Name,Standard,Imports,Deps,GoFiles,Error,Module", "-tags=" + on.tags}, args...)...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS="+on.goos, "GOARCH="+on.goarch, "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list for %s: %v", on, err)
	}
	var list []*Package
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		p := &Package{}
		err := dec.Decode(p)
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(p.GoFiles) > 0 || p.Standard {
			list = append(list, p)
		}
	}
}
