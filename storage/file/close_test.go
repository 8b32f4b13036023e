//go:build unix

package file_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/file"
)

// Closing leaves a short log behind, so that the next opening reads little; what
// was written is all there.
func TestCloseShortensTheLog(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s, err := file.Open(ctx, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	const n = 5000
	for from := 0; from < n; from += 500 {
		b := &storage.Batch{Durability: storage.Relaxed}
		for i := from; i < from+500; i++ {
			b.Put(fmt.Appendf(nil, "key%05d", i), fmt.Appendf(nil, "%1000d", i))
		}
		ack, err := s.Apply(ctx, b)
		if err == nil {
			err = ack.Wait(ctx)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if long := s.Stats().LogBytes; long < 2<<20 {
		t.Fatalf("the log has only %d bytes", long)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = file.Open(ctx, dir, nil); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if st := s.Stats(); st.LogBytes > 1<<20 || st.Pages == 0 {
		t.Errorf("%+v", st)
	}
	if err := s.Verify(ctx); err != nil {
		t.Error(err)
	}
	snap, err := s.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	seen := 0
	for kv, err := range snap.Scan(ctx, storage.Range{}) {
		if err != nil || string(kv.Value) != fmt.Sprintf("%1000d", seen) {
			t.Fatalf("%q: %v", kv.Key, err)
		}
		seen++
	}
	if seen != n {
		t.Errorf("%d keys", seen)
	}
}
