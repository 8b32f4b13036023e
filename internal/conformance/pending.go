package conformance

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// ReadPending reads the list of cases whose feature is not built yet: one
// group/id a line, # begins a comment. Errors: a plain error for a line that is
// no case name or stands there twice.
func ReadPending(r io.Reader) (map[string]bool, error) {
	pending := map[string]bool{}
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		name, _, _ := strings.Cut(lines.Text(), "#")
		name = strings.TrimSpace(name)
		switch {
		case name == "":
			continue
		case strings.Count(name, "/") != 1 || strings.ContainsAny(name, " \t"):
			return nil, fmt.Errorf("pending: %q is not group/id", name)
		case pending[name]:
			return nil, fmt.Errorf("pending: %s stands there twice", name)
		}
		pending[name] = true
	}
	return pending, lines.Err()
}

// Verdict compares the outcome of a case with the list. reason is what Run
// said. It returns "" if both agree: a listed case fails, another one passes.
func Verdict(pending map[string]bool, c *Case, reason string) string {
	switch {
	case reason != "" && !pending[c.Name()]:
		return fmt.Sprintf("FAIL %s %s: %s", c.Name(), c.Title, reason)
	case reason == "" && pending[c.Name()]:
		return fmt.Sprintf("%s passes but is listed in pending.txt: remove it there, the list may only shrink", c.Name())
	}
	return ""
}
