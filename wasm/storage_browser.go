//go:build js && !host

package main

import (
	"context"

	"github.com/auroradb/aurora/storage/indexeddb"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/memory"
)

// openStorage opens what the config names: IndexedDB or memory.
func openStorage(ctx context.Context, c config) (*openStore, error) {
	switch c.storage {
	case "memory":
		return &openStore{Store: memory.New(), created: true}, nil
	case "indexeddb":
		medium, err := indexeddb.Open(ctx, c.name)
		if err != nil {
			return nil, err
		}
		store, err := lsm.Open(ctx, medium, &lsm.Options{CacheBytes: 32 << 20})
		if err != nil {
			_ = medium.Close()
			return nil, err
		}
		return &openStore{Store: store, created: medium.Created(), generation: medium.Generation()}, nil
	}
	return nil, unsupportedStorage(c.storage)
}

func dropDatabase(ctx context.Context, c config) error {
	return indexeddb.Delete(ctx, c.name)
}
