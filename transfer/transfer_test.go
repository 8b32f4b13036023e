package transfer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage/memory"
	"github.com/auroradb/aurora/transfer"
)

const goods = `schema { define collection goods { sku: String @unique  n: Int  price: Float  on: Boolean  at: DateTime  tags: [String]  size: Object  any: Any } }`

type failer interface{ Fatalf(string, ...any) }

func open(t failer, schema string) *engine.DB {
	ctx := context.Background()
	db, err := engine.Open(ctx, memory.New(), nil)
	if err != nil {
		t.Fatalf("%v", err)
	}
	if _, err := db.Execute(ctx, schema, nil); err != nil {
		t.Fatalf("%v", err)
	}
	return db
}

func export(t failer, db *engine.DB, opts transfer.ExportOptions) string {
	opts.Collection = "goods"
	var out bytes.Buffer
	if _, err := transfer.Export(context.Background(), db, &out, opts); err != nil {
		t.Fatalf("export: %v", err)
	}
	return out.String()
}

func load(t failer, db *engine.DB, format transfer.Format, text string) transfer.ImportStats {
	stats, err := transfer.Import(context.Background(), db, strings.NewReader(text), transfer.ImportOptions{Collection: "goods", Format: format, Batch: 3})
	if err != nil {
		t.Fatalf("import: %v", err)
	}
	return stats
}

// Whatever was exported comes back: byte for byte as JSON Lines and JSON, and as
// CSV the documents without their nulls.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := open(t, goods)
		defer a.Close()
		for i := range rapid.IntRange(0, 8).Draw(t, "documents") {
			doc := map[string]any{"sku": fmt.Sprint(rapid.SampledFrom([]string{"", "=", "'=", "+", "x,", "\"", "line\nbreak ", "5", "ü"}).Draw(t, "sku"), i)}
			if rapid.Bool().Draw(t, "n") {
				doc["n"] = rapid.Int64().Draw(t, "int")
				doc["price"] = rapid.Float64Range(-1e300, 1e300).Draw(t, "float")
			}
			if rapid.Bool().Draw(t, "more") {
				doc["on"], doc["at"] = i%2 == 0, "2026-11-27T10:00:00.123456789Z"
				doc["tags"] = []any{"a", "=b"}
				doc["size"] = map[string]any{"w": i, "deep": map[string]any{"": "x"}}
			}
			if rapid.Bool().Draw(t, "any") {
				doc["any"] = rapid.SampledFrom([]any{true, 1.5, "text", "=1+1", []any{1}}).Draw(t, "any value")
			}
			if _, err := a.Collection("goods").Insert(context.Background(), doc); err != nil {
				t.Fatalf("%v", err)
			}
		}
		want := export(t, a, transfer.ExportOptions{Format: transfer.JSONL})
		for _, format := range []transfer.Format{transfer.JSONL, transfer.JSON, transfer.CSV} {
			text := export(t, a, transfer.ExportOptions{Format: format})
			b := open(t, goods)
			if stats := load(t, b, format, text); stats.Failed > 0 || stats.Skipped > 0 {
				t.Fatalf("%s: %+v\n%s", format, stats, text)
			}
			again := transfer.ExportOptions{Format: transfer.JSONL}
			if format == transfer.CSV { // its columns stand in another order
				again.Format, want = transfer.CSV, text
			}
			if got := export(t, b, again); got != want {
				t.Fatalf("%s\n%s\ncame back as\n%s\nwant\n%s", format, text, got, want)
			}
			if err := b.Close(); err != nil {
				t.Fatalf("%v", err)
			}
		}
	})
}

