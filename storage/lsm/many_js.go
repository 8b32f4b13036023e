package lsm

import (
	"context"

	"github.com/auroradb/aurora/engine/dberr"
)

// getMany is GetMany for keys whose pages are in memory, one by one: the download of
// the browser's engine is worth more.
func (s *snapshot) getMany(ctx context.Context, keys, values [][]byte) error {
	for i, key := range keys {
		var err error
		if values[i], err = s.Get(ctx, key); err != nil && dberr.CodeOf(err) != dberr.NotFound {
			return err
		}
	}
	return nil
}
