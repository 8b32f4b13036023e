//go:build js && !host

package main

import (
	"context"

	"github.com/auroradb/aurora/engine/aql"
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
		medium, err := indexeddb.Open(ctx, c.name, prime)
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

// prime parses a text while the browser reads. What runs for the first time has
// to be compiled by the browser first, which is a third of what a first query costs.
func prime() {
	_, _ = aql.Parse("query ($n: Int!) { a(where: { b: { eq: $n } }) { c d } }", aql.Limits{})
}

func dropDatabase(ctx context.Context, c config) error {
	return indexeddb.Delete(ctx, c.name)
}
