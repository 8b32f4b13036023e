package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// actAsAurora makes the test binary the program itself, so that the tests drive
// a real process with the race detector in it.
const actAsAurora = "AURORA_TEST_ACT_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(actAsAurora) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// program is a command that runs aurora.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), actAsAurora+"=1", "HOME="+t.TempDir())
	return cmd
}

// aurora runs the program to its end.
func aurora(t *testing.T, stdin string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	cmd := program(t, args...)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// ok runs the program, which must succeed in silence on standard error.
func ok(t *testing.T, stdin string, args ...string) string {
	t.Helper()
	stdout, stderr, code := aurora(t, stdin, args...)
	if code != 0 || stderr != "" {
		t.Fatalf("aurora %q: status %d\n%s%s", args, code, stdout, stderr)
	}
	return stdout
}

func TestUsage(t *testing.T) {
	tests := []struct {
		name   string
		args   []string
		code   int
		stdout string
		stderr string
	}{
		{"help", []string{"help"}, 0, "Usage: aurora <command>", ""},
		{"nothing", nil, 2, "", "Usage: aurora <command>"},
		{"unknown command", []string{"exce"}, 2, "", `unknown command "exce"`},
		{"version", []string{"version"}, 0, "aurora " + version, ""},
		{"exec help", []string{"exec", "--help"}, 0, "", "--jsonl"},
		{"no text", []string{"exec"}, 2, "", "one text is needed"},
		{"two texts", []string{"exec", "{ a }", "{ b }"}, 2, "", "one text is needed"},
		{"unknown flag", []string{"exec", "--fromat", "json", "{ a }"}, 2, "", "fromat"},
		{"file without path", []string{"exec", "--storage", "file", "{ a }"}, 2, "", "needs --path"},
		{"memory with path", []string{"exec", "--storage", "memory", "--path", "x", "{ a }"}, 2, "", "--path is for"},
		{"unknown storage", []string{"exec", "--storage", "disk", "{ a }"}, 2, "", `"disk"`},
		{"unknown durability", []string{"exec", "--durability", "very", "{ a }"}, 2, "", `"very"`},
		{"unknown format", []string{"exec", "--format", "xml", "{ a }"}, 2, "", `"xml"`},
		{"bad variables", []string{"exec", "--variables", "[1]", "{ a }"}, 2, "", "not a JSON object"},
		{"jsonl with text", []string{"exec", "--jsonl", "{ a }"}, 2, "", "standard input"},
		{"shell argument", []string{"shell", "{ a }"}, 2, "", "unexpected argument"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			stdout, stderr, code := aurora(t, "", tt.args...)
			if code != tt.code || !strings.Contains(stdout, tt.stdout) || !strings.Contains(stderr, tt.stderr) {
				t.Errorf("status %d, want %d\nstdout: %s\nstderr: %s", code, tt.code, stdout, stderr)
			}
		})
	}
}
