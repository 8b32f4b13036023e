package lsm_test

import (
	"maps"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/lsm/faultmedium"
	"github.com/auroradb/aurora/storage/storagetest"
)

// TestBitFlips inverts bits all over a closed database. Every flip is found, at
// opening or when the page is read, or it makes no difference; never is there a
// wrong answer.
func TestBitFlips(t *testing.T) {
	opt := faultmedium.Options{PageBytes: 512}
	lo := lsm.Options{MemtableBytes: 8 << 10}
	h := newHistory()
	disk := faultmedium.NewDisk()
	s, err := lsm.Open(t.Context(), disk.Open(opt), &lo)
	if err != nil {
		t.Fatal(err)
	}
	const commits = 220
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
	log, manifest, pages := disk.Sizes()
	if log == 0 || manifest == 0 || len(pages) < 4 {
		t.Fatalf("too little to damage: log %d, manifest %d, pages %d", log, manifest, len(pages))
	}
	found, harmless := 0, 0
	try := func(what string, flip func(*faultmedium.Disk)) {
		t.Helper()
		broken := disk.Crash(nil, faultmedium.KeepAll)
		flip(broken)
		got, err := readDamaged(t, broken, opt, lo)
		switch {
		case err != nil && dberr.CodeOf(err) != dberr.Corrupt:
			t.Fatalf("%s: %v", what, err)
		case err != nil:
			found++
		case !maps.Equal(got, h.states[commits]):
			t.Fatalf("%s: a wrong answer", what)
		default:
			harmless++
		}
	}
	rng := rand.New(rand.NewPCG(8, 8))
	for bit := range manifest * 8 {
		try("manifest bit "+strconv.Itoa(bit), func(d *faultmedium.Disk) { d.FlipManifest(bit) })
	}
	for bit := rng.IntN(7); bit < log*8; bit += 13 {
		try("log bit "+strconv.Itoa(bit), func(d *faultmedium.Disk) { d.FlipLog(bit) })
	}
	for size := range log { // the manifest vouches for all of it
		try("log cut to "+strconv.Itoa(size), func(d *faultmedium.Disk) { d.CutLog(size) })
	}
	for id, size := range pages {
		for bit := rng.IntN(99); bit < size*8; bit += 101 {
			try("page "+strconv.FormatUint(id, 10)+" bit "+strconv.Itoa(bit), func(d *faultmedium.Disk) { d.FlipPage(id, bit) })
		}
	}
	t.Logf("%d flips found, %d harmless", found, harmless)
}

// readDamaged reads everything there is.
func readDamaged(t *testing.T, d *faultmedium.Disk, opt faultmedium.Options, lo lsm.Options) (map[string]string, error) {
	t.Helper()
	s, err := lsm.Open(t.Context(), d.Open(opt), &lo)
	if err != nil {
		return nil, err
	}
	defer func() { _ = s.Close() }()
	got, err := storagetest.ReadAll(t.Context(), s)
	if err != nil {
		return nil, err
	}
	return got, s.Verify(t.Context())
}
