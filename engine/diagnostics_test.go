package engine_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage/memory"
)

var rewrite = flag.Bool("rewrite", false, "write the golden file anew")

// shop is what the texts of the golden file are about.
const shop = `schema {
	define collection users { email: Email! @unique  name: String!  age: Int  @@index(fields: ["name", "age"]) }
	define collection orders { number: Int! @unique  total: Float! @indexed  buyer: String @relation(to: "users", key: "email")  note: String @search
		status: String @validate(pattern: "^(open|paid)$")  meta: Object  @@strict }
}`

// TestDiagnostics pins what a user reads after a mistake: one text a paragraph, its
// answer below it. Review the file when it changes; go test -rewrite writes it.
func TestDiagnostics(t *testing.T) {
	const path = "testdata/diagnostics.golden"
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for i, part := range strings.Split(strings.TrimSpace(string(old)), "\n\n") {
		if i > 0 {
			out.WriteString("\n\n")
		}
		if strings.HasPrefix(part, "#") {
			out.WriteString(part)
			continue
		}
		text, _, _ := strings.Cut(part, "\n  ")
		out.WriteString(text + "\n  " + diagnose(t, text))
	}
	out.WriteByte('\n')
	if *rewrite {
		if err := os.WriteFile(path, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if out.String() != string(old) {
		want, got := strings.Split(string(old), "\n"), strings.Split(out.String(), "\n")
		for i := range min(len(want), len(got)) {
			if want[i] != got[i] {
				t.Errorf("line %d:\n got %s\nwant %s", i+1, got[i], want[i])
			}
		}
		t.Error("go test ./engine -run TestDiagnostics -rewrite writes it anew")
	}
}

func diagnose(t *testing.T, text string) string {
	t.Helper()
	ctx := context.Background()
	db, err := engine.Open(ctx, memory.New(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Execute(ctx, shop, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Execute(ctx, `mutation { insertInto(collection: "users", data: {email: "a@b.de", name: "Ann"}) { id } }`, nil); err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(text, "subscription") {
		_, err = db.Stream(ctx, engine.Request{Text: text})
	} else {
		err = db.Do(ctx, engine.Request{Text: text}).Err()
	}
	var e *dberr.Error
	if !errors.As(err, &e) {
		t.Errorf("%s: no error of the database: %v", text, err)
		return ""
	}
	at := ""
	if !e.Pos.IsZero() {
		at = fmt.Sprintf(" at %d:%d", e.Pos.Line, e.Pos.Column)
	}
	return fmt.Sprintf("%s%s: %s", e.Code, at, e.Msg)
}
