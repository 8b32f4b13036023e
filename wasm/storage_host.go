//go:build js && host

package main

import (
	"context"

	"github.com/auroradb/aurora/storage/durableobject"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/memory"
)

// openStorage opens what the config names: a Durable Object's storage or memory.
func openStorage(ctx context.Context, c config) (*openStore, error) {
	switch c.storage {
	case "memory":
		return &openStore{Store: memory.New(), created: true}, nil
	case "durableobject":
		medium, err := durableobject.Open()
		if err != nil {
			return nil, err
		}
		store, err := lsm.Open(ctx, medium, nil)
		if err != nil {
			_ = medium.Close()
			return nil, err
		}
		return &openStore{Store: store, created: medium.Created()}, nil
	}
	return nil, unsupportedStorage(c.storage)
}

func dropDatabase(_ context.Context, c config) error {
	return unsupportedStorage(c.storage)
}
