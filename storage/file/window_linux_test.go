package file

import (
	"bytes"
	"os"
	"testing"

	"github.com/auroradb/aurora/storage/lsm"
)

// TestWindow: relaxed appends of every size and their order with strict ones end up
// in the log, by whichever way they go there.
func TestWindow(t *testing.T) {
	m := newMedium(osFS{}, t.TempDir())
	if _, _, err := m.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = m.Close() }()
	var want []byte
	add := func(n int, strict bool) {
		t.Helper()
		b := bytes.Repeat([]byte{byte(len(want)%251 + 1)}, n)
		if err := m.Append(t.Context(), b, strict); err != nil {
			t.Fatal(err)
		}
		want = append(want, b...)
		got := make([]byte, len(want))
		if err := readFull(m.log, "log", got, fileHeader); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("after %d bytes, the last %d: another log, %v", len(want), n, err)
		}
	}
	puts := 0
	for i := range 400 {
		add(1+i*37%3000, i%50 == 49)
		if m.mapped != nil && m.mapped.holds(m.size-1, 1) {
			puts++
		}
		if i%70 == 69 {
			add(smallFrames+i, false)
		}
	}
	if puts < 200 {
		t.Errorf("%d of 400 appends went through a window", puts)
	}
	st, err := os.Stat(m.path(logName(m.number)))
	if err != nil || st.Size() > m.size+m.reserved {
		t.Errorf("the log takes %d bytes for %d, %v", st.Size(), m.size, err)
	}
}

// TestWindowThatFails: memory that cannot be written to (SIGBUS) ends neither the
// program nor the commit, which is written the other way. Here it is behind the end of
// the file; on a file system that copies on write it would be a full disk.
func TestWindowThatFails(t *testing.T) {
	m := newMedium(osFS{}, t.TempDir())
	if _, _, err := m.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = m.Close() }()
	first, second := []byte("first"), bytes.Repeat([]byte("second"), 2000)
	if err := m.Append(t.Context(), first, false); err != nil {
		t.Fatal(err)
	}
	if m.mapped == nil || !m.mapped.holds(m.size, int64(len(second))) {
		t.Fatal("there is no window to fail")
	}
	if err := m.log.Truncate(m.size); err != nil {
		t.Fatal(err)
	}
	if m.mapped.put(second, m.size) {
		t.Error("a write behind the end of the file is said to have arrived")
	}
	if err := m.Append(t.Context(), second, false); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, len(first)+len(second))
	if err := readFull(m.log, "log", got, fileHeader); err != nil || !bytes.Equal(got, append(first, second...)) {
		t.Fatalf("the log holds something else, %v", err)
	}
}

// BenchmarkAppend appends frames to new files and to those of older logs: that of a small
// commit by write(2) or a window, that of a batch, and those of 64 commits, strict.
func BenchmarkAppend(b *testing.B) {
	for _, c := range []struct {
		name            string
		bytes           int
		strict, windows bool
	}{
		{name: "write", bytes: 340},
		{name: "window", bytes: 340, windows: true},
		{name: "batch", bytes: 340_000, windows: true},
		{name: "strict", bytes: 64 * 340, strict: true},
	} {
		for _, reused := range []bool{false, true} {
			b.Run(c.name+map[bool]string{false: "/new", true: "/reused"}[reused], func(b *testing.B) {
				m := newMedium(osFS{}, b.TempDir())
				if _, _, err := m.Load(b.Context()); err != nil {
					b.Fatal(err)
				}
				frames := make([]byte, c.bytes)
				add := func() {
					if err := m.Append(b.Context(), frames, c.strict); err != nil {
						b.Fatal(err)
					}
				}
				next := func() { // as a flush does
					if !reused {
						m.makeRoom()
					}
					err := m.Rotate(b.Context())
					if err == nil {
						err = m.Install(b.Context(), lsm.Edit{Manifest: []byte("manifest"), CutLog: true})
					}
					if err != nil {
						b.Fatal(err)
					}
					if !c.windows {
						m.step = 0
					}
				}
				for next(); m.number < 4; next() {
					for m.size < 8<<20 {
						add()
					}
				}
				for b.Loop() {
					if m.size > 8<<20 {
						b.StopTimer()
						next()
						b.StartTimer()
					}
					add()
				}
				if err := m.Close(); err != nil {
					b.Fatal(err)
				}
			})
		}
	}
}
