package expr_test

import (
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine/dberr"
)

// A short request must not build a huge text.
func TestTextsAreBounded(t *testing.T) {
	doubled := `"x"` + strings.Repeat(` | replace("x", "xx")`, 40)
	if _, err := eval(t, doubled); dberr.CodeOf(err) != dberr.LimitExceeded {
		t.Errorf("replace: %v", err)
	}
	big := `"x"` + strings.Repeat(` | replace("x", "xx")`, 21) // 2 MiB
	for _, text := range []string{
		big + strings.Repeat(` | lowercase | uppercase`, 10),
		big + ` | concat(` + big + `, "y")`, `(` + big + `) + (` + big + `) + "y"`, big + ` | format("{0}{0}{0}") | length`,
	} {
		text = strings.Replace(text, big+` | format("{0}{0}{0}")`, `format("{0}{0}{0}", `+big+`)`, 1)
		if _, err := eval(t, text); dberr.CodeOf(err) != dberr.LimitExceeded {
			t.Errorf("%.20s…: %v", text[len(text)-20:], err)
		}
	}
	if v, err := eval(t, big+` | length`); err != nil || v.Int() != 2<<20 {
		t.Errorf("2 MiB: %v", err)
	}
}
