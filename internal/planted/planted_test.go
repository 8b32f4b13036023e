//go:build planted

package planted

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestCaught plants each bug and runs the test that must notice it.
func TestCaught(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range bugs() {
		t.Run(b.name, func(t *testing.T) {
			args := []string{"test", "-vet=off", "-count=1", "-timeout=3m", "-overlay=" + overlay(t, root, b), "-run", "^(" + b.run + ")$", b.pkg}
			text, err := "", error(nil)
			for seed := 1; seed <= 3 && err == nil; seed++ { // what goroutines do differs from run to run
				cmd := exec.Command("go", args...)
				cmd.Dir, cmd.Env = root, append(os.Environ(), "AURORA_SEED="+strconv.Itoa(seed))
				var out []byte
				out, err = cmd.CombinedOutput()
				text = string(out)
			}
			switch {
			case err == nil:
				t.Fatalf("%s of %s passes", b.run, b.pkg)
			case strings.Contains(text, "[build failed]") || strings.Contains(text, "no tests to run"):
				t.Fatalf("nothing was tested:\n%s", text)
			case !strings.Contains(text, "--- FAIL") && !strings.Contains(text, "panic:"):
				t.Fatalf("the test ended otherwise: %v\n%s", err, text)
			}
			t.Log(firstComplaint(text))
		})
	}
}

// overlay writes what makes the go command see the bug.
func overlay(t *testing.T, root string, b bug) string {
	t.Helper()
	path := filepath.Join(root, filepath.FromSlash(b.file))
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(src), b.old); n != 1 {
		t.Fatalf("%s holds %q %d times: plant the bug anew", b.file, b.old, n)
	}
	dir := t.TempDir()
	changed := filepath.Join(dir, "changed.go")
	if err := os.WriteFile(changed, []byte(strings.Replace(string(src), b.old, b.new, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := json.Marshal(map[string]map[string]string{"Replace": {path: changed}})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(name, list, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// firstComplaint is the line of a log that tells what a test found.
func firstComplaint(log string) string {
	for line := range strings.Lines(log) {
		if strings.Contains(line, "_test.go:") && !strings.Contains(line, "seed ") && !strings.Contains(line, "images") {
			return strings.TrimSpace(line)
		}
		if strings.HasPrefix(line, "panic:") {
			return strings.TrimSpace(line)
		}
	}
	return "it failed"
}
