//go:build js && browser

package indexeddb_test

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/indexeddb"
	"github.com/auroradb/aurora/storage/lsm"
)

// js/bench/storage.mjs runs these in Chromium beside plain IndexedDB.

const benchValue = 300

func benchKey(n int) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

func benchValues(n int) [][]byte {
	rng := rand.New(rand.NewPCG(1, 2))
	list := make([][]byte, n)
	for i := range list {
		list[i] = make([]byte, benchValue)
		for k := range list[i] {
			list[i][k] = byte('a' + rng.IntN(26))
		}
	}
	return list
}

func openBench(b *testing.B, name string) *lsm.Store {
	b.Helper()
	m, err := indexeddb.Open(context.Background(), name, nil)
	if err != nil {
		b.Fatal(err)
	}
	s, err := lsm.Open(context.Background(), m, nil)
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// write writes values in batches, of which so many are on their way at a time.
func write(b *testing.B, s *lsm.Store, values [][]byte, size, ahead int) {
	b.Helper()
	var acks []storage.Ack
	wait := func(left int) {
		for ; len(acks) > left; acks = acks[1:] {
			if err := acks[0].Wait(context.Background()); err != nil {
				b.Fatal(err)
			}
		}
	}
	for at := 0; at < len(values); at += size {
		batch := &storage.Batch{}
		for i, v := range values[at:min(at+size, len(values))] {
			batch.Put(benchKey(at+i), v)
		}
		ack, err := s.Apply(context.Background(), batch)
		if err != nil {
			b.Fatal(err)
		}
		acks = append(acks, ack)
		wait(ahead - 1)
	}
	wait(0)
}

// BenchmarkBatches writes 10,000 values in batches of 100, each acknowledged
// before the next begins.
func BenchmarkBatches(b *testing.B) { benchBatches(b, 1) }

// BenchmarkTogether writes them all at once and then waits for the acknowledgement of
// each.
func BenchmarkTogether(b *testing.B) { benchBatches(b, 100) }

func benchBatches(b *testing.B, ahead int) {
	values := benchValues(10_000)
	b.ResetTimer()
	for range b.N {
		b.StopTimer()
		s := openBench(b, "bench-batches-"+strconv.Itoa(rand.Int())) // a new one each time
		b.StartTimer()
		write(b, s, values, 100, ahead)
		b.StopTimer()
		_ = s.Close()
		b.StartTimer()
	}
}

// BenchmarkOpenAndRead opens a database of 30 MB and reads all of it.
func BenchmarkOpenAndRead(b *testing.B) {
	const count = 100_000
	name := "bench-read-" + strconv.Itoa(rand.Int())
	s := openBench(b, name)
	write(b, s, benchValues(count), 5000, 1)
	_ = s.Close()
	b.ResetTimer()
	for range b.N {
		s := openBench(b, name)
		snap, err := s.Snapshot(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		bytes := 0
		for kv, err := range snap.Scan(context.Background(), storage.Range{}) {
			if err != nil {
				b.Fatal(err)
			}
			bytes += len(kv.Value)
		}
		if bytes != count*benchValue {
			b.Fatalf("%d bytes", bytes)
		}
		snap.Close()
		b.StopTimer()
		_ = s.Close()
		b.StartTimer()
	}
}
