package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// The program runs, and runs again on what it left. The third sale fails
// because two pots were there: nothing of it happens.
func TestRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "shop.db")
	for i, want := range []struct {
		text string
		err  string
	}{{`"pieces":9`, ""}, {"there from last time", ""}, {"there from last time", "pot is sold out"}} {
		var out strings.Builder
		err := run(t.Context(), path, &out)
		if (err == nil) != (want.err == "") || err != nil && !strings.Contains(err.Error(), want.err) {
			t.Fatalf("start %d: %v, want %q\n%s", i+1, err, want.err, out.String())
		}
		if !strings.Contains(out.String(), want.text) || !strings.Contains(out.String(), "2026-001  Ada       42.50  open\n") {
			t.Errorf("start %d: no %q in\n%s", i+1, want.text, out.String())
		}
	}
}
