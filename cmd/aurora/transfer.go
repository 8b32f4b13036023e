package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/transfer"
)

const importUsage = `Usage: aurora import [flags] --path P --collection C FILE

Inserts the rows of a file, or of standard input (-). Rows whose id or unique
value is there already are skipped; rows that cannot be taken are told with
their line and do not keep the others out. The exit status is 1 if there were any.

Flags:
`

const exportUsage = `Usage: aurora export [flags] --path P --collection C FILE

Writes the documents of a collection to a file, or to standard output (-).

Flags:
`

// transferFlags are what import and export have in common.
type transferFlags struct {
	target     target
	collection string
	format     string
	raw        bool
	file       string
}

func (t *transferFlags) parse(c console, name, usage string, args []string, more func(*flag.FlagSet)) (code int, done bool) {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(c.err)
	fs.Usage = func() { fmt.Fprint(c.err, usage); fs.PrintDefaults() }
	t.target.flags(fs)
	fs.StringVar(&t.collection, "collection", "", "the collection")
	fs.StringVar(&t.format, "format", "", "jsonl, json or csv (default: by the end of the file's name, else jsonl)")
	fs.BoolVar(&t.raw, "raw", false, "csv: texts that a spreadsheet would run as formulas are left as they are")
	if more != nil {
		more(fs)
	}
	rest, code, done := parseFlags(fs, args)
	if done {
		return code, true
	}
	err := t.target.check()
	switch {
	case err != nil:
	case t.target.storage != "file":
		err = fmt.Errorf("give the database with --path")
	case t.collection == "":
		err = fmt.Errorf("give the collection with --collection")
	case len(rest) != 1:
		err = fmt.Errorf("give one file, or -")
	}
	if err != nil {
		fmt.Fprintf(c.err, "aurora %s: %v\n", name, err)
		return exitUsage, true
	}
	t.file = rest[0]
	if t.format == "" {
		t.format = "jsonl"
		if f := strings.TrimPrefix(strings.ToLower(filepath.Ext(t.file)), "."); f == "json" || f == "csv" {
			t.format = f
		}
	}
	return 0, false
}

func runImport(ctx context.Context, c console, args []string) int {
	var t transferFlags
	batch := 0
	if code, done := t.parse(c, "import", importUsage, args, func(fs *flag.FlagSet) {
		fs.IntVar(&batch, "batch", 500, "rows of a commit")
	}); done {
		return code
	}
	ctx, stop := interruptible(ctx)
	defer stop()
	r, size, end, err := input(c, t.file)
	if err != nil {
		fmt.Fprintf(c.err, "aurora import: %v\n", err)
		return exitFailed
	}
	defer end()
	progress := newBar(c, size)
	var stats transfer.ImportStats
	err = t.target.with(ctx, func(db *engine.DB) error {
		if t.target.auto && db.Catalog().Collection(t.collection) == nil {
			if _, err := db.Execute(ctx, "schema { define collection "+t.collection+" { } }", nil); err != nil {
				return err
			}
		}
		var err error
		stats, err = transfer.Import(ctx, db, r, transfer.ImportOptions{
			Collection: t.collection, Format: transfer.Format(t.format), Batch: batch, Raw: t.raw,
			Progress: func(p transfer.Progress) { progress.show("rows", p.Rows, p.Bytes) },
		})
		return err
	})
	progress.clear()
	for _, f := range stats.Failures {
		fmt.Fprintf(c.err, "%s:%d: ", t.file, f.Line)
		p := problemOf(f.Err)
		p.line = 0 // the place is in the row
		p.print(c.err, "")
	}
	if n := stats.Failed - len(stats.Failures); n > 0 {
		fmt.Fprintf(c.err, "and %d more\n", n)
	}
	fmt.Fprintf(c.out, "%d rows: %d inserted, %d skipped, %d failed\n", stats.Read, stats.Inserted, stats.Skipped, stats.Failed)
	if err != nil {
		problemOf(err).print(c.err, "")
		return exitFailed
	}
	if stats.Failed > 0 {
		return exitFailed
	}
	return exitOK
}

func runExport(ctx context.Context, c console, args []string) int {
	var t transferFlags
	fields := ""
	if code, done := t.parse(c, "export", exportUsage, args, func(fs *flag.FlagSet) {
		fs.StringVar(&fields, "fields", "", "csv: the columns, with commas between them (default: all)")
	}); done {
		return code
	}
	opts := transfer.ExportOptions{Collection: t.collection, Format: transfer.Format(t.format), Raw: t.raw}
	if fields != "" {
		opts.Fields = strings.Split(fields, ",")
	}
	ctx, stop := interruptible(ctx)
	defer stop()
	progress := newBar(c, 0)
	opts.Progress = func(p transfer.Progress) { progress.show("documents", p.Rows, 0) }
	rows := 0
	if _, err := os.Stat(t.target.path); err != nil { // reading makes no database
		problemOf(err).print(c.err, "")
		return exitFailed
	}
	err := t.target.with(ctx, func(db *engine.DB) error {
		w, done, err := output(c, t.file)
		if err != nil {
			return err
		}
		rows, err = transfer.Export(ctx, db, w, opts)
		return done(err)
	})
	progress.clear()
	if err != nil {
		problemOf(err).print(c.err, "")
		return exitFailed
	}
	if t.file != "-" {
		fmt.Fprintf(c.out, "%d documents\n", rows)
	}
	return exitOK
}
