//go:build unix

package file

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/memory"
	"github.com/auroradb/aurora/storage/storagetest"
)

func salvageAll(t *testing.T, disk *memFS) (map[string]string, lsm.Salvaged) {
	t.Helper()
	into := memory.New()
	report, err := salvage(t.Context(), disk, "d", into)
	if err != nil {
		t.Fatal(err)
	}
	got, err := storagetest.ReadAll(t.Context(), into)
	if err != nil {
		t.Fatal(err)
	}
	return got, report
}

// differing counts the keys that two states do not share with the same value.
func differing(a, b map[string]string) (n int) {
	for k, v := range a {
		if w, ok := b[k]; !ok || v != w {
			n++
		}
	}
	for k := range b {
		if _, ok := a[k]; !ok {
			n++
		}
	}
	return n
}

func TestSalvage(t *testing.T) {
	rng := rand.New(rand.NewPCG(storagetest.Seed(t), 12))
	disk, want := closedDatabase(t)
	if got, report := salvageAll(t, disk); !report.Lossless() || !maps.Equal(got, want) {
		t.Fatalf("a whole database: %d keys of %d; %+v", len(got), len(want), report)
	}
	worst := map[string]int{}
	for _, name := range slices.Sorted(maps.Keys(disk.names)) {
		size := len(disk.names[name].data)
		for range 60 {
			at := rng.IntN(size)
			for what, damage := range map[string]func([]byte) []byte{
				"bit":    func(b []byte) []byte { b[at] ^= 1 << (at % 8); return b },
				"sector": func(b []byte) []byte { clear(b[at:min(at+sectorBytes, len(b))]); return b },
				"cut":    func(b []byte) []byte { return b[:at] },
			} {
				broken := disk.crash(rng, keepAll)
				n := broken.names[name]
				n.data = damage(append([]byte(nil), n.data...))
				got, report := salvageAll(t, broken)
				wrong := differing(got, want)
				if wrong > 0 && report.Lossless() {
					t.Fatalf("%s, %s at %d: %d keys are wrong and nothing is said", name, what, at, wrong)
				}
				kind := strings.TrimRight(strings.TrimPrefix(name, "d/"), "0123456789") + " " + what
				worst[kind] = max(worst[kind], wrong)
			}
		}
		broken := disk.crash(rng, keepAll)
		delete(broken.names, name)
		if _, report := salvageAll(t, broken); report.Lossless() {
			t.Fatalf("without %s nothing is said", name)
		}
	}
	t.Logf("keys that are wrong at worst, of %d: %v", len(want), worst)
	// One page holds at most so many keys, one sector of the log so many commits.
	for kind, most := range map[string]int{"pages- bit": 60, "pages- sector": 120, "log- bit": 5, "log- sector": 60} {
		if worst[kind] > most {
			t.Errorf("%s: %d keys are wrong, %d at most may be", kind, worst[kind], most)
		}
	}
}

func TestSalvageOfNothing(t *testing.T) {
	for _, path := range []string{t.TempDir(), t.TempDir() + "/none"} {
		if _, err := Salvage(t.Context(), path, memory.New()); dberr.CodeOf(err) != dberr.NotFound {
			t.Errorf("%s: %v", strconv.Quote(path), err)
		}
	}
}
