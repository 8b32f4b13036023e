package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/auroradb/aurora/engine/verify"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/backup"
	"github.com/auroradb/aurora/storage/file"
	"github.com/auroradb/aurora/storage/lsm"
)

const backupUsage = `Usage: aurora backup --path P FILE

Writes one consistent state of a database to a file, or to standard output (-).
'aurora restore' reads it back.

Flags:
`

const restoreUsage = `Usage: aurora restore --path P FILE

Makes the database of a backup in a directory that does not exist yet, checks it
and only then gives it its name.

Flags:
`

const checkUsage = `Usage: aurora check --path P

Reads every page and every document of a database and tells what does not fit
together: checksums, indexes, counters, references, the change log. It changes
nothing. The exit status is 1 if anything is wrong.

Flags:
`

// onlyPath reads the flag --path and so many other arguments.
func onlyPath(c console, name, usage string, args []string, others int) (path string, rest []string, code int, done bool) {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(c.err)
	fs.Usage = func() { fmt.Fprint(c.err, usage); fs.PrintDefaults() }
	fs.StringVar(&path, "path", "", "directory of the database")
	rest, code, done = parseFlags(fs, args)
	if !done && (path == "" || len(rest) != others) {
		fs.Usage()
		return path, rest, exitUsage, true
	}
	return path, rest, code, done
}

// openExisting opens a store that must be there.
func openExisting(ctx context.Context, path string) (*lsm.Store, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	return file.Open(ctx, path, nil)
}

func runBackup(ctx context.Context, c console, args []string) int {
	path, rest, code, done := onlyPath(c, "backup", backupUsage, args, 1)
	if done {
		return code
	}
	ctx, stop := interruptible(ctx)
	defer stop()
	progress := newBar(c, 0)
	pairs := 0
	err := func() error {
		store, err := openExisting(ctx, path)
		if err != nil {
			return err
		}
		defer store.Close()
		w, done, err := output(c, rest[0])
		if err != nil {
			return err
		}
		pairs, err = backup.Write(ctx, store, w, func(n int) { progress.show("keys", n, 0) })
		return done(err)
	}()
	progress.clear()
	if err != nil {
		problemOf(err).print(c.err, "")
		return exitFailed
	}
	if rest[0] != "-" {
		fmt.Fprintf(c.out, "%d keys\n", pairs)
	}
	return exitOK
}

func runRestore(ctx context.Context, c console, args []string) int {
	path, rest, code, done := onlyPath(c, "restore", restoreUsage, args, 1)
	if done {
		return code
	}
	ctx, stop := interruptible(ctx)
	defer stop()
	progress := newBar(c, 0)
	pairs, err := restore(ctx, c, path, rest[0], progress)
	progress.clear()
	if err != nil {
		problemOf(err).print(c.err, "")
		return exitFailed
	}
	fmt.Fprintf(c.out, "%d keys\n", pairs)
	return exitOK
}

func restore(ctx context.Context, c console, path, name string, progress *bar) (pairs int, err error) {
	if _, err := os.Lstat(path); !os.IsNotExist(err) {
		return 0, fmt.Errorf("%s exists already", path)
	}
	r, _, end, err := input(c, name)
	if err != nil {
		return 0, err
	}
	defer end()
	part := path + ".restoring"
	if err := os.Mkdir(part, 0o700); err != nil { // of another restore, perhaps
		return 0, err
	}
	defer os.RemoveAll(part)
	store, err := file.Open(ctx, part, nil)
	if err != nil {
		return 0, err
	}
	pairs, err = backup.Restore(ctx, r, store, func(n int) { progress.show("keys", n, 0) })
	if err == nil {
		var problems []verify.Problem
		if problems, err = inspect(ctx, store); err == nil && len(problems) > 0 {
			err = fmt.Errorf("the restored database is damaged: %s", problems[0])
		}
	}
	if e := store.Close(); err == nil {
		err = e
	}
	if err != nil {
		return pairs, err
	}
	return pairs, os.Rename(part, path)
}

// inspect checks the documents of a store.
func inspect(ctx context.Context, store storage.Store) ([]verify.Problem, error) {
	snap, err := store.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer snap.Close()
	return verify.View(ctx, snap)
}

func runCheck(ctx context.Context, c console, args []string) int {
	path, _, code, done := onlyPath(c, "check", checkUsage, args, 0)
	if done {
		return code
	}
	ctx, stop := interruptible(ctx)
	defer stop()
	var problems []verify.Problem
	err := func() error {
		store, err := openExisting(ctx, path)
		if err != nil {
			return err
		}
		defer store.Close()
		if err := store.Verify(ctx); err != nil {
			return err
		}
		problems, err = inspect(ctx, store)
		return err
	}()
	if err != nil {
		problemOf(err).print(c.err, "")
		return exitFailed
	}
	for _, p := range problems {
		fmt.Fprintln(c.out, visible(p.String()))
	}
	if len(problems) > 0 {
		fmt.Fprintf(c.err, "aurora check: %d problems\n", len(problems))
		return exitFailed
	}
	fmt.Fprintln(c.out, "no problems")
	return exitOK
}
