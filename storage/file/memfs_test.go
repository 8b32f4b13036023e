//go:build unix

package file

import (
	"errors"
	"io/fs"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"syscall"
)

// memFS is a file system in memory that remembers what is synced: contents by
// file, names by directory (there is one). hook is asked before and after every
// call that changes something, and before one that reads ("open", "list",
// "read"); it may refuse it.
type memFS struct {
	mu      sync.Mutex
	names   map[string]*inode
	durable map[string]*inode
	pending []nameChange // since the last sync of the directory
	calls   int
	hook    func(op string, n int, after bool) error
}

type inode struct {
	data   []byte
	synced []byte
}

// nameChange is a change of names: gone is unbound, then name is bound.
type nameChange struct {
	gone, name string
	node       *inode
}

func newMemFS() *memFS {
	return &memFS{names: map[string]*inode{}, durable: map[string]*inode{}}
}

// testMedium is the medium of a directory in memory, with a log that grows in
// small steps.
func testMedium(f *memFS) *Medium {
	m := newMedium(f, "d")
	m.reserved = 1500
	return m
}

// damage is what a crash does to what is not synced.
type damage int

const (
	keepAll damage = iota // the process died
	dropAll
	mixSectors // each sector old or new, names changed in part
	cutBytes   // each file torn at some byte, names changed in part
	cutSectors // each file torn between sectors, names changed in part
	damages
)

const sectorBytes = 512

// crash returns the file system after a crash at this moment. It takes no lock:
// it is called from hooks.
func (f *memFS) crash(rng *rand.Rand, how damage) *memFS {
	c := newMemFS()
	names := maps.Clone(f.durable)
	switch how {
	case keepAll:
		names = maps.Clone(f.names)
	case mixSectors, cutBytes, cutSectors:
		for _, p := range f.pending {
			if rng.IntN(2) == 0 {
				continue
			}
			delete(names, p.gone)
			if p.name != "" {
				names[p.name] = p.node
			}
		}
	}
	for name, node := range names {
		b := node.after(rng, how)
		n := &inode{data: b, synced: append([]byte(nil), b...)}
		c.names[name], c.durable[name] = n, n
	}
	return c
}

func (n *inode) after(rng *rand.Rand, how damage) []byte {
	switch how {
	case keepAll:
		return append([]byte(nil), n.data...)
	case dropAll:
		return append([]byte(nil), n.synced...)
	case cutBytes, cutSectors:
		lo, hi := min(len(n.synced), len(n.data)), max(len(n.synced), len(n.data))
		b := append([]byte(nil), n.data...)
		if len(n.synced) > len(b) {
			b = append([]byte(nil), n.synced...)
		}
		end := lo + rng.IntN(hi-lo+1)
		if how == cutSectors {
			end = max(lo, end/sectorBytes*sectorBytes)
		}
		return b[:end]
	}
	size := len(n.synced)
	if rng.IntN(4) > 0 {
		size = len(n.data)
	}
	b := make([]byte, size)
	for at := 0; at < size; at += sectorBytes {
		end := min(at+sectorBytes, size)
		src := n.data
		if rng.IntN(2) == 0 {
			src = n.synced
		}
		if at < len(src) {
			copy(b[at:end], src[at:])
		}
	}
	return b
}

// do runs a changing call under the hook.
func (f *memFS) do(op string, change func()) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := f.calls
	f.calls++
	if f.hook != nil {
		if err := f.hook(op, n, false); err != nil {
			return err
		}
	}
	change()
	if f.hook != nil {
		return f.hook(op, n, true)
	}
	return nil
}

// ask runs the hook before a call that changes nothing. The caller holds mu.
func (f *memFS) ask(op string) error {
	n := f.calls
	f.calls++
	if f.hook != nil {
		return f.hook(op, n, false)
	}
	return nil
}

// isRead tells the calls that change nothing.
func isRead(op string) bool { return op == "open" || op == "list" || op == "read" }

func (f *memFS) mkdir(string) error { return nil }

func (f *memFS) list(string) ([]string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.ask("list"); err != nil {
		return nil, err
	}
	var names []string
	for name := range f.names {
		names = append(names, filepath.Base(name))
	}
	return names, nil
}

