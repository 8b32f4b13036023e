//go:build unix

package file_test

import (
	"encoding/binary"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/file"
	"github.com/auroradb/aurora/storage/lsm"
)

const valueBytes = 300

// benchKey spreads numbers over the key space.
func benchKey(n int) []byte {
	b := make([]byte, 0, 24)
	b = append(b, "bench/"...)
	return binary.BigEndian.AppendUint64(b, uint64(n)*0x9e3779b97f4a7c15)
}

func benchValue(n int) []byte {
	b := make([]byte, valueBytes)
	rng := rand.NewPCG(uint64(n), 1)
	for i := 0; i+8 <= len(b); i += 8 {
		binary.LittleEndian.PutUint64(b[i:], rng.Uint64())
	}
	binary.LittleEndian.PutUint64(b, uint64(n))
	return b
}

func benchOpen(b *testing.B, dir string) *lsm.Store {
	b.Helper()
	s, err := file.Open(b.Context(), dir, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	return s
}

func benchApply(b *testing.B, s storage.Store, batch *storage.Batch) {
	ack, err := s.Apply(b.Context(), batch)
	if err == nil {
		err = ack.Wait(b.Context())
	}
	if err != nil {
		b.Error(err)
	}
}

// check reads some of n keys back.
func benchCheck(b *testing.B, s storage.Store, n int) {
	b.Helper()
	b.StopTimer()
	snap, err := s.Snapshot(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer snap.Close()
	for i := 0; i < n; i += 1 + n/100 {
		v, err := snap.Get(b.Context(), benchKey(i))
		if err != nil || binary.LittleEndian.Uint64(v) != uint64(i) {
			b.Fatalf("key %d: %v", i, err)
		}
	}
}

// BenchmarkPutRelaxed is one relaxed commit of one pair of 300 B.
func BenchmarkPutRelaxed(b *testing.B) {
	s := benchOpen(b, b.TempDir())
	b.SetBytes(valueBytes)
	n := 0
	for b.Loop() {
		batch := &storage.Batch{}
		batch.Put(benchKey(n), benchValue(n))
		benchApply(b, s, batch)
		n++
	}
	benchCheck(b, s, n)
}

// BenchmarkBatch1000 is one relaxed commit of 1,000 pairs of 300 B.
func BenchmarkBatch1000(b *testing.B) {
	s := benchOpen(b, b.TempDir())
	b.SetBytes(1000 * valueBytes)
	n := 0
	for b.Loop() {
		batch := &storage.Batch{}
		for range 1000 {
			batch.Put(benchKey(n), benchValue(n))
			n++
		}
		benchApply(b, s, batch)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/pair")
	benchCheck(b, s, n)
}

// BenchmarkStrict64 is one strict commit by one of 64 writers.
func BenchmarkStrict64(b *testing.B) {
	s := benchOpen(b, b.TempDir())
	const writers = 64
	next := make(chan int, writers)
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for n := range next {
				batch := &storage.Batch{Durability: storage.Strict}
				batch.Put(benchKey(n), benchValue(n))
				benchApply(b, s, batch)
			}
		})
	}
	n := 0
	for b.Loop() {
		next <- n
		n++
	}
	close(next)
	wg.Wait()
	b.ReportMetric(float64(s.Stats().LogWrites)/float64(n), "syncs/op")
	benchCheck(b, s, n)
}

// filled returns a store with n pairs, in pages.
func filled(b *testing.B, n int) *lsm.Store {
	b.Helper()
	s := benchOpen(b, b.TempDir())
	for at := 0; at < n; {
		batch := &storage.Batch{}
		for range min(1000, n-at) {
			batch.Put(benchKey(at), benchValue(at))
			at++
		}
		benchApply(b, s, batch)
	}
	if err := s.Compact(b.Context()); err != nil {
		b.Fatal(err)
	}
	return s
}

// BenchmarkGetWarm is one random read of 100,000 pairs that fit the cache.
func BenchmarkGetWarm(b *testing.B) {
	const n = 100_000
	s := filled(b, n)
	snap, err := s.Snapshot(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer snap.Close()
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range n {
		_, _ = snap.Get(b.Context(), benchKey(i))
	}
	for b.Loop() {
		i := rng.IntN(n)
		v, err := snap.Get(b.Context(), benchKey(i))
		if err != nil || binary.LittleEndian.Uint64(v) != uint64(i) {
			b.Fatal(err)
		}
	}
}

// BenchmarkScan1000 is a scan of 1,000 pairs that begins anywhere.
func BenchmarkScan1000(b *testing.B) {
	const n = 100_000
	s := filled(b, n)
	snap, err := s.Snapshot(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer snap.Close()
	rng := rand.New(rand.NewPCG(1, 1))
	for b.Loop() {
		k := 0
		for kv, err := range snap.Scan(b.Context(), storage.Range{Start: benchKey(rng.IntN(n / 2))}) {
			if err != nil || len(kv.Value) != valueBytes {
				b.Fatal(err)
			}
			if k++; k == 1000 {
				break
			}
		}
	}
}

// BenchmarkOpen opens 200,000 pairs.
func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	s, err := file.Open(b.Context(), dir, nil)
	if err != nil {
		b.Fatal(err)
	}
	for at := 0; at < 200_000; {
		batch := &storage.Batch{}
		for range 1000 {
			batch.Put(benchKey(at), benchValue(at))
			at++
		}
		benchApply(b, s, batch)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s, err := file.Open(b.Context(), dir, nil)
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		_ = s.Close()
		b.StartTimer()
	}
}
