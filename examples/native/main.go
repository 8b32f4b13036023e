// Command native embeds Aurora in a Go program: a small shop that keeps its
// orders in a directory. It defines a collection, loads orders from a slice,
// listens to changes while it works, and moves stock in a transaction.
//
//	go run ./examples/native [directory]
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/file"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	path := "shop.db"
	if len(os.Args) > 1 {
		path = os.Args[1]
	}
	if err := run(ctx, path, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "native:", err)
		os.Exit(1)
	}
}

// run opens the shop, works in it and closes it again.
func run(ctx context.Context, path string, out io.Writer) (err error) {
	store, err := file.Open(ctx, path, nil)
	if err != nil {
		return err
	}
	db, err := engine.Open(ctx, store, &engine.Options{Durability: storage.Strict})
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := db.Close(); err == nil {
			err = closeErr
		}
	}()
	s := &shop{db: db, out: out}
	for _, step := range []func(context.Context) error{s.define, s.load, s.report, s.watch} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}
