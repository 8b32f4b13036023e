package lsm_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/lsm/faultmedium"
	"github.com/auroradb/aurora/storage/memory"
	"github.com/auroradb/aurora/storage/storagetest"
)

// salvageDisk returns a closed database with several runs and a log.
func salvageDisk(t *testing.T) (*faultmedium.Disk, *history, int) {
	t.Helper()
	h := newHistory()
	h.salt = storagetest.Seed(t)
	disk := faultmedium.NewDisk()
	s, err := lsm.Open(t.Context(), disk.Open(faultmedium.Options{PageBytes: 512}), &lsm.Options{MemtableBytes: 7 << 10})
	if err != nil {
		t.Fatal(err)
	}
	const commits = 230
	for n := 1; n <= commits; n++ {
		ack, err := s.Apply(t.Context(), h.batch(n, storage.Relaxed))
		if err == nil {
			err = ack.Wait(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return disk, h, commits
}

func salvage(t *testing.T, w *lsm.Wreck) (map[string]string, lsm.Salvaged) {
	t.Helper()
	into := memory.New()
	got, err := lsm.Salvage(t.Context(), w, into)
	if err != nil {
		t.Fatal(err)
	}
	return contents(t, into), got
}

func TestSalvageOfAWholeDatabase(t *testing.T) {
	disk, h, commits := salvageDisk(t)
	got, report := salvage(t, disk.Wreck())
	if !report.Lossless() || !maps.Equal(got, h.states[commits]) {
		t.Fatalf("%d keys, want %d; %+v", len(got), len(h.states[commits]), report)
	}
}

// TestSalvageOfDamage damages one thing after another. Every key whose newest
// version was not in it is right; the others have a version that there was.
func TestSalvageOfDamage(t *testing.T) {
	disk, h, commits := salvageDisk(t)
	rng := rand.New(rand.NewPCG(h.salt, 9))
	want := h.states[commits]
	was := map[string]map[string]bool{}
	for _, state := range h.states {
		for k, v := range state {
			if was[k] == nil {
				was[k] = map[string]bool{}
			}
			was[k][v] = true
		}
	}
	log, manifest, pages := disk.Sizes()
	try := func(what string, most int, damage func(*faultmedium.Disk)) {
		t.Helper()
		broken := disk.Crash(nil, faultmedium.KeepAll)
		damage(broken)
		got, report := salvage(t, broken.Wreck())
		wrong := 0
		for k := range was {
			v, there := got[k]
			if w, ok := want[k]; ok != there || w != v {
				wrong++
			}
			if there && !was[k][v] {
				t.Fatalf("%s: %q has a value that it never had", what, k)
			}
		}
		for k := range got {
			if was[k] == nil {
				t.Fatalf("%s: the key %q was never written", what, k)
			}
		}
		if wrong > most {
			t.Fatalf("%s: %d keys of %d are not right, %d at most may be; %+v", what, wrong, len(was), most, report)
		}
		if wrong > 0 && report.Lossless() {
			t.Fatalf("%s: %d keys are not right and nothing is said", what, wrong)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(pages)) {
		size := pages[id]
		// A page of 512 bytes holds at most so many entries; a lost index costs the order of its run only.
		try("page "+num(id)+" lost", 40, func(d *faultmedium.Disk) { d.LosePage(id) })
		try("page "+num(id)+" damaged", 40, func(d *faultmedium.Disk) { d.FlipPage(id, rng.IntN(size*8)) })
	}
	try("the manifest is lost", len(was), func(d *faultmedium.Disk) { d.FlipManifest(rng.IntN(manifest * 8)) })
	for range min(200, log) {
		bit := rng.IntN(log * 8)
		try("log bit "+strconv.Itoa(bit), 7, func(d *faultmedium.Disk) { d.FlipLog(bit) })
	}
	try("the log is lost", len(was), func(d *faultmedium.Disk) { d.CutLog(0) })
}

func num(id uint64) string { return strconv.FormatUint(id, 10) }
