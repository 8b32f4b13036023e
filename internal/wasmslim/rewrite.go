package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
)

// rewrite is a file of a standard package in which texts are replaced, each of which
// has to be there once: pairs of the old text and the new one.
type rewrite struct {
	pkg, file string
	pairs     []string
}

// rewrites lists variables whose values cost a start and some code, and that nobody
// reads: there are no files in a page, and no environment.
func rewrites() []rewrite {
	return []rewrite{
		{"syscall", "fs_js.go", []string{
			`var jsProcess = js.Global().Get("process")`, `var jsProcess js.Value`,
			`var jsPath = js.Global().Get("path")`, `var jsPath js.Value`,
			`var jsFS = js.Global().Get("fs")`, `var jsFS js.Value`,
			`var constants = jsFS.Get("constants")`, `var constants js.Value`,
			`var uint8Array = js.Global().Get("Uint8Array")`, `var uint8Array js.Value`,
			`nodeWRONLY = constants.Get("O_WRONLY").Int()`, `nodeWRONLY = -1`,
			`nodeRDWR   = constants.Get("O_RDWR").Int()`, `nodeRDWR = -1`,
			`nodeCREATE = constants.Get("O_CREAT").Int()`, `nodeCREATE = -1`,
			`nodeTRUNC  = constants.Get("O_TRUNC").Int()`, `nodeTRUNC = -1`,
			`nodeAPPEND = constants.Get("O_APPEND").Int()`, `nodeAPPEND = -1`,
			`nodeEXCL   = constants.Get("O_EXCL").Int()`, `nodeEXCL = -1`,
			`func init() {`, `func unused() {`,
			"var files = map[int]*jsFile{\n\t0: {},\n\t1: {},\n\t2: {},\n}", `var files map[int]*jsFile`,
		}},
		{"syscall", "env_unix.go", []string{
			`envs []string = runtime_envs()`, `envs []string`,
			`var copyenv = sync.OnceFunc(func() {`, `func copyenv() {`,
			"\n})\n", "\n}\n",
		}},
	}
}

// write puts the file below out and names it in the overlay.
func (r *rewrite) write(out string, replace map[string]string) error {
	dir, err := goList("-f", "{{.Dir}}", r.pkg)
	if err != nil {
		return err
	}
	file := filepath.Join(dir, r.file)
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for i := 0; i < len(r.pairs); i += 2 {
		from := []byte(r.pairs[i])
		if n := bytes.Count(text, from); n != 1 {
			return fmt.Errorf("%s has %q %d times", file, from, n)
		}
		text = bytes.Replace(text, from, []byte(r.pairs[i+1]), 1)
	}
	return replaceStd(r.pkg, dir, r.file, text, out, replace)
}

// replaceStd replaces a file of a standard package.
func replaceStd(pkg, dir, name string, text []byte, out string, replace map[string]string) error {
	to := filepath.Join(out, "std", filepath.FromSlash(pkg), name)
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	replace[filepath.Join(dir, name)] = to
	return os.WriteFile(to, text, 0o644)
}
