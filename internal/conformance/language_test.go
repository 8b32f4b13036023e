package conformance_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/storage/memory"
)

var example = regexp.MustCompile("(?s)```(aql|graphql)([^\n]*)\n(.*?)```")

// The examples of the language reference run as they stand, one after the
// other in one database. A block "aql error=CODE" must fail with the code.
func TestLanguageExamples(t *testing.T) {
	db, err := engine.Open(t.Context(), memory.New(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	ran := 0
	page, err := os.ReadFile("../../docs/language.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range example.FindAllStringSubmatch(string(page), -1) {
		ran++
		_, want, _ := strings.Cut(m[2], "error=")
		r := db.Do(t.Context(), engine.Request{Text: m[3]})
		body := string(r.JSON())
		switch {
		case want == "" && strings.Contains(body, `"errors":[`):
			t.Errorf("the example fails:\n%s\n%s", m[3], body)
		case want != "" && !strings.Contains(body, `"code":"`+strings.TrimSpace(want)+`"`):
			t.Errorf("the example should fail with %s:\n%s\n%s", want, m[3], body)
		}
	}
	if ran < 5 {
		t.Errorf("only %d examples were found", ran)
	}
}
