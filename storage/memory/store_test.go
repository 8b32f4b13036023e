package memory_test

import (
	"testing"

	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/memory"
	"github.com/auroradb/aurora/storage/storagetest"
)

func TestSuite(t *testing.T) {
	storagetest.Run(t, storagetest.Harness{
		Open: func(*testing.T) storage.Store { return memory.New() },
		Ops:  20000,
	})
}
