package classes

import (
	"slices"
	"testing"
	"unicode"
)

// TestPack unpacks every table and compares it with that of package unicode.
func TestPack(t *testing.T) {
	packed := string(Pack(func(kind, name string) bool { return kind == "Scripts" && name == "Greek" }))
	n := 0
	for kind, tables := range Kinds() {
		for name, want := range tables {
			got := unpackClass(packed, kind+"."+name)
			if kind == "Scripts" && name == "Greek" {
				if got != nil {
					t.Error("Greek was not skipped")
				}
				continue
			}
			if n++; got == nil || !slices.Equal(got.R16, want.R16) || !slices.Equal(got.R32, want.R32) || got.LatinOffset != want.LatinOffset {
				t.Errorf("%s.%s: %+v, want %+v", kind, name, got, want)
			}
		}
	}
	if n < 200 {
		t.Errorf("%d tables", n)
	}
	if got := unpackClass(packed, "Scripts.Klingon"); got != nil {
		t.Errorf("%+v for a name that is not there", got)
	}
	if !unicode.Is(unpackClass(packed, "Scripts.Latin"), 'x') {
		t.Error("x is not Latin")
	}
}
