package main

import (
	"context"
	"flag"
	"fmt"
	"io"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/value"
)

// execOptions are the flags of aurora exec.
type execOptions struct {
	target    target
	format    string
	variables string
	operation string
	jsonl     bool
	text      string
}

const execUsage = `Usage: aurora exec [flags] 'text'     run a text
       aurora exec [flags] -          run the text on standard input
       aurora exec [flags] --jsonl    answer requests, one JSON object a line

Flags:
`

func runExec(ctx context.Context, c console, args []string) int {
	var o execOptions
	fs := flag.NewFlagSet("exec", flag.ContinueOnError)
	fs.SetOutput(c.err)
	fs.Usage = func() { fmt.Fprint(c.err, execUsage); fs.PrintDefaults() }
	o.target.flags(fs)
	fs.StringVar(&o.format, "format", "table", "how to print the answer: table, or json for the whole response")
	fs.StringVar(&o.variables, "variables", "", "the text's variables, a JSON object")
	fs.StringVar(&o.operation, "operation", "", "which operation of the text to run; all of them in order if not given")
	fs.BoolVar(&o.jsonl, "jsonl", false, "answer requests on standard input until it ends")
	rest, code, done := parseFlags(fs, args)
	if done {
		return code
	}
	if err := o.check(c.in, rest); err != nil {
		fmt.Fprintf(c.err, "aurora exec: %v\n", err)
		return exitUsage
	}
	ctx, stop := interruptible(ctx)
	defer stop()
	db, err := o.target.open(ctx)
	if err != nil {
		problemOf(err).print(c.err, "")
		return exitFailed
	}
	if o.jsonl {
		return serveLines(ctx, c, &o.target, db)
	}
	code = o.execute(ctx, c, db)
	if err := db.Close(); err != nil {
		problemOf(err).print(c.err, "")
		return exitFailed
	}
	return code
}

// check completes the options from the other arguments.
func (o *execOptions) check(in io.Reader, rest []string) error {
	if err := o.target.check(); err != nil {
		return err
	}
	if o.format != "table" && o.format != "json" {
		return fmt.Errorf("--format %q: table or json", o.format)
	}
	if o.jsonl {
		if len(rest) > 0 || o.variables != "" || o.operation != "" {
			return fmt.Errorf("--jsonl takes its texts, variables and operations from standard input")
		}
		return nil
	}
	if len(rest) != 1 {
		return fmt.Errorf("one text is needed, or - for standard input; got %d arguments", len(rest))
	}
	o.text = rest[0]
	if o.text == "-" {
		text, err := io.ReadAll(in)
		if err != nil {
			return fmt.Errorf("standard input: %w", err)
		}
		o.text = string(text)
	}
	return nil
}

// execute runs the one text and prints the answer.
func (o *execOptions) execute(ctx context.Context, c console, db *engine.DB) int {
	request := engine.Request{Text: o.text, OperationName: o.operation}
	if o.variables != "" {
		v, err := value.ParseJSON([]byte(o.variables), value.Limits{})
		if err == nil && v.Kind() != value.Object {
			err = fmt.Errorf("not a JSON object")
		}
		if err != nil {
			fmt.Fprintf(c.err, "aurora exec: --variables: %v\n", err)
			return exitUsage
		}
		request.Variables = v
	}
	return show(c, db.Do(ctx, request), o.text, o.format, 0)
}

// show prints a response: data to standard output, errors to standard error.
func show(c console, r *engine.Response, text, format string, cellMax int) int {
	body := r.JSON()
	v, err := value.ParseJSON(body, value.Limits{Depth: value.MaxDepth})
	if err != nil {
		fmt.Fprintf(c.err, "aurora: the answer cannot be read: %v\n", err)
		return exitFailed
	}
	if format == "json" {
		_, err = fmt.Fprintf(c.out, "%s\n", body)
	} else {
		err = newTable(c.out, cellMax).response(v)
	}
	if err != nil {
		fmt.Fprintf(c.err, "aurora: standard output: %v\n", err)
		return exitFailed
	}
	problems := problemsOf(v)
	for _, p := range problems {
		p.print(c.err, text)
	}
	if len(problems) > 0 {
		return exitFailed
	}
	return exitOK
}
