package faultmedium

import (
	"context"
	"maps"
	"slices"
	"sync/atomic"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/lsm"
)

// Call is one call of a medium, as a hook sees it.
type Call struct {
	Op    string // "load", "append", "rotate", "install", "read", "truncate", "stage", "synclog"
	After bool   // the call has had its effect
	N     int    // counts calls of this handle from 0; Before and After share it
}

// Fault is what a hook makes of a call.
type Fault uint8

// The faults. Only Quota promises that nothing happened.
const (
	OK    Fault = iota
	Fail        // an I/O error; before the call nothing, after it all has happened
	Torn        // an I/O error in the middle of an append (before only)
	Quota       // no room, nothing written (before only)
	Dead        // the machine stops here: this and every later call fails
)

// Options tell what a handle is like.
type Options struct {
	Asynchronous bool // calls let other goroutines run, like a browser's
	Staging      bool // the handle is a Stager, a LogSyncer and a Rotator
	Sweeping     bool // the handle is a Stager and a Sweeper: staged pages lie among the others
	PageBytes    int
	Hook         func(Call) Fault // nil: no faults
}

// Medium is a handle on a disk. It implements lsm.Medium.
type Medium struct {
	d      *Disk
	opt    Options
	calls  atomic.Int64
	dead   atomic.Bool
	closed atomic.Bool
}

// staging is a handle that can write pages beside the log.
type staging struct{ *Medium }

// sweeping is one that must be told which of its pages count.
type sweeping struct{ *Medium }

// Open returns a handle.
func (d *Disk) Open(opt Options) lsm.Medium {
	m := &Medium{d: d, opt: opt}
	switch {
	case opt.Staging:
		return staging{m}
	case opt.Sweeping:
		return sweeping{m}
	}
	return m
}

// Pages returns the number of pages on the disk.
func (d *Disk) Pages() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.pages)
}

// begin counts a call and asks the hook.
func (m *Medium) begin(op string) (n int, f Fault, err error) {
	m.yield()
	n = int(m.calls.Add(1) - 1)
	if m.dead.Load() || m.closed.Load() {
		return n, Dead, ioError(op)
	}
	f = m.ask(Call{Op: op, N: n})
	switch f {
	case Fail, Dead:
		err = ioError(op)
	case Quota:
		err = dberr.New(dberr.QuotaExceeded, "injected: no room")
	}
	return n, f, err
}

func (m *Medium) end(op string, n int) error {
	m.yield()
	if m.ask(Call{Op: op, After: true, N: n}) != OK {
		return ioError(op)
	}
	return nil
}

func (m *Medium) ask(c Call) Fault {
	if m.opt.Hook == nil {
		return OK
	}
	f := m.opt.Hook(c)
	if f == Dead {
		m.dead.Store(true)
	}
	return f
}

func ioError(op string) error {
	return dberr.New(dberr.Unavailable, "injected: i/o error in "+op)
}

// Load implements lsm.Medium.
func (m *Medium) Load(context.Context) (manifest []byte, log []lsm.Chunk, err error) {
	n, _, err := m.begin("load")
	if err != nil {
		return nil, nil, err
	}
	m.d.mu.Lock()
	clear(m.d.staged)
	manifest = m.d.manifest
	for _, p := range m.d.parts {
		log = append(log, lsm.Chunk{Tag: p.tag, Frames: p.bytes()})
	}
	m.d.mu.Unlock()
	return manifest, log, m.end("load", n)
}

// Append implements lsm.Medium.
func (m *Medium) Append(_ context.Context, frames []byte, strict bool) error {
	n, f, err := m.begin("append")
	if err != nil {
		return err
	}
	m.d.mu.Lock()
	log := m.d.log()
	if f == Torn {
		log.data = append(log.data, frames[:len(frames)/2]...)
		m.d.mu.Unlock()
		return ioError("append")
	}
	log.data = append(log.data, frames...)
	if strict {
		for _, p := range m.d.parts {
			p.synced = len(p.data)
		}
	}
	m.d.mu.Unlock()
	return m.end("append", n)
}

// Install implements lsm.Medium.
func (m *Medium) Install(_ context.Context, e lsm.Edit) error {
	d := m.d
	d.mu.Lock()
	log := d.log() // what is appended from now on stays
	d.mu.Unlock()
	n, _, err := m.begin("install")
	if err != nil {
		return err
	}
	d.mu.Lock()
	next := maps.Clone(d.pages)
	for _, p := range e.Put {
		next[p.ID] = append([]byte(nil), p.Data...)
	}
	for _, id := range e.Staged {
		if b, ok := d.staged[id]; ok {
			next[id] = b
			delete(d.staged, id)
		}
	}
	for _, id := range e.Drop {
		delete(next, id)
	}
	d.pages = next
	d.manifest = append([]byte(nil), e.Manifest...)
	if e.CutLog && m.opt.Staging {
		keep := slices.Index(d.parts, log)
		if keep > 0 {
			d.gone = d.parts[0]
		}
		d.parts = slices.Clone(d.parts[keep:])
	} else if e.CutLog {
		d.parts = []*part{{tag: lsm.FrameTag, data: append([]byte(nil), e.Tail...), synced: len(e.Tail)}}
	}
	d.mu.Unlock()
	return m.end("install", n)
}

