package lsm_test

import (
	"sync"
	"testing"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/lsm/faultmedium"
)

// TestGroupOfMixedModes lets a relaxed and a strict commit share an append: the
// whole is synced, whichever comes first.
func TestGroupOfMixedModes(t *testing.T) {
	for _, modes := range [][]storage.Durability{
		{storage.Relaxed, storage.Strict},
		{storage.Strict, storage.Relaxed},
		{storage.None, storage.Relaxed, storage.Strict, storage.None},
	} {
		disk := faultmedium.NewDisk()
		begun, release := make(chan struct{}), make(chan struct{})
		var once sync.Once
		s, err := lsm.Open(t.Context(), disk.Open(faultmedium.Options{Asynchronous: true, Hook: func(c faultmedium.Call) faultmedium.Fault {
			if c.Op == "append" && !c.After {
				once.Do(func() {
					close(begun)
					<-release // what comes meanwhile forms one group
				})
			}
			return faultmedium.OK
		}}), nil)
		if err != nil {
			t.Fatal(err)
		}
		apply := func(key string, mode storage.Durability) storage.Ack {
			b := &storage.Batch{Durability: mode}
			b.Put([]byte(key), []byte("1"))
			ack, err := s.Apply(t.Context(), b)
			if err != nil {
				t.Fatal(err)
			}
			return ack
		}
		first := apply("first", storage.Relaxed)
		<-begun
		want := 1
		var strict []storage.Ack
		for i, mode := range modes {
			ack := apply("k"+string(rune('0'+i)), mode)
			if mode == storage.Strict {
				strict, want = append(strict, ack), i+2
			}
		}
		close(release)
		for _, ack := range append(strict, first) {
			if err := ack.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		left, err := lsm.Open(t.Context(), disk.Crash(nil, faultmedium.DropAll).Open(faultmedium.Options{}), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(contents(t, left)); got < want {
			t.Errorf("modes %v: %d commits survived the machine, %d were acknowledged strict or before a strict one", modes, got, want)
		}
		_ = left.Close()
		_ = s.Close()
	}
}

// TestRefusedGroup lets an append fail for want of room while others wait that
// were built upon it: none of them is applied, and nothing of them is in the
// state that the next commit is built upon.
func TestRefusedGroup(t *testing.T) {
	disk := faultmedium.NewDisk()
	begun, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	s, err := lsm.Open(t.Context(), disk.Open(faultmedium.Options{Asynchronous: true, Hook: func(c faultmedium.Call) faultmedium.Fault {
		fault := faultmedium.OK
		if c.Op == "append" && !c.After {
			once.Do(func() {
				close(begun)
				<-release
				fault = faultmedium.Quota
			})
		}
		return fault
	}}), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	apply := func(key string) storage.Ack {
		b := &storage.Batch{}
		b.Put([]byte(key), []byte("1"))
		ack, err := s.Apply(t.Context(), b)
		if err != nil {
			t.Fatal(err)
		}
		return ack
	}
	refused := []storage.Ack{apply("a")}
	<-begun
	refused = append(refused, apply("b"), apply("c"))
	close(release)
	for i, ack := range refused {
		if err := ack.Wait(t.Context()); dberr.CodeOf(err) != dberr.QuotaExceeded {
			t.Fatalf("commit %d: %v", i, err)
		}
	}
	last, err := s.Latest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for kv := range last.Scan(t.Context(), storage.Range{}) {
		t.Errorf("refused and seen by the next writer: %q", kv.Key)
	}
	last.Close()
	if err := apply("d").Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := contents(t, s); len(got) != 1 || got["d"] != "1" {
		t.Fatalf("after a further commit: %v", got)
	}
}

// TestFlushWithoutRoom: what is made durable was written before; that there is no room
// for more does not matter.
func TestFlushWithoutRoom(t *testing.T) {
	for _, end := range []string{"flush", "close"} {
		disk, full := faultmedium.NewDisk(), false
		s, err := lsm.Open(t.Context(), disk.Open(faultmedium.Options{Staging: true, Hook: func(c faultmedium.Call) faultmedium.Fault {
			if full && c.Op != "synclog" && !c.After {
				return faultmedium.Quota
			}
			return faultmedium.OK
		}}), nil)
		if err != nil {
			t.Fatal(err)
		}
		b := &storage.Batch{Durability: storage.Relaxed}
		b.Put([]byte("a"), []byte("1"))
		ack, err := s.Apply(t.Context(), b)
		if err == nil {
			err = ack.Wait(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		full = true
		if end == "flush" {
			err = s.Flush(t.Context())
		} else {
			err = s.Close()
		}
		if err != nil {
			t.Errorf("%s on a full disk: %v", end, err)
		}
		after, err := lsm.Open(t.Context(), disk.Crash(nil, faultmedium.DropAll).Open(faultmedium.Options{}), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := contents(t, after); got["a"] != "1" {
			t.Errorf("after %s and a crash: %v", end, got)
		}
		if err := after.Close(); err != nil {
			t.Fatal(err)
		}
		full = false
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}
