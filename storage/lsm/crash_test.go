package lsm_test

import (
	"maps"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/lsm/faultmedium"
	"github.com/auroradb/aurora/storage/storagetest"
)

// history is what a workload did: the state after every commit, and how far
// acknowledgements had come.
type history struct {
	mu      sync.Mutex
	states  []map[string]string // states[n] is the result of the first n commits
	relaxed int                 // commits acknowledged at least relaxed
	strict  int                 // commits acknowledged strict, and all before them
	salt    uint64              // of the random batches
}

func newHistory() *history { return &history{states: []map[string]string{{}}} }

// batch makes commit n: it overwrites, deletes, and writes its number.
func (h *history) batch(n int, mode storage.Durability) *storage.Batch {
	rng := rand.New(rand.NewPCG(uint64(n), h.salt))
	next := maps.Clone(h.states[n-1])
	b := &storage.Batch{Durability: mode}
	set := func(k, v string) {
		b.Put([]byte(k), []byte(v))
		next[k] = v
	}
	set("n", strconv.Itoa(n))
	for range 1 + rng.IntN(5) {
		k := "k" + strconv.Itoa(rng.IntN(80))
		if rng.IntN(4) == 0 {
			b.Delete([]byte(k))
			delete(next, k)
			continue
		}
		v := make([]byte, rng.IntN(150))
		for i := range v {
			v[i] = byte('a' + (n+i)%26)
		}
		set(k, string(v))
	}
	h.mu.Lock()
	h.states = append(h.states[:n], next)
	h.mu.Unlock()
	return b
}

func (h *history) acked(n int, mode storage.Durability) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if mode != storage.None {
		h.relaxed = max(h.relaxed, n)
	}
	if mode == storage.Strict {
		h.strict = max(h.strict, n)
	}
}

// image is a disk as a crash at one moment leaves it, with what must be in it.
type image struct {
	at     string
	disk   *faultmedium.Disk
	atMost int // commits that had been begun
	floor  int // commits that must have survived
}

// verify opens an image and checks acknowledgements, prefix and atomicity.
func (h *history) verify(t *testing.T, img image, opt faultmedium.Options, lo lsm.Options) (survived int) {
	t.Helper()
	opt.Hook = nil
	s, err := lsm.Open(t.Context(), img.disk.Open(opt), &lo)
	if err != nil {
		t.Fatalf("%s: open: %v", img.at, err)
	}
	defer func() { _ = s.Close() }()
	got := contents(t, s)
	n, _ := strconv.Atoi(got["n"])
	if n < img.floor || n > img.atMost {
		t.Fatalf("%s: %d commits survived, want %d to %d", img.at, n, img.floor, img.atMost)
	}
	if !maps.Equal(got, h.states[n]) {
		t.Fatalf("%s: the state is not that of the first %d commits: %d keys, want %d", img.at, n, len(got), len(h.states[n]))
	}
	if err := s.Verify(t.Context()); err != nil {
		t.Fatalf("%s: %v", img.at, err)
	}
	return n
}

// goOn writes one more commit to a recovered disk and reads everything back.
func (h *history) goOn(t *testing.T, img image, opt faultmedium.Options) {
	t.Helper()
	lo, want := smallMemtable(), maps.Clone(h.states[img.floor])
	want["more"] = "1"
	for range 2 {
		s, err := lsm.Open(t.Context(), img.disk.Open(opt), &lo)
		if err != nil {
			t.Fatalf("%s: opened again after a further commit: %v", img.at, err)
		}
		b := &storage.Batch{}
		b.Put([]byte("more"), []byte("1"))
		ack, err := s.Apply(t.Context(), b)
		if err == nil {
			err = ack.Wait(t.Context())
		}
		if err != nil || !maps.Equal(contents(t, s), want) {
			t.Fatalf("%s: a further commit: %v", img.at, err)
		}
		_ = s.Close()
	}
}

