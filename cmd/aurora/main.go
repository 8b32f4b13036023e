// Command aurora runs AQL against a database in memory or in a directory:
// single texts (exec), a stream of requests for other programs (exec --jsonl),
// or interactively (shell). Errors go to standard error; the exit status is 1
// when something failed and 2 for wrong usage.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// Exit statuses.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// console is where a command reads and writes.
type console struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

// command is one word after "aurora".
type command struct {
	name, summary string
	run           func(ctx context.Context, c console, args []string) int
}

func commands() []command {
	return []command{
		{"exec", "run one text, or many with --jsonl", runExec},
		{"shell", "talk to a database line by line", runShell},
		{"fmt", "print texts of AQL in their canonical layout", runFmt},
		{"lint", "look for mistakes in texts of AQL", runLint},
		{"migrate", "apply a folder of migrations", runMigrate},
		{"import", "insert the rows of a JSON Lines, JSON or CSV file", runImport},
		{"export", "write a collection as JSON Lines, JSON or CSV", runExport},
		{"backup", "write one state of a database to a file", runBackup},
		{"restore", "make a database from a backup", runRestore},
		{"check", "look for damage in a database", runCheck},
		{"salvage", "make a new database from what is left of a damaged one", runSalvage},
		{"serve", "answer GraphQL over HTTP", runServe},
		{"schema", "print the GraphQL schema of the collections", runSchema},
		{"version", "print version and platform", runVersion},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	code := run(ctx, console{os.Stdin, os.Stdout, os.Stderr}, os.Args[1:])
	stop()
	os.Exit(code)
}

// interruptible returns a context that ends at Ctrl-C. After the first one the
// default action is back: a second one kills.
func interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// run finds the command and returns the exit status.
func run(ctx context.Context, c console, args []string) int {
	if len(args) == 0 {
		usage(c.err)
		return exitUsage
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		usage(c.out)
		return exitOK
	case "-v", "--version":
		args[0] = "version"
	}
	for _, cmd := range commands() {
		if cmd.name == args[0] {
			return cmd.run(ctx, c, args[1:])
		}
	}
	fmt.Fprintf(c.err, "aurora: unknown command %q\n\n", args[0])
	usage(c.err)
	return exitUsage
}

func usage(w io.Writer) {
	fmt.Fprint(w, "Aurora is a real-time document database. It speaks AQL, which is GraphQL plus a few statements.\n\nUsage: aurora <command> [flags]\n\n")
	for _, cmd := range commands() {
		fmt.Fprintf(w, "  %-9s %s\n", cmd.name, cmd.summary)
	}
	fmt.Fprint(w, "\n'aurora <command> --help' lists a command's flags.\n")
}

// parseFlags reads flags and other arguments in any order. done is true when
// the command is to end with the status code: help was asked for or a flag was
// wrong (the flag set has said so).
func parseFlags(fs *flag.FlagSet, args []string) (rest []string, code int, done bool) {
	for {
		if err := fs.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, exitOK, true
			}
			return nil, exitUsage, true
		}
		args = fs.Args()
		if len(args) == 0 {
			return rest, exitOK, false
		}
		rest, args = append(rest, args[0]), args[1:]
	}
}
