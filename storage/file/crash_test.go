//go:build unix

package file

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/storagetest"
)

// ledger is what a workload did: the state after every commit, and how many are
// acknowledged.
type ledger struct {
	mu              sync.Mutex
	states          []map[string]string
	relaxed, strict int
}

func (l *ledger) batch(n int, mode storage.Durability) *storage.Batch {
	rng := rand.New(rand.NewPCG(uint64(n), 5))
	b := &storage.Batch{Durability: mode}
	next := maps.Clone(l.states[n-1])
	set := func(k, v string) {
		b.Put([]byte(k), []byte(v))
		next[k] = v
	}
	set("n", strconv.Itoa(n))
	for range 1 + rng.IntN(4) {
		if k := "k" + strconv.Itoa(rng.IntN(60)); rng.IntN(4) == 0 {
			b.Delete([]byte(k))
			delete(next, k)
		} else {
			set(k, strings.Repeat(strconv.Itoa(n)+"/", rng.IntN(60)))
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.states = append(l.states[:n], next)
	return b
}

func (l *ledger) ack(n int, mode storage.Durability) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.relaxed = n
	if mode == storage.Strict {
		l.strict = n
	}
}

func (l *ledger) acked() (relaxed, strict int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.relaxed, l.strict
}

func tiny() *lsm.Options {
	return &lsm.Options{MemtableBytes: 5 << 10, PageBytes: 700, CacheBytes: 3 << 10}
}

// check opens what a crash left, compares it with a prefix of the commits and
// returns how many survived.
func (l *ledger) check(t *testing.T, at string, left *memFS, floor, atMost int) int {
	t.Helper()
	left.hook = nil
	s, err := lsm.Open(t.Context(), testMedium(left), tiny())
	if err != nil {
		t.Fatalf("%s: open: %v", at, err)
	}
	defer func() { _ = s.Close() }()
	got, err := storagetest.ReadAll(t.Context(), s)
	if err != nil {
		t.Fatalf("%s: %v", at, err)
	}
	n, _ := strconv.Atoi(got["n"])
	if n < floor || n > atMost {
		t.Fatalf("%s: %d commits survived, want %d to %d", at, n, floor, atMost)
	}
	if !maps.Equal(got, l.states[n]) {
		t.Fatalf("%s: the state is not that of the first %d commits", at, n)
	}
	if err := s.Verify(t.Context()); err != nil {
		t.Fatalf("%s: %v", at, err)
	}
	if err := noOrphans(left, 2); err != nil {
		t.Fatalf("%s: %v", at, err)
	}
	return n
}

// noOrphans tells whether there are files that MANIFEST does not name, beyond so
// many that a flush may have begun.
func noOrphans(f *memFS, begun int) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	env, err := readEnvelope(f.names["d/"+manifestName].data)
	if err != nil {
		return err
	}
	later := 0 // parts of the log beside the first
	for name := range f.names {
		if list := numbered([]string{filepath.Base(name)}, "log-"); len(list) > 0 && list[0] > env.log {
			later++
		}
	}
	if len(f.names) > 2+later+len(env.files)+begun { // manifest and log
		names := slices.Sorted(maps.Keys(f.names))
		return fmt.Errorf("files %v, but the manifest lists %v", names, env.files)
	}
	return nil
}

// crashImage is the directory as a crash at some call leaves it.
type crashImage struct {
	at            string
	left          *memFS
	floor, atMost int // commits that must and that may have survived
}

// lingering is a medium that lets some commits pass before it stages pages: they go to
// the next part of the log while there is the one before.
type lingering struct {
	*Medium
	passed func() int
}

func (m lingering) Stage(ctx context.Context, pages []lsm.Page) error {
	for from, tries := m.passed(), 0; m.passed() < from+6 && tries < 50; tries++ {
		time.Sleep(100 * time.Microsecond)
	}
	return m.Medium.Stage(ctx, pages)
}

