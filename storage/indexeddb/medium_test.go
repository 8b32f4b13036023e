//go:build js && browser

package indexeddb_test

import (
	"strconv"
	"testing"

	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/indexeddb"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/storagetest"
)

// TestSuite runs in Chromium only: js/browser-test/support/go-test.mjs.
func TestSuite(t *testing.T) {
	for name, opt := range map[string]*lsm.Options{
		"default":       nil,
		"tiny memtable": {MemtableBytes: 4 << 10, PageBytes: 1 << 10},
	} {
		t.Run(name, func(t *testing.T) {
			names := map[storage.Store]string{}
			open := func(t *testing.T, database string) storage.Store {
				m, err := indexeddb.Open(t.Context(), database, nil)
				if err != nil {
					t.Fatal(err)
				}
				s, err := lsm.Open(t.Context(), m, opt)
				if err != nil {
					t.Fatal(err)
				}
				names[s] = database
				return s
			}
			storagetest.Run(t, storagetest.Harness{
				Ops:   300,
				Open:  func(t *testing.T) storage.Store { return open(t, name+strconv.Itoa(len(names))) },
				Crash: func(t *testing.T, s storage.Store) storage.Store { return open(t, names[s]) },
				Reopen: func(t *testing.T, s storage.Store) storage.Store {
					if err := s.Close(); err != nil {
						t.Fatal(err)
					}
					return open(t, names[s])
				},
			})
		})
	}
}
