package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// cut is what leaves a library: files, and declarations of files. "_" names
// blank variables, a method goes by its name.
type cut struct {
	module string
	files  []string
	decls  map[string][]string
}

func cuts() []cut {
	return []cut{{
		// JSON and structured logging of errors, JSON and dumps of trees.
		module: "github.com/vektah/gqlparser/v2",
		files:  []string{"gqlerror/attrs.go", "ast/decode.go", "ast/dumper.go"},
		decls: map[string][]string{
			"gqlerror/error.go": {"UnmarshalJSON"},
			"ast/path.go":       {"_", "UnmarshalJSON"},
		},
	}}
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "wasmslim: %v\n", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: wasmslim out")
	}
	out, err := filepath.Abs(args[0])
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	slim := map[string]string{}
	for _, c := range cuts() {
		to := filepath.Join(out, strings.ReplaceAll(c.module, "/", "_"))
		if err := c.copy(to); err != nil {
			return err
		}
		slim[c.module] = to
	}
	if err := modfile(out, slim); err != nil {
		return err
	}
	replace := map[string]string{}
	for _, pkg := range []string{"fmt", "log", "internal/godebug"} {
		if err := standIn(replace, pkg); err != nil {
			return err
		}
	}
	for _, h := range hollows() {
		if err := h.write(out, replace); err != nil {
			return err
		}
	}
	for _, r := range rewrites() {
		if err := r.write(out, replace); err != nil {
			return err
		}
	}
	if err := packClasses(out, replace); err != nil {
		return err
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "overlay.json"), text, 0o644)
}

// copy writes the module without what is cut.
func (c *cut) copy(to string) error {
	dir, err := goList("-m", "-f", "{{.Dir}}", c.module)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(to); err != nil {
		return err
	}
	gone := map[string]bool{}
	err = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if slices.Contains(c.files, name) {
			gone[name] = true
			return nil
		}
		if name != "go.mod" && (!strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go")) {
			return nil
		}
		text, err := os.ReadFile(path)
		if decls := c.decls[name]; err == nil && decls != nil {
			gone[name] = true
			text, err = without(path, decls)
		}
		if err == nil {
			err = os.MkdirAll(filepath.Dir(filepath.Join(to, name)), 0o755)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(to, name), text, 0o644)
		}
		return err
	})
	if err == nil && len(gone) != len(c.files)+len(c.decls) {
		err = fmt.Errorf("%s has no longer all the files that are cut", c.module)
	}
	return err
}

// modfile writes a go.mod that takes the slim modules instead of the others.
func modfile(out string, slim map[string]string) error {
	root, err := goList("-m", "-f", "{{.Dir}}")
	if err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return err
	}
	for module, dir := range slim {
		text = append(text, "\nreplace "+module+" => "+strconv.Quote(dir)+"\n"...)
	}
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(out, "go.sum"), sums, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "go.mod"), text, 0o644)
}

// standIn replaces all files of a standard package by the small one.
func standIn(replace map[string]string, pkg string) error {
	name := path.Base(pkg)
	old, err := goList("-f", "{{.Dir}}", pkg)
	if err != nil {
		return err
	}
	small, err := goList("-f", "{{.Dir}}", "github.com/auroradb/aurora/internal/wasmslim/std/"+name)
	if err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(old, "*.go"))
	if err != nil {
		return err
	}
	for _, path := range files {
		replace[path] = ""
	}
	replace[filepath.Join(old, name+".go")] = filepath.Join(small, name+".go")
	return nil
}

func goList(args ...string) (string, error) {
	b, err := exec.Command("go", append([]string{"list"}, args...)...).Output()
	if err != nil {
		return "", fmt.Errorf("go list %s: %w", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(b)), nil
}
