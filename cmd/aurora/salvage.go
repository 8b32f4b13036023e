package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/auroradb/aurora/engine/verify"
	"github.com/auroradb/aurora/storage/file"
	"github.com/auroradb/aurora/storage/lsm"
)

const salvageUsage = `Usage: aurora salvage --path P --to Q

Makes a new database in Q, which does not exist yet, from what can still be read
of a damaged one. P is not changed. Documents whose newest version is lost may
come back as they were before; ids, indexes and counters are computed anew, the
change log begins anew. What is lost is listed. The exit status is 0 if a
database was made, whatever is missing in it.

Flags:
`

func runSalvage(ctx context.Context, c console, args []string) int {
	var path, to string
	fs := flag.NewFlagSet("salvage", flag.ContinueOnError)
	fs.SetOutput(c.err)
	fs.Usage = func() { fmt.Fprint(c.err, salvageUsage); fs.PrintDefaults() }
	fs.StringVar(&path, "path", "", "directory of the damaged database")
	fs.StringVar(&to, "to", "", "directory of the new database")
	rest, code, done := parseFlags(fs, args)
	if done {
		return code
	}
	if path == "" || to == "" || len(rest) > 0 {
		fs.Usage()
		return exitUsage
	}
	ctx, stop := interruptible(ctx)
	defer stop()
	found, rebuilt, err := salvage(ctx, path, to)
	if err != nil {
		problemOf(err).print(c.err, "")
		return exitFailed
	}
	for _, note := range found.Notes {
		fmt.Fprintln(c.out, visible(note))
	}
	for _, p := range rebuilt.Left {
		fmt.Fprintln(c.out, visible(p.String()))
	}
	fmt.Fprintf(c.out, "%d documents are in %s\n", rebuilt.Documents, visible(to))
	fmt.Fprintf(c.out, "read: %d pages, %d commits of the log; lost: %d pages, %d bytes of the log, %d documents and more\n",
		found.Pages, found.Commits, found.LostPages, found.LostBytes, len(rebuilt.Left))
	return exitOK
}

// salvage works beside the target and gives it its name at the end.
func salvage(ctx context.Context, path, to string) (found lsm.Salvaged, rebuilt verify.Rebuilt, err error) {
	if _, err := os.Lstat(to); !os.IsNotExist(err) {
		return found, rebuilt, fmt.Errorf("%s exists already", to)
	}
	work := to + ".salvaging"
	if err := os.Mkdir(work, 0o700); err != nil { // of another one, perhaps
		return found, rebuilt, err
	}
	defer os.RemoveAll(work)
	raw, err := file.Open(ctx, filepath.Join(work, "raw"), nil)
	if err != nil {
		return found, rebuilt, err
	}
	defer raw.Close()
	if found, err = file.Salvage(ctx, path, raw); err != nil {
		return found, rebuilt, err
	}
	snap, err := raw.Snapshot(ctx)
	if err != nil {
		return found, rebuilt, err
	}
	defer snap.Close()
	made := filepath.Join(work, "made")
	store, err := file.Open(ctx, made, nil)
	if err != nil {
		return found, rebuilt, err
	}
	rebuilt, err = verify.Rebuild(ctx, snap, store)
	if e := store.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(made, to)
	}
	return found, rebuilt, err
}
