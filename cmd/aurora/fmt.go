package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/auroradb/aurora/engine/aql"
)

const fmtUsage = `Usage: aurora fmt [flags] FILE ...

Prints texts of AQL in their canonical layout; - is standard input. Line breaks,
commas and comments stay where they are.

Flags:
`

func runFmt(_ context.Context, c console, args []string) int {
	var write, list bool
	fs := flag.NewFlagSet("fmt", flag.ContinueOnError)
	fs.SetOutput(c.err)
	fs.Usage = func() { fmt.Fprint(c.err, fmtUsage); fs.PrintDefaults() }
	fs.BoolVar(&write, "w", false, "write the files instead of printing them")
	fs.BoolVar(&list, "l", false, "print the names of files that differ; the exit status is 1 if there are any")
	rest, code, done := parseFlags(fs, args)
	if done {
		return code
	}
	if len(rest) == 0 {
		fs.Usage()
		return exitUsage
	}
	code = exitOK
	for _, name := range rest {
		if !formatFile(c, name, write, list, &code) {
			code = exitFailed
		}
	}
	return code
}

// formatFile formats one file and reports whether it could; with list it sets
// the status for one that differs.
func formatFile(c console, name string, write, list bool, code *int) bool {
	text, err := readText(c, name)
	var out string
	if err == nil {
		out, err = aql.Format(text, aql.Limits{})
	}
	if err != nil {
		fmt.Fprintf(c.err, "%s: ", name)
		problemOf(err).print(c.err, text)
		return false
	}
	if list {
		if out != text {
			fmt.Fprintln(c.out, name)
			*code = exitFailed
		}
	}
	switch {
	case write && name != "-" && out != text:
		err = rewrite(c, name, out)
	case !write && !list:
		_, err = io.WriteString(c.out, out)
	}
	if err != nil {
		fmt.Fprintf(c.err, "%s: %v\n", name, err)
	}
	return err == nil
}

func readText(c console, name string) (string, error) {
	r, _, end, err := input(c, name)
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(r)
	if e := end(); err == nil {
		err = e
	}
	return string(b), err
}

// rewrite replaces a file whole and keeps its rights.
func rewrite(c console, name, text string) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	w, done, err := output(c, name)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, text)
	if f, ok := w.(*os.File); ok && err == nil {
		err = f.Chmod(info.Mode().Perm())
	}
	return done(err)
}