func (f *memFS) create(path string) (handle, error) {
	var node *inode
	err := f.do("create", func() {
		node = &inode{}
		f.names[path] = node
		f.pending = append(f.pending, nameChange{name: path, node: node})
	})
	if err != nil {
		return nil, err
	}
	return &memFile{fs: f, node: node}, nil
}

func (f *memFS) open(path string) (handle, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.ask("open"); err != nil {
		return nil, err
	}
	node, ok := f.names[path]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return &memFile{fs: f, node: node}, nil
}

func (f *memFS) rename(from, to string) error {
	return f.do("rename", func() {
		node := f.names[from]
		delete(f.names, from)
		f.names[to] = node
		f.pending = append(f.pending, nameChange{gone: from, name: to, node: node})
	})
}

func (f *memFS) remove(path string) error {
	return f.do("remove", func() {
		delete(f.names, path)
		f.pending = append(f.pending, nameChange{gone: path})
	})
}

func (f *memFS) openDir(string) (directory, error) { return memDir{f}, nil }

// descriptors are so few that files are closed and opened again.
func (f *memFS) descriptors() int { return 3 }

type memDir struct{ f *memFS }

func (d memDir) sync() error {
	return d.f.do("syncdir", func() {
		d.f.durable = maps.Clone(d.f.names)
		d.f.pending = nil
	})
}

func (d memDir) Close() error { return nil }

func (f *memFS) lock(string) (func(), error) { return func() {}, nil }

// memFile is an open file of a memFS.
type memFile struct {
	fs   *memFS
	node *inode
}

func (h *memFile) ReadAt(p []byte, off int64) (int, error) {
	h.fs.mu.Lock()
	defer h.fs.mu.Unlock()
	if err := h.fs.ask("read"); err != nil {
		return 0, err
	}
	if off >= int64(len(h.node.data)) {
		return 0, errors.New("EOF")
	}
	n := copy(p, h.node.data[off:])
	if n < len(p) {
		return n, errors.New("EOF")
	}
	return n, nil
}

func (h *memFile) WriteAt(p []byte, off int64) (int, error) {
	wrote := len(p)
	put := func(n int) {
		if need := int(off) + n; need > len(h.node.data) {
			h.node.data = append(h.node.data, make([]byte, need-len(h.node.data))...)
		}
		copy(h.node.data[off:], p[:n])
	}
	err := h.fs.do("write", func() { put(len(p)) })
	if errors.Is(err, errShort) || errors.Is(err, syscall.ENOSPC) { // half of it arrived
		wrote = len(p) / 2
		h.fs.mu.Lock()
		put(wrote)
		h.fs.mu.Unlock()
	}
	return wrote, err
}

func (h *memFile) Truncate(size int64) error {
	return h.fs.do("truncate", func() { h.node.data = append([]byte(nil), h.node.data[:size]...) })
}

func (h *memFile) Close() error { return nil }

func (h *memFile) size() (int64, error) {
	h.fs.mu.Lock()
	defer h.fs.mu.Unlock()
	return int64(len(h.node.data)), nil
}

func (h *memFile) sync() error {
	return h.fs.do("sync", func() { h.node.synced = append([]byte(nil), h.node.data...) })
}

func (h *memFile) punch(off, n int64) {
	_ = h.fs.do("punch", func() { clear(h.node.data[off:min(off+n, int64(len(h.node.data)))]) })
}

// window implements handle: what is put there is a write like any other, and a crash
// comes before or after it.
func (h *memFile) window(off, n int64) window { return &memWindow{h, off, off + n} }

type memWindow struct {
	h        *memFile
	from, to int64
}

func (w *memWindow) put(p []byte, off int64) bool {
	if !w.holds(off, int64(len(p))) {
		return false
	}
	if size, _ := w.h.size(); off+int64(len(p)) > size {
		return false // SIGBUS
	}
	_, err := w.h.WriteAt(p, off)
	return err == nil
}

func (w *memWindow) holds(off, n int64) bool { return off >= w.from && off+n <= w.to }

func (w *memWindow) close() {}

// errShort is a write of which only half arrived.
var errShort = errors.New("short write") //nolint:gochecknoglobals // a sentinel