// ReadPage implements lsm.Medium.
func (m *Medium) ReadPage(_ context.Context, id uint64) ([]byte, error) {
	n, _, err := m.begin("read")
	if err != nil {
		return nil, err
	}
	b, err := m.page(id)
	if err != nil {
		return nil, err
	}
	return b, m.end("read", n)
}

// FillPage implements lsm.Filler.
func (m *Medium) FillPage(ctx context.Context, id uint64, dst []byte) ([]byte, error) {
	b, err := m.ReadPage(ctx, id)
	if err != nil {
		return nil, err
	}
	return append(dst[:0], b...), nil
}

// ReadPages implements lsm.Medium.
func (m *Medium) ReadPages(ctx context.Context, ids []uint64) ([][]byte, error) {
	list := make([][]byte, 0, len(ids))
	for _, id := range ids {
		b, err := m.ReadPage(ctx, id)
		if err != nil {
			return nil, err
		}
		list = append(list, b)
	}
	return list, nil
}

func (m *Medium) page(id uint64) ([]byte, error) {
	m.d.mu.Lock()
	defer m.d.mu.Unlock()
	if b, ok := m.d.pages[id]; ok {
		return b, nil
	}
	if b, ok := m.d.staged[id]; ok {
		return b, nil
	}
	return nil, dberr.New(dberr.Corrupt, "a page is missing")
}

// TruncateLog implements lsm.Medium.
func (m *Medium) TruncateLog(_ context.Context, size int64) error {
	n, _, err := m.begin("truncate")
	if err != nil {
		return err
	}
	m.d.mu.Lock()
	m.d.cut(int(size))
	m.d.mu.Unlock()
	return m.end("truncate", n)
}

// Info implements lsm.Medium.
func (m *Medium) Info() lsm.Info {
	return lsm.Info{Kind: "fault", PageBytes: m.opt.PageBytes, Synchronous: !m.opt.Asynchronous, Floor: storage.Relaxed}
}

// Close implements lsm.Medium.
func (m *Medium) Close() error {
	m.closed.Store(true)
	return nil
}

// Stage implements lsm.Stager.
func (m staging) Stage(_ context.Context, pages []lsm.Page) error {
	n, _, err := m.begin("stage")
	if err != nil {
		return err
	}
	m.d.mu.Lock()
	for _, p := range pages {
		m.d.staged[p.ID] = append([]byte(nil), p.Data...)
	}
	m.d.mu.Unlock()
	return m.end("stage", n)
}

// Unstage implements lsm.Stager.
func (m staging) Unstage(_ context.Context, ids []uint64) error {
	m.d.mu.Lock()
	defer m.d.mu.Unlock()
	for _, id := range ids {
		delete(m.d.staged, id)
		delete(m.d.pages, id)
	}
	return nil
}

// Stage implements lsm.Stager.
func (m sweeping) Stage(_ context.Context, pages []lsm.Page) error {
	n, _, err := m.begin("stage")
	if err != nil {
		return err
	}
	m.d.mu.Lock()
	next := maps.Clone(m.d.pages)
	for _, p := range pages {
		next[p.ID] = append([]byte(nil), p.Data...)
	}
	m.d.pages = next
	m.d.mu.Unlock()
	return m.end("stage", n)
}

// Unstage implements lsm.Stager.
func (m sweeping) Unstage(_ context.Context, ids []uint64) error {
	n, _, err := m.begin("unstage")
	if err != nil {
		return err
	}
	m.d.mu.Lock()
	next := maps.Clone(m.d.pages)
	for _, id := range ids {
		delete(next, id)
	}
	m.d.pages = next
	m.d.mu.Unlock()
	return m.end("unstage", n)
}

// Sweep implements lsm.Sweeper.
func (m sweeping) Sweep(_ context.Context, live []uint64) error {
	n, _, err := m.begin("sweep")
	if err != nil {
		return err
	}
	m.d.mu.Lock()
	next := map[uint64][]byte{}
	for _, id := range live {
		if b, ok := m.d.pages[id]; ok {
			next[id] = b
		}
	}
	m.d.pages = next
	m.d.mu.Unlock()
	return m.end("sweep", n)
}

// SyncLog implements lsm.LogSyncer.
func (m staging) SyncLog(context.Context) error {
	m.d.mu.Lock()
	parts := slices.Clone(m.d.parts)
	sizes := make([]int, len(parts))
	for i, p := range parts {
		sizes[i] = len(p.data)
	}
	m.d.mu.Unlock()
	n, _, err := m.begin("synclog")
	if err != nil {
		return err
	}
	m.d.mu.Lock()
	for i, p := range parts {
		p.synced = max(p.synced, min(sizes[i], len(p.data)))
	}
	m.d.mu.Unlock()
	return m.end("synclog", n)
}

// Rotate implements lsm.Rotator.
func (m staging) Rotate(context.Context) error {
	n, _, err := m.begin("rotate")
	if err != nil {
		return err
	}
	m.d.mu.Lock()
	m.d.parts = append(m.d.parts, m.d.newPart())
	m.d.mu.Unlock()
	return m.end("rotate", n)
}

// Tag implements lsm.Rotator.
func (m staging) Tag() uint32 {
	m.d.mu.Lock()
	defer m.d.mu.Unlock()
	return m.d.log().tag
}