func contents(t *testing.T, s storage.Store) map[string]string {
	t.Helper()
	got, err := storagetest.ReadAll(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// mediums are the kinds of medium on which everything below is proven.
var mediums = []struct { //nolint:gochecknoglobals // a table of cases
	name string
	opt  faultmedium.Options
}{
	{"synchronous", faultmedium.Options{PageBytes: 512}},
	{"asynchronous", faultmedium.Options{PageBytes: 512, Asynchronous: true}},
	{"staging", faultmedium.Options{PageBytes: 512, Staging: true}},
	{"sweeping", faultmedium.Options{PageBytes: 512, Sweeping: true, Asynchronous: true}},
}

// TestCrashPoints takes the disk's image before and after every call of a
// workload and opens each with every kind of damage to what was not synced.
func TestCrashPoints(t *testing.T) {
	for _, m := range mediums {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			images := crashImages(t, m.opt, max(60, storagetest.Scaled(t, 300)), storagetest.Seed(t))
			t.Logf("%d crash images", len(images.list))
			for i, img := range images.list {
				if i%5 > 0 {
					images.h.verify(t, img, m.opt, smallMemtable())
					continue
				}
				// A recovery that dies anywhere changes nothing, nor does one more;
				// what was cut off stays so.
				for dies := range 6 {
					interrupted(t, img.disk, m.opt, dies)
				}
				survived := images.h.verify(t, img, m.opt, smallMemtable())
				img.floor, img.atMost = survived, survived
				images.h.verify(t, img, m.opt, smallMemtable())
				images.h.goOn(t, img, m.opt)
			}
		})
	}
}

func smallMemtable() lsm.Options { return lsm.Options{MemtableBytes: 6 << 10, CacheBytes: 4 << 10} }

type imageSet struct {
	h    *history
	list []image
}

