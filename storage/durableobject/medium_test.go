//go:build js && object

package durableobject_test

import (
	"syscall/js"
	"testing"

	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/durableobject"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/storagetest"
)

// TestSuite needs an object's storage: js/test/go-test.mjs.
func TestSuite(t *testing.T) {
	for name, opt := range map[string]*lsm.Options{
		"default":       nil,
		"tiny memtable": {MemtableBytes: 4 << 10, PageBytes: 1 << 10, CacheBytes: 4 << 10},
	} {
		t.Run(name, func(t *testing.T) {
			open := func(t *testing.T) storage.Store {
				m, err := durableobject.Open()
				if err != nil {
					t.Fatal(err)
				}
				s, err := lsm.Open(t.Context(), m, opt)
				if err != nil {
					t.Fatal(err)
				}
				return s
			}
			storagetest.Run(t, storagetest.Harness{
				Open: func(t *testing.T) storage.Store {
					js.Global().Call("emptyStorage")
					return open(t)
				},
				Reopen: func(t *testing.T, s storage.Store) storage.Store {
					if err := s.Close(); err != nil {
						t.Fatal(err)
					}
					return open(t)
				},
			})
		})
	}
}
