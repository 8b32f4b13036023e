package main

import (
	"context"
	"flag"
	"fmt"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/file"
	"github.com/auroradb/aurora/storage/memory"
)

// target says which database a command opens.
type target struct {
	storage    string
	path       string
	durability string
	auto       bool
	graphql    bool // set by commands that answer GraphQL
	network    bool // set by commands whose requests come from strangers
}

func (t *target) flags(fs *flag.FlagSet) {
	fs.StringVar(&t.storage, "storage", "", "where the data live: memory or file (default memory, file if --path is given)")
	fs.StringVar(&t.path, "path", "", "directory of a file database; made if it does not exist")
	fs.StringVar(&t.durability, "durability", "relaxed", "what an acknowledged write survives: none, relaxed or strict")
	fs.BoolVar(&t.auto, "auto-collections", false, "make collections on the first write instead of refusing it")
}

// check completes the flags and returns what is wrong with them.
func (t *target) check() error {
	if t.storage == "" {
		t.storage = "memory"
		if t.path != "" {
			t.storage = "file"
		}
	}
	switch {
	case t.storage != "memory" && t.storage != "file":
		return fmt.Errorf("--storage %q: memory or file", t.storage)
	case t.storage == "file" && t.path == "":
		return fmt.Errorf("--storage file needs --path")
	case t.storage == "memory" && t.path != "":
		return fmt.Errorf("--path is for --storage file")
	}
	if _, ok := storage.ParseDurability(t.durability); !ok || t.durability == "" {
		return fmt.Errorf("--durability %q: none, relaxed or strict", t.durability)
	}
	return nil
}

// open opens the database; closing it closes its store.
func (t *target) open(ctx context.Context) (*engine.DB, error) {
	store, err := t.store(ctx)
	if err != nil {
		return nil, err
	}
	mode, _ := storage.ParseDurability(t.durability)
	opts := &engine.Options{Durability: mode, AutoCollections: t.auto, GraphQL: t.graphql}
	if t.network {
		opts.Limits = engine.NetworkLimits()
	}
	db, err := engine.Open(ctx, store, opts)
	if err != nil {
		_ = store.Close() // the first error is the one to tell
		return nil, err
	}
	return db, nil
}

// with runs a function with the opened database and closes it.
func (t *target) with(ctx context.Context, do func(*engine.DB) error) error {
	db, err := t.open(ctx)
	if err != nil {
		return err
	}
	err = do(db)
	if e := db.Close(); err == nil {
		err = e
	}
	return err
}

func (t *target) store(ctx context.Context) (storage.Store, error) {
	if t.storage == "memory" {
		return memory.New(), nil
	}
	return file.Open(ctx, t.path, nil)
}
