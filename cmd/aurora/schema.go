package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/auroradb/aurora/engine/graphql"
)

const schemaUsage = `Usage: aurora schema print [flags] [file.aql ...]

Prints the standard GraphQL schema of a database's collections. Files with
schema statements are run first, so that a schema needs no database.

Flags:
`

func runSchema(ctx context.Context, c console, args []string) int {
	var t target
	fs := flag.NewFlagSet("schema", flag.ContinueOnError)
	fs.SetOutput(c.err)
	fs.Usage = func() { fmt.Fprint(c.err, schemaUsage); fs.PrintDefaults() }
	t.flags(fs)
	rest, code, done := parseFlags(fs, args)
	if done {
		return code
	}
	if len(rest) == 0 || rest[0] != "print" {
		fs.Usage()
		return exitUsage
	}
	if err := t.check(); err != nil {
		fmt.Fprintf(c.err, "aurora schema: %v\n", err)
		return exitUsage
	}
	if t.storage == "file" && len(rest) > 1 {
		fmt.Fprint(c.err, "aurora schema: files are run in memory, not on --path\n")
		return exitUsage
	}
	db, err := t.open(ctx)
	if err != nil {
		problemOf(err).print(c.err, "")
		return exitFailed
	}
	defer db.Close()
	for _, name := range rest[1:] {
		text, err := os.ReadFile(name)
		if err == nil {
			_, err = db.Execute(ctx, string(text), nil)
		}
		if err != nil {
			fmt.Fprintf(c.err, "%s: ", name)
			problemOf(err).print(c.err, string(text))
			return exitFailed
		}
	}
	if _, err := c.out.Write(graphql.New(db.Catalog()).SDL()); err != nil {
		fmt.Fprintf(c.err, "aurora: standard output: %v\n", err)
		return exitFailed
	}
	return exitOK
}
