//go:build unix && !race

package file_test

import (
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/file"
	"github.com/auroradb/aurora/storage/storagetest"
)

// TestMemoryBudget reads a database that is twenty times its cache at random.
// What is held stays within the cache, and a part of the database that is its
// page index. The race detector's own memory would be counted.
func TestMemoryBudget(t *testing.T) {
	n := storagetest.Scaled(t, 120_000)
	const cache = 2 << 20
	dir := t.TempDir()
	s, err := file.Open(t.Context(), dir, &file.Options{MemtableBytes: 1 << 20, CacheBytes: cache})
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < n; i += 500 {
		b := &storage.Batch{}
		for j := i; j < min(i+500, n); j++ {
			b.Put(benchKey(j), benchValue(j))
		}
		ack, err := s.Apply(t.Context(), b)
		if err == nil {
			err = ack.Wait(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before := heap()
	if s, err = file.Open(t.Context(), dir, &file.Options{MemtableBytes: 1 << 20, CacheBytes: cache}); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	snap, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	rng := rand.New(rand.NewPCG(1, 2))
	for range n / 4 {
		if _, err := snap.Get(t.Context(), benchKey(rng.IntN(n))); err != nil {
			t.Fatal(err)
		}
	}
	held, st := heap()-before, s.Stats()
	t.Logf("%d MiB of pages, %.1f MiB held, cache %d of %d bytes, %.0f %% hits", st.PageBytes>>20, float64(held)/(1<<20), st.Cache.Bytes, st.Cache.Capacity, 100*st.Cache.HitRate())
	if st.Cache.Bytes > cache || st.Cache.Capacity != cache {
		t.Errorf("the cache holds %d bytes of %d", st.Cache.Bytes, st.Cache.Capacity)
	}
	if most := int64(cache) + st.PageBytes/20 + 2<<20; held > most {
		t.Errorf("%d bytes are held, want at most %d", held, most)
	}
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
