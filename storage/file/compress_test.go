//go:build unix

package file

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"github.com/auroradb/aurora/engine/dberr"
)

func TestPack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		page := []byte("AURP")
		for range rapid.IntRange(0, 50).Draw(t, "parts") {
			page = append(page, bytes.Repeat(rapid.SliceOfN(rapid.Byte(), 1, 20).Draw(t, "part"), rapid.IntRange(1, 20).Draw(t, "times"))...)
		}
		b := pack(page)
		if len(b) > len(page) {
			t.Fatalf("%d bytes became %d", len(page), len(b))
		}
		got, err := unpack(nil, b)
		if err != nil || !bytes.Equal(got, page) {
			t.Fatalf("a page of %d bytes came back as %d, %v", len(page), len(got), err)
		}
		stored := bytes.Clone(b)
		used := make([]byte, rapid.IntRange(0, 2*len(page)).Draw(t, "memory"))
		if got, err = unpack(used, stored); err != nil {
			t.Fatal(err)
		}
		clear(stored) // it is used for the next page
		if !bytes.Equal(got, page) {
			t.Fatalf("a page of %d bytes came back as %d in memory of %d", len(page), len(got), len(used))
		}
		if len(used) >= len(page) && &got[0] != &used[0] {
			t.Fatalf("memory of %d bytes was not used for %d", len(used), len(page))
		}
		for i := range b { // damage is told here or by the page's own checksum, never a panic
			damaged := bytes.Clone(b)
			damaged[i] ^= 1 << (i % 8)
			if _, err := unpack(nil, damaged); err != nil && dberr.CodeOf(err) != dberr.Corrupt {
				t.Fatalf("byte %d: %v", i, err)
			}
		}
	})
	text := append([]byte("AURP"), bytes.Repeat([]byte("the same again "), 1000)...)
	if n := len(pack(text)); n > len(text)/10 {
		t.Errorf("a text of %d bytes takes %d", len(text), n)
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(pack(append([]byte("AURP"), bytes.Repeat([]byte("x"), 1000)...)))
	f.Add([]byte("AURZ\xff\xff\xff\xff\x7f"))
	f.Add([]byte("AURZ"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if page, err := unpack(nil, b); err != nil && dberr.CodeOf(err) != dberr.Corrupt || len(page) > maxPage {
			t.Errorf("%d bytes, %v", len(page), err)
		}
	})
}
