package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/value"
)

const migrateUsage = `Usage: aurora migrate --path P DIR

Applies the files *.aql of a folder to a database, in the order of their names.
Each file is a version, whose label is its name without .aql and which holds the
statements of one:

    alter collection users { add role: String }
    migrate data in users { set role = "member" }

or it holds whole 'migrate { … }' statements with labels of their own. A version
that has run is skipped; each other one is a transaction. One that fails ends the
command; those before it stay, and the next run goes on there.

Flags:
`

func runMigrate(ctx context.Context, c console, args []string) int {
	var t target
	var dry bool
	fs := flag.NewFlagSet("migrate", flag.ContinueOnError)
	fs.SetOutput(c.err)
	fs.Usage = func() { fmt.Fprint(c.err, migrateUsage); fs.PrintDefaults() }
	t.flags(fs)
	fs.BoolVar(&dry, "dry-run", false, "run all versions and keep nothing")
	rest, code, done := parseFlags(fs, args)
	if done {
		return code
	}
	if err := t.check(); err != nil || len(rest) != 1 || t.path == "" {
		if err != nil {
			fmt.Fprintf(c.err, "aurora migrate: %v\n", err)
		} else {
			fs.Usage()
		}
		return exitUsage
	}
	m, err := readMigration(rest[0])
	if err != nil {
		fmt.Fprintf(c.err, "aurora migrate: %v\n", err)
		return exitFailed
	}
	ctx, stop := interruptible(ctx)
	defer stop()
	progress := newBar(c, 0)
	var versions []engine.MigratedVersion
	err = t.with(ctx, func(db *engine.DB) (err error) {
		versions, err = engine.Migrate(ctx, db, m.text, &engine.MigrateOptions{
			DryRun: dry,
			Progress: func(v string, done, total int) {
				progress.show(fmt.Sprintf("of %d documents, %s", total, visible(v)), done, 0)
			},
		})
		return err
	})
	progress.clear()
	report(c, versions, dry)
	if err != nil {
		m.explain(c, problemOf(err))
		return exitFailed
	}
	return exitOK
}

func report(c console, versions []engine.MigratedVersion, dry bool) {
	applied := 0
	for _, v := range versions {
		if !v.Applied {
			fmt.Fprintf(c.out, "skipped  %s\n", visible(v.Version))
			continue
		}
		applied++
		fmt.Fprintf(c.out, "applied  %s", visible(v.Version))
		if v.Documents > 0 {
			fmt.Fprintf(c.out, "  (%d documents)", v.Documents)
		}
		fmt.Fprintln(c.out)
	}
	kept := ""
	if dry {
		kept = ", nothing was kept"
	}
	fmt.Fprintf(c.out, "%d applied, %d skipped%s\n", applied, len(versions)-applied, kept)
}

// migration is the text of a folder: its files one after the other.
type migration struct {
	text  string
	files []migrationFile
}

type migrationFile struct {
	path  string
	text  string
	first int // line of the whole text at which it begins, from 1
}

// wholeStatement finds files that hold migrate statements of their own.
var wholeStatement = regexp.MustCompile(`^(\s|,|#[^\n]*\n)*migrate\s*\{`)

func readMigration(dir string) (*migration, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	m := &migration{}
	line := 1
	add := func(text string) {
		m.text += text
		line += strings.Count(text, "\n")
	}
	for _, e := range entries { // sorted by name
		name := e.Name()
		if e.IsDir() || filepath.Ext(name) != ".aql" {
			continue
		}
		b, err := root.ReadFile(name)
		if err != nil {
			return nil, err
		}
		text := string(b)
		whole := wholeStatement.MatchString(text)
		if !whole {
			label := value.AppendJSONString(nil, strings.TrimSuffix(name, ".aql"))
			add("migrate { " + string(label) + ": {\n")
		}
		m.files = append(m.files, migrationFile{path: filepath.Join(dir, name), text: text, first: line})
		add(text + "\n")
		if !whole {
			add("} }\n")
		}
	}
	if len(m.files) == 0 {
		return nil, fmt.Errorf("%s holds no file *.aql", dir)
	}
	return m, nil
}

// explain prints a problem with the file and the line in it.
func (m *migration) explain(c console, p problem) {
	i, found := slices.BinarySearchFunc(m.files, p.line, func(f migrationFile, line int) int { return f.first - line })
	if !found {
		i--
	}
	if i < 0 {
		p.print(c.err, "")
		return
	}
	f := m.files[i]
	p.line -= f.first - 1
	fmt.Fprintf(c.err, "%s:%d:%d: ", visible(f.path), p.line, p.column)
	p.print(c.err, f.text)
}
