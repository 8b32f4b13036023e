package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// The suite's own runner over the program: exec --jsonl must give the answers
// that pending.txt leaves to expect.
func TestConformance(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("the suite's runner needs Node: ", err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), node, "../../internal/ci/conformance.mjs", "--cmd", "'"+self+"' exec --jsonl")
	cmd.Env = append(os.Environ(), actAsAurora+"=1")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "708 passed, 0 failed") {
		t.Errorf("%v\n%s", err, out)
	}
}
