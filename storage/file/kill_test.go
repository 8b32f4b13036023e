//go:build unix

package file_test

import (
	"bufio"
	"context"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/file"
	"github.com/auroradb/aurora/storage/storagetest"
)

// The test binary runs itself as the process that is killed: these variables of
// the environment tell it to.
const (
	envChild = "AURORA_KILL_CHILD" // a directory
	envMode  = "AURORA_KILL_MODE"  // "mixed" or "strict"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(envChild); dir != "" {
		if err := child(dir, os.Getenv(envMode)); err != nil {
			_, _ = os.Stderr.WriteString(err.Error() + "\n")
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// smallOptions make flushes and merges happen all the time.
func smallOptions() *file.Options {
	return &file.Options{MemtableBytes: 96 << 10, PageBytes: 2 << 10, CacheBytes: 64 << 10}
}

// commitOps calls set and del for the changes of commit n. Every commit writes
// its number under "n".
func commitOps(n int, set func(k, v string), del func(k string)) {
	rng := rand.New(rand.NewPCG(uint64(n), 11))
	set("n", strconv.Itoa(n))
	for range 1 + rng.IntN(4) {
		k := "k" + strconv.Itoa(rng.IntN(2000))
		if rng.IntN(5) == 0 {
			del(k)
		} else {
			set(k, strings.Repeat(strconv.Itoa(n)+".", rng.IntN(40)))
		}
	}
}

func commitMode(n int, mode string) storage.Durability {
	if mode == "strict" || n%16 == 0 {
		return storage.Strict
	}
	return storage.Relaxed
}

// child writes for ever with several goroutines and prints the number of every
// acknowledged commit.
func child(dir, mode string) error {
	s, err := file.Open(context.Background(), dir, smallOptions())
	if err != nil {
		return err
	}
	n, err := lastCommit(s)
	if err != nil {
		return err
	}
	var mu sync.Mutex
	errs := make(chan error)
	for range 4 {
		go func() {
			for {
				mu.Lock()
				n++
				k := n
				b := &storage.Batch{Durability: commitMode(k, mode)}
				commitOps(k, func(k, v string) { b.Put([]byte(k), []byte(v)) }, func(k string) { b.Delete([]byte(k)) })
				ack, err := s.Apply(context.Background(), b)
				mu.Unlock()
				if err == nil {
					err = ack.Wait(context.Background())
				}
				if err == nil {
					_, err = os.Stdout.WriteString(strconv.Itoa(k) + "\n")
				}
				if err != nil {
					errs <- err
					return
				}
			}
		}()
	}
	return <-errs
}

func lastCommit(s storage.Store) (int, error) {
	snap, err := s.Snapshot(context.Background())
	if err != nil {
		return 0, err
	}
	defer snap.Close()
	v, err := snap.Get(context.Background(), []byte("n"))
	if err != nil {
		return 0, nil // a new database
	}
	return strconv.Atoi(string(v))
}

// startChild starts the writer.
func startChild(t *testing.T, dir, mode string) (*exec.Cmd, io.Reader) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), envChild+"="+dir, envMode+"="+mode)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, out
}

// TestKill kills a writing process with SIGKILL again and again, also while it
// recovers, and checks after each time that every acknowledged commit is there
// and that the state is exactly that of a prefix of the commits.
func TestKill(t *testing.T) {
	kills := storagetest.Scaled(t, 300)
	rng := rand.New(rand.NewPCG(storagetest.Seed(t), 1))
	dir := t.TempDir()
	model, at, acks := map[string]string{}, 0, 0
	for kill := range kills {
		cmd, out := startChild(t, dir, "mixed")
		shoot := func() { _ = cmd.Process.Kill() }
		patience := 20 * time.Second
		if rng.IntN(4) == 0 {
			patience = time.Duration(rng.IntN(60)) * time.Millisecond // perhaps in the middle of recovery
		}
		timer := time.AfterFunc(patience, shoot)
		acked, first := at, true
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if first && patience > time.Second {
				timer.Reset(time.Duration(rng.IntN(80)) * time.Millisecond)
			}
			first = false
			n, err := strconv.Atoi(lines.Text())
			if err != nil {
				break // the last line may be cut
			}
			acked = max(acked, n)
			acks++
		}
		_ = cmd.Wait()
		timer.Stop()
		at = checkKilled(t, dir, kill, model, at, acked)
	}
	t.Logf("%d kills, %d acknowledged commits, %d survived", kills, acks, at)
	if acks == 0 {
		t.Fatal("nothing was ever acknowledged")
	}
}

// checkKilled reopens the database and brings the model forward to what it
// holds.
func checkKilled(t *testing.T, dir string, kill int, model map[string]string, at, acked int) int {
	t.Helper()
	s, err := file.Open(t.Context(), dir, smallOptions())
	if err != nil {
		t.Fatalf("kill %d: %v", kill, err)
	}
	defer func() { _ = s.Close() }()
	n, err := lastCommit(s)
	if err != nil || n < acked {
		t.Fatalf("kill %d: commit %d was acknowledged, %d survived (%v)", kill, acked, n, err)
	}
	for k := at + 1; k <= n; k++ {
		commitOps(k, func(k, v string) { model[k] = v }, func(k string) { delete(model, k) })
	}
	got, err := storagetest.ReadAll(t.Context(), s)
	if err != nil {
		t.Fatalf("kill %d: %v", kill, err)
	}
	if !maps.Equal(got, model) {
		t.Fatalf("kill %d: the state is not that of the first %d commits: %d keys, want %d", kill, n, len(got), len(model))
	}
	if kill%5 == 0 {
		if err := s.Verify(t.Context()); err != nil {
			t.Fatalf("kill %d: %v", kill, err)
		}
	}
	return n
}

// TestKillStrict kills the process after 1,000 strict commits were acknowledged.
func TestKillStrict(t *testing.T) {
	dir := t.TempDir()
	cmd, out := startChild(t, dir, "strict")
	lines := bufio.NewScanner(out)
	acked, acks := 0, 0
	for acks < 1000 && lines.Scan() {
		n, err := strconv.Atoi(lines.Text())
		if err != nil {
			t.Fatal(err)
		}
		acked = max(acked, n)
		acks++
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if acks < 1000 {
		t.Fatalf("the writer stopped after %d acknowledgements", acks)
	}
	checkKilled(t, dir, 0, map[string]string{}, 0, acked)
}