func TestCountsAndLines(t *testing.T) {
	for _, c := range []struct {
		format                          transfer.Format
		text                            string
		read, inserted, skipped, failed int
		lines                           string
	}{
		{transfer.JSONL, `{"sku": "a", "n": 1}` + "\n\n" + `{"sku": "a"}` + "\n" + `{"sku": "b", "n": "x"}` + "\n{broken\n" + `[1]` + "\n" + `{"sku": "c"}`, 6, 2, 1, 3, "[4 5 6]"},
		{transfer.JSON, "[\n" + `{"sku": "a"},` + "\n" + `{"sku": "b", "n": 1.5}, 7,` + "\n\n" + `{"sku": "a"}]`, 4, 1, 1, 2, "[3 3]"},
		{transfer.CSV, "\ufeffsku,n,extra\na,1,x\nb,one,\na,,\nc,2,x,too many\n\"d\"x,1\ne,,\n", 6, 2, 1, 3, "[3 5 6]"},
		{transfer.CSV, "", 0, 0, 0, 0, "[]"},
		{transfer.JSON, " [ ] ", 0, 0, 0, 0, "[]"},
	} {
		db := open(t, goods)
		s := load(t, db, c.format, c.text)
		var lines []int
		for _, f := range s.Failures {
			lines = append(lines, f.Line)
			if dberr.CodeOf(f.Err) == "" || dberr.CodeOf(f.Err) == dberr.Internal {
				t.Errorf("line %d failed without a code: %v", f.Line, f.Err)
			}
		}
		if s.Read != c.read || s.Inserted != c.inserted || s.Skipped != c.skipped || s.Failed != c.failed || fmt.Sprint(lines) != c.lines {
			t.Errorf("%s %q: %+v, lines %v", c.format, c.text, s, lines)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestFormulasAreGuarded(t *testing.T) {
	db := open(t, `schema { define collection goods { s: String  n: Int } }`)
	defer db.Close()
	load(t, db, transfer.JSONL, `{"id": "1", "s": "=cmd()", "n": -5}`+"\n"+`{"id": "2", "s": "'=x"}`)
	opts := transfer.ExportOptions{Format: transfer.CSV, Fields: []string{"s", "n"}}
	if got := export(t, db, opts); got != "s,n\n'=cmd(),-5\n''=x,\n" {
		t.Errorf("%q", got)
	}
	if opts.Raw = true; export(t, db, opts) != "s,n\n=cmd(),-5\n'=x,\n" {
		t.Errorf("raw: %q", export(t, db, opts))
	}
}

func TestRefusals(t *testing.T) {
	ctx := context.Background()
	db := open(t, goods)
	defer db.Close()
	for _, c := range []struct {
		collection string
		format     transfer.Format
		text       string
		want       dberr.Code
	}{
		{"goods", "xml", "", dberr.InvalidArgument},
		{"none", transfer.JSONL, "", dberr.CollectionNotFound},
		{"goods", transfer.JSON, `{"sku": "a"}`, dberr.TypeMismatch},
		{"goods", transfer.JSON, `[{"sku": "a"}`, dberr.Syntax},
		{"goods", transfer.JSON, ``, dberr.Syntax},
		{"goods", transfer.JSON, `[] []`, dberr.TypeMismatch},
		{"goods", transfer.CSV, "a,a\n", dberr.InvalidArgument},
		{"goods", transfer.CSV, "\"a\n", dberr.Syntax},
	} {
		_, err := transfer.Import(ctx, db, strings.NewReader(c.text), transfer.ImportOptions{Collection: c.collection, Format: c.format})
		if dberr.CodeOf(err) != c.want {
			t.Errorf("%s %q: %v, want %s", c.format, c.text, err, c.want)
		}
	}
	if _, err := transfer.Export(ctx, db, io.Discard, transfer.ExportOptions{Collection: "none", Format: transfer.JSONL}); dberr.CodeOf(err) != dberr.CollectionNotFound {
		t.Error(err)
	}
	broken := errors.New("broken pipe")
	load(t, db, transfer.JSONL, `{"sku": "a"}`)
	if _, err := transfer.Export(ctx, db, failing{broken}, transfer.ExportOptions{Collection: "goods", Format: transfer.JSONL}); !errors.Is(err, broken) {
		t.Error(err)
	}
	if _, err := transfer.Import(ctx, db, failing{broken}, transfer.ImportOptions{Collection: "goods", Format: transfer.JSONL}); !errors.Is(err, broken) {
		t.Error(err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
func (f failing) Read([]byte) (int, error)  { return 0, f.err }

func TestLongRows(t *testing.T) {
	db := open(t, goods)
	defer db.Close()
	text := `{"sku": "` + strings.Repeat("x", 200_000) + `"}` + "\n" + `{"sku": "b"}` + "\n"
	s, err := transfer.Import(context.Background(), db, strings.NewReader(text), transfer.ImportOptions{Collection: "goods", Format: transfer.JSONL, MaxRow: 100_000})
	if err != nil || s.Inserted != 1 || s.Failed != 1 || dberr.CodeOf(s.Failures[0].Err) != dberr.LimitExceeded || s.Failures[0].Line != 1 {
		t.Errorf("%+v %v", s, err)
	}
}

// Any bytes are rows, failures or an error; never a panic.
func FuzzImport(f *testing.F) {
	f.Add("{\"sku\": \"a\"}\n{", uint8(0))
	f.Add("[{\"sku\": 1}, null]", uint8(1))
	f.Add("sku,n\n\"a\nb\",1\n", uint8(2))
	f.Fuzz(func(t *testing.T, text string, format uint8) {
		db := open(t, goods)
		defer db.Close()
		formats := []transfer.Format{transfer.JSONL, transfer.JSON, transfer.CSV}
		s, err := transfer.Import(context.Background(), db, strings.NewReader(text), transfer.ImportOptions{Collection: "goods", Format: formats[format%3]})
		if err != nil && dberr.CodeOf(err) == dberr.Internal {
			t.Errorf("%v", err)
		}
		n, err := db.Collection("goods").Count(context.Background(), nil)
		if err != nil || n != s.Inserted || s.Read != s.Inserted+s.Skipped+s.Failed {
			t.Errorf("%d documents, %+v, %v", n, s, err)
		}
	})
}
