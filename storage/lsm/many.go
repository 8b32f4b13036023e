package lsm

import (
	"context"
	"slices"
)

// GetMany implements storage.ManyReader. Errors: as Get, but for NOT_FOUND.
func (s *snapshot) GetMany(ctx context.Context, keys, values [][]byte) error {
	if err := s.check(ctx); err != nil {
		return err
	}
	if s.Waits() {
		if err := s.fetchPages(ctx, keys); err != nil {
			return err
		}
	}
	return s.getMany(ctx, keys, values)
}

// Waits implements storage.ManyReader.
func (s *snapshot) Waits() bool {
	return s.store.pages.parks && !s.store.pages.cache.holds(s.view.set)
}

// fetchPages reads the pages that hold these keys, as far as they are not in memory.
func (s *snapshot) fetchPages(ctx context.Context, keys [][]byte) error {
	var refs []*pageRef
	for _, key := range keys {
		hash := hashKey(key)
		for _, r := range s.view.set.runs {
			if ref := r.pageFor(key, markOf(key), hash); ref != nil {
				if !slices.Contains(refs, ref) {
					refs = append(refs, ref)
				}
				break
			}
		}
	}
	return s.store.pages.fetch(ctx, refs, true)
}
