package storagetest

import (
	"context"

	"github.com/auroradb/aurora/storage"
)

// ReadAll returns every pair of a store.
//
// Errors: those of the store.
func ReadAll(ctx context.Context, s storage.Store) (map[string]string, error) {
	snap, err := s.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer snap.Close()
	got := map[string]string{}
	for kv, err := range snap.Scan(ctx, storage.Range{}) {
		if err != nil {
			return nil, err
		}
		got[string(kv.Key)] = string(kv.Value)
	}
	return got, nil
}