// crashImages runs a workload of mixed modes and collects images.
func crashImages(t *testing.T, opt faultmedium.Options, commits int, seed uint64) *imageSet {
	t.Helper()
	set := &imageSet{h: newHistory()}
	set.h.salt = seed
	disk := faultmedium.NewDisk()
	rng := rand.New(rand.NewPCG(seed, 2))
	var mu sync.Mutex
	begun := 0
	opt.Hook = func(c faultmedium.Call) faultmedium.Fault {
		mu.Lock()
		defer mu.Unlock()
		set.h.mu.Lock()
		relaxed, strict := set.h.relaxed, set.h.strict
		set.h.mu.Unlock()
		if c.Op == "read" || c.Op == "load" {
			return faultmedium.OK
		}
		for damage := range faultmedium.Damages {
			if (c.N+int(damage))%3 > 0 && damage > faultmedium.DropAll {
				continue // every damage at every third call is enough
			}
			floor := strict
			if damage == faultmedium.KeepAll {
				floor = relaxed
			}
			set.list = append(set.list, image{
				at:   c.Op + " " + strconv.Itoa(c.N) + " after=" + strconv.FormatBool(c.After) + " damage " + strconv.Itoa(int(damage)),
				disk: disk.Crash(rng, damage), atMost: begun, floor: floor,
			})
		}
		return faultmedium.OK
	}
	lo := smallMemtable()
	lo.SyncInterval = time.Second // taking images takes so long that it would sync everything
	s, err := lsm.Open(t.Context(), disk.Open(opt), &lo)
	if err != nil {
		t.Fatal(err)
	}
	modes := []storage.Durability{storage.Relaxed, storage.Relaxed, storage.Strict, storage.None, storage.Relaxed}
	for n := 1; n <= commits; n++ {
		mode := modes[n%len(modes)]
		if n/25%2 == 1 { // long enough that parts of the log are not synced
			mode = storage.Relaxed
		}
		b := set.h.batch(n, mode)
		mu.Lock()
		begun = n
		mu.Unlock()
		ack, err := s.Apply(t.Context(), b)
		if err != nil {
			t.Fatal(err)
		}
		if err := ack.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		set.h.acked(n, mode)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	set.h.verify(t, image{at: "closed", disk: disk.Crash(rng, faultmedium.DropAll), atMost: commits, floor: commits}, opt, lo)
	return set
}

// TestFaults lets every call fail, once or for ever, in each way there is; the
// store must tell the truth about each commit, go on reading, and be whole after
// reopening, also when recovery itself is interrupted.
func TestFaults(t *testing.T) {
	kinds := []struct {
		name  string
		fault faultmedium.Fault
		after bool
		stay  bool
	}{
		{"fails before", faultmedium.Fail, false, false},
		{"fails after", faultmedium.Fail, true, false},
		{"fails for ever", faultmedium.Fail, false, true},
		{"torn", faultmedium.Torn, false, false},
		{"quota once", faultmedium.Quota, false, false},
		{"quota for ever", faultmedium.Quota, false, true},
		{"dies", faultmedium.Dead, false, true},
	}
	for _, m := range mediums {
		for _, k := range kinds {
			t.Run(m.name+"/"+k.name, func(t *testing.T) {
				t.Parallel()
				for at := 0; ; at++ {
					hit := false
					opt := m.opt
					var mu sync.Mutex
					opt.Hook = func(c faultmedium.Call) faultmedium.Fault {
						mu.Lock()
						defer mu.Unlock()
						if c.After == k.after && (c.N == at || k.stay && c.N > at) && (k.fault != faultmedium.Torn || c.Op == "append") {
							hit = true
							return k.fault
						}
						hit = hit || c.N >= at
						return faultmedium.OK
					}
					runFault(t, opt, at)
					mu.Lock()
					done := !hit
					mu.Unlock()
					if done {
						break
					}
					if at > 60 {
						at += 6
					}
				}
			})
		}
	}
}

// runFault runs a workload on a medium that fails at some call.
func runFault(t *testing.T, opt faultmedium.Options, at int) {
	t.Helper()
	h := newHistory()
	disk := faultmedium.NewDisk()
	lo := smallMemtable()
	what := "fault at call " + strconv.Itoa(at)
	s, err := lsm.Open(t.Context(), disk.Open(opt), &lo)
	if err != nil {
		return // a failing Load is an error of Open
	}
	modes := []storage.Durability{storage.Relaxed, storage.Strict, storage.Relaxed}
	n, unknown := 0, false
	for range 120 {
		mode := modes[n%len(modes)]
		b := h.batch(n+1, mode)
		ack, err := s.Apply(t.Context(), b)
		if err == nil {
			err = ack.Wait(t.Context())
		}
		if err == nil {
			n++
			h.acked(n, mode)
			continue
		}
		var e *dberr.Error
		switch code := dberr.CodeOf(err); {
		case code == dberr.QuotaExceeded, code == dberr.ReadOnly: // not applied
		case code == dberr.Unavailable && asError(err, &e) && e.Outcome == dberr.OutcomeUnknown:
			unknown = true
		default:
			t.Fatalf("%s: commit %d: %v", what, n+1, err)
		}
		if got := contentsOrFault(t, s); got != nil && !maps.Equal(got, h.states[n]) {
			t.Fatalf("%s: after %v the store shows something else than the %d acknowledged commits", what, err, n)
		}
		if unknown {
			if _, err := s.Apply(t.Context(), h.batch(n+1, mode)); dberr.CodeOf(err) != dberr.ReadOnly {
				t.Fatalf("%s: a commit after an unknown one: %v", what, err)
			}
			break
		}
	}
	_ = s.Close()
	atMost := n
	if unknown {
		atMost++
	}
	rng := rand.New(rand.NewPCG(uint64(at), 3))
	interrupted(t, disk, opt, at%5)
	for damage := range faultmedium.Damages {
		floor := h.strict
		if damage == faultmedium.KeepAll {
			floor = h.relaxed
		}
		h.verify(t, image{at: what, disk: disk.Crash(rng, damage), atMost: atMost, floor: floor}, opt, lo)
	}
}

func asError(err error, target **dberr.Error) bool {
	e, ok := err.(*dberr.Error)
	*target = e
	return ok
}

// contentsOrFault reads everything; nil if a read of the medium failed.
func contentsOrFault(t *testing.T, s storage.Store) map[string]string {
	t.Helper()
	got, err := storagetest.ReadAll(t.Context(), s)
	if err != nil {
		return nil
	}
	return got
}

// interrupted lets the recovery of a disk die at one of its first calls.
func interrupted(t *testing.T, disk *faultmedium.Disk, opt faultmedium.Options, dies int) {
	t.Helper()
	opt.Hook = func(c faultmedium.Call) faultmedium.Fault {
		if c.N >= dies {
			return faultmedium.Dead
		}
		return faultmedium.OK
	}
	lo := smallMemtable()
	if s, err := lsm.Open(t.Context(), disk.Open(opt), &lo); err == nil {
		_ = s.Close()
	}
}
