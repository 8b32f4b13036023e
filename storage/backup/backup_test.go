//go:build !js

package backup_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"pgregory.net/rapid"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/backup"
	"github.com/auroradb/aurora/storage/file"
	"github.com/auroradb/aurora/storage/memory"
)

type failer interface{ Fatalf(string, ...any) }

func put(t failer, s storage.Store, pairs map[string]string) {
	b := &storage.Batch{}
	for k, v := range pairs {
		b.Put([]byte(k), []byte(v))
	}
	ack, err := s.Apply(context.Background(), b)
	if err == nil {
		err = ack.Wait(context.Background())
	}
	if err != nil {
		t.Fatalf("%v", err)
	}
}

func all(t failer, s storage.Store) map[string]string {
	snap, err := s.Snapshot(context.Background())
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer snap.Close()
	out := map[string]string{}
	for kv, err := range snap.Scan(context.Background(), storage.Range{}) {
		if err != nil {
			t.Fatalf("%v", err)
		}
		out[string(kv.Key)] = string(kv.Value)
	}
	return out
}

func pairs(t *rapid.T) map[string]string {
	p := rapid.MapOfN(rapid.StringN(1, 8, -1), rapid.StringN(0, 40, -1), 0, 30).Draw(t, "pairs")
	if rapid.Bool().Draw(t, "large") {
		for i := range 3 {
			p[fmt.Sprint("large", i)] = string(bytes.Repeat([]byte{byte(i)}, 200_000))
		}
	}
	return p
}

// A backup of a state comes back as that state, from any store into any other.
func TestRoundTrip(t *testing.T) {
	ctx := context.Background()
	n := 0
	rapid.Check(t, func(t2 *rapid.T) {
		n++
		from := memory.New()
		want := pairs(t2)
		put(t2, from, want)
		var out bytes.Buffer
		written, err := backup.Write(ctx, from, &out, nil)
		if err != nil || written != len(want) {
			t2.Fatalf("%d of %d: %v", written, len(want), err)
		}
		var to storage.Store = memory.New()
		if n <= 3 {
			if to, err = file.Open(ctx, fmt.Sprintf("%s/%d", t.TempDir(), n), nil); err != nil {
				t2.Fatalf("%v", err)
			}
			defer to.Close()
		}
		calls := 0
		read, err := backup.Restore(ctx, &out, to, func(int) { calls++ })
		if err != nil || read != len(want) || calls == 0 && len(want) > 0 {
			t2.Fatalf("%d of %d: %v", read, len(want), err)
		}
		if got := all(t2, to); fmt.Sprint(got) != fmt.Sprint(want) {
			t2.Fatalf("%v, want %v", got, want)
		}
	})
}

// Every flipped bit and every cut is told, and nothing panics.
func TestDamage(t *testing.T) {
	ctx := context.Background()
	from := memory.New()
	put(t, from, map[string]string{"a": "1", "b": "", "c\x00": "three"})
	var out bytes.Buffer
	if _, err := backup.Write(ctx, from, &out, nil); err != nil {
		t.Fatal(err)
	}
	whole := out.Bytes()
	refused := func(b []byte, what string) {
		_, err := backup.Restore(ctx, bytes.NewReader(b), memory.New(), nil)
		if code := dberr.CodeOf(err); code != dberr.Corrupt && code != dberr.Unsupported {
			t.Errorf("%s: %v", what, err)
		}
	}
	for i := range whole {
		for bit := range 8 {
			b := bytes.Clone(whole)
			b[i] ^= 1 << bit
			refused(b, fmt.Sprintf("bit %d of byte %d", bit, i))
		}
		refused(whole[:i], fmt.Sprintf("cut to %d bytes", i))
	}
}

func TestRestoreIntoUsedStore(t *testing.T) {
	ctx := context.Background()
	s := memory.New()
	put(t, s, map[string]string{"a": "1"})
	if _, err := backup.Restore(ctx, bytes.NewReader(nil), s, nil); dberr.CodeOf(err) != dberr.InvalidArgument {
		t.Error(err)
	}
}

// The backup is one state while others write.
func TestConsistent(t *testing.T) {
	ctx := context.Background()
	s, err := file.Open(ctx, t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	state := func(round string) map[string]string {
		p := map[string]string{}
		for i := range 2000 {
			p[fmt.Sprintf("key%04d", i)] = fmt.Sprintf("%s%200d", round, i)
		}
		return p
	}
	put(t, s, state("old"))
	r, w := io.Pipe()
	go func() {
		_, err := backup.Write(ctx, s, w, nil)
		w.CloseWithError(err)
	}()
	begin := make([]byte, 8) // the state is taken
	if _, err := io.ReadFull(r, begin); err != nil {
		t.Fatal(err)
	}
	put(t, s, state("new"))
	to := memory.New()
	if _, err := backup.Restore(ctx, io.MultiReader(bytes.NewReader(begin), r), to, nil); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(all(t, to)) != fmt.Sprint(state("old")) {
		t.Error("the backup is not the state at its beginning")
	}
}

func TestWriterFails(t *testing.T) {
	s := memory.New()
	put(t, s, map[string]string{"a": "1"})
	broken := errors.New("broken pipe")
	if _, err := backup.Write(context.Background(), s, failing{broken}, nil); !errors.Is(err, broken) {
		t.Error(err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
