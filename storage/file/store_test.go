//go:build unix

package file_test

import (
	"path/filepath"
	"testing"

	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/file"
	"github.com/auroradb/aurora/storage/storagetest"
)

func TestSuite(t *testing.T) {
	for _, opt := range []file.Options{{}, {MemtableBytes: 6 << 10, PageBytes: 512, CacheBytes: 8 << 10}} {
		dirs := map[storage.Store]string{}
		open := func(t *testing.T, dir string) storage.Store {
			s, err := file.Open(t.Context(), dir, &opt)
			if err != nil {
				t.Fatal(err)
			}
			dirs[s] = dir
			return s
		}
		storagetest.Run(t, storagetest.Harness{
			Open:   func(t *testing.T) storage.Store { return open(t, filepath.Join(t.TempDir(), "db")) },
			Reopen: func(t *testing.T, s storage.Store) storage.Store { _ = s.Close(); return open(t, dirs[s]) },
			Ops:    1500, // each commit may sync; what a killed process leaves is TestKill's business
		})
	}
}