// crashImages runs a workload and takes the directory as every single write,
// sync, rename and removal leaves it, with every kind of damage to what was not
// synced.
func crashImages(t *testing.T, rng *rand.Rand, commits int) (*ledger, []crashImage) {
	t.Helper()
	l := &ledger{states: []map[string]string{{}}}
	var images []crashImage
	begun := 0
	disk := newMemFS()
	disk.hook = func(op string, n int, after bool) error {
		if isRead(op) {
			return nil
		}
		relaxed, strict := l.acked()
		for how := range damages {
			floor := strict
			if how == keepAll {
				floor = relaxed
			}
			at := op + " " + strconv.Itoa(n) + " after=" + strconv.FormatBool(after) + " damage " + strconv.Itoa(int(how))
			images = append(images, crashImage{at, disk.crash(rng, how), floor, begun})
		}
		return nil
	}
	passed := func() int {
		disk.mu.Lock()
		defer disk.mu.Unlock()
		return begun
	}
	opts := tiny()
	opts.SyncInterval = time.Second // taking images takes so long that it would sync everything
	s, err := lsm.Open(t.Context(), lingering{testMedium(disk), passed}, opts)
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= commits; n++ {
		mode := storage.Relaxed
		if n%3 == 0 && n/20%2 == 0 { // at times long enough none, so that parts of the log are not synced
			mode = storage.Strict
		}
		b := l.batch(n, mode)
		disk.mu.Lock()
		begun = n
		disk.mu.Unlock()
		ack, err := s.Apply(t.Context(), b)
		if err == nil {
			err = ack.Wait(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		l.ack(n, mode)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	disk.hook = nil
	t.Logf("%d calls, %d crash images", disk.calls, len(images))
	return l, append(images, crashImage{"closed", disk.crash(rng, dropAll), commits, commits})
}

// TestCrashPoints opens every image; the recovery of every eighth dies at each
// of its own calls in turn and is repeated.
func TestCrashPoints(t *testing.T) {
	rng := rand.New(rand.NewPCG(storagetest.Seed(t), 4))
	l, images := crashImages(t, rng, max(60, storagetest.Scaled(t, 300)))
	interruptions := 0
	for i, img := range images {
		if i%8 == 0 {
			interruptions += l.interrupt(t, rng, img)
		}
		l.check(t, img.at, img.left, img.floor, img.atMost)
	}
	t.Logf("%d recoveries were interrupted", interruptions)
}

// interrupt lets the recovery of an image die at its first call, then at its
// second, and so on until it gets through; after each death it is repeated on
// what is left. The end is always the same state.
func (l *ledger) interrupt(t *testing.T, rng *rand.Rand, img crashImage) (deaths int) {
	t.Helper()
	survived := -1
	for dies := 0; ; dies++ {
		left := img.left.crash(rng, keepAll)
		died := false
		left.hook = func(_ string, n int, after bool) error {
			if n > dies || n == dies && after {
				died = true
				return syscall.EIO
			}
			return nil
		}
		if s, err := lsm.Open(t.Context(), testMedium(left), tiny()); err == nil {
			_ = s.Close()
		}
		left.hook = nil
		at := img.at + ", recovery dead at call " + strconv.Itoa(dies)
		n := l.check(t, at, left.crash(rng, damage(rng.IntN(int(damages)))), img.floor, img.atMost)
		if survived >= 0 && n != survived {
			t.Fatalf("%s: %d commits survived, %d when it died elsewhere", at, n, survived)
		}
		survived = n
		if !died {
			return dies
		}
	}
}

// faultKinds are the ways in which a call fails.
var faultKinds = []struct { //nolint:gochecknoglobals // a table of cases
	name  string
	err   error
	after bool // it has done its work all the same
	stay  bool // so does every later call
}{
	{"EIO", syscall.EIO, false, false},
	{"EIO for ever", syscall.EIO, false, true},
	{"EIO afterwards", syscall.EIO, true, false},
	{"ENOSPC", syscall.ENOSPC, false, false},
	{"ENOSPC for ever", syscall.ENOSPC, false, true},
	{"short write", errShort, false, false},
}

// TestFaults lets every call fail in every way, once or for ever.
func TestFaults(t *testing.T) {
	for _, k := range faultKinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			for at := 0; ; at++ {
				hit, settling, excused := false, false, false
				disk := newMemFS()
				disk.hook = func(op string, n int, after bool) error {
					hit = hit || n >= at
					if after == k.after && (n == at || k.stay && n > at) {
						excused = excused || op == "remove" || settling
						return k.err
					}
					return nil
				}
				what := k.name + " at call " + strconv.Itoa(at)
				faultRun(t, what, disk, func(s *lsm.Store) {
					disk.mu.Lock()
					settling = true // from here on nobody may be left to remove what a fault leaves
					disk.mu.Unlock()
					if k.err != syscall.ENOSPC || k.stay || s.Compact(t.Context()) != nil || s.Close() != nil || excused {
						return
					}
					if err := noOrphans(disk, 0); err != nil { // there was room again, and it was given back
						t.Fatalf("%s: %v", what, err)
					}
				})
				if !hit {
					t.Logf("%d calls failed", at)
					return
				}
			}
		})
	}
}

// TestRecoveryFaults lets every call of the recovery of some crash images fail
// in every way. The opening answers a code, or the whole database; the next one
// finds everything.
func TestRecoveryFaults(t *testing.T) {
	rng := rand.New(rand.NewPCG(storagetest.Seed(t), 6))
	l, images := crashImages(t, rng, 60)
	faults := 0
	for i := 0; i < len(images); i += len(images) / 40 {
		img := images[i]
		for _, k := range faultKinds {
			for at, hit := 0, true; hit; at++ {
				hit = false
				left := img.left.crash(rng, keepAll)
				left.hook = func(_ string, n int, after bool) error {
					hit = hit || n >= at
					if after == k.after && (n == at || k.stay && n > at) {
						return k.err
					}
					return nil
				}
				what := img.at + ", recovery meets " + k.name + " at call " + strconv.Itoa(at)
				s, err := lsm.Open(t.Context(), testMedium(left), tiny())
				if err == nil {
					_ = s.Close()
				} else if code := dberr.CodeOf(err); code != dberr.Unavailable && code != dberr.QuotaExceeded {
					t.Fatalf("%s: %v", what, err)
				}
				left.mu.Lock()
				left.hook = nil
				left.mu.Unlock()
				l.check(t, what, left.crash(rng, damage(rng.IntN(int(damages)))), img.floor, img.atMost)
				faults++
			}
		}
	}
	t.Logf("%d recoveries met a fault", faults)
}

func faultRun(t *testing.T, what string, disk *memFS, settle func(*lsm.Store)) {
	t.Helper()
	l := &ledger{states: []map[string]string{{}}}
	n, unknown := 0, 0
	if s, err := lsm.Open(t.Context(), testMedium(disk), tiny()); err == nil {
		for range 40 {
			mode := storage.Durability(n % 2)
			before := n
			var err error
			if n, err = applyGroup(t, s, l, n, mode); err == nil {
				continue
			}
			var e *dberr.Error
			if !errors.As(err, &e) {
				t.Fatalf("%s: an error without a code: %v", what, err)
			}
			if e.Code == dberr.Unavailable && e.Outcome == dberr.OutcomeUnknown {
				unknown = before + groupSize - n
				break
			}
			if e.Code == dberr.ReadOnly {
				break
			}
			if e.Code != dberr.QuotaExceeded {
				t.Fatalf("%s: %v", what, err)
			}
		}
		settle(s)
		_ = s.Close()
	} else if dberr.CodeOf(err) == dberr.Internal || dberr.CodeOf(err) == dberr.Corrupt {
		t.Fatalf("%s: open: %v", what, err)
	}
	disk.mu.Lock()
	disk.hook = nil
	disk.mu.Unlock()
	rng := rand.New(rand.NewPCG(9, uint64(n)))
	relaxed, strict := l.acked()
	for how := range damages {
		floor := strict
		if how == keepAll {
			floor = relaxed
		}
		l.check(t, what, disk.crash(rng, how), floor, n+unknown)
	}
}

// groupSize commits are applied before the first is waited for, so that they
// share an append if they are strict.
const groupSize = 3

// applyGroup returns the number of commits that are acknowledged now and the
// first error.
func applyGroup(t *testing.T, s *lsm.Store, l *ledger, n int, mode storage.Durability) (int, error) {
	var acks []storage.Ack
	for i := range groupSize {
		ack, err := s.Apply(t.Context(), l.batch(n+1+i, mode))
		if err != nil {
			if len(acks) == 0 {
				return n, err
			}
			break
		}
		acks = append(acks, ack)
	}
	for _, ack := range acks {
		if err := ack.Wait(t.Context()); err != nil {
			return n, err
		}
		n++
		l.ack(n, mode)
	}
	return n, nil
}
