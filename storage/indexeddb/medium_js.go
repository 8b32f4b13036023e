//go:build js

package indexeddb

import (
	"context"
	"encoding/binary"
	"strconv"
	"sync"
	"unsafe"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/internal/jsx"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/lsm"
)

// pageBytes is the size of a page: values of 64 KiB and more are much cheaper
// in Chromium than those just below.
const pageBytes = 128 << 10

// maxReopen bounds how often a lost connection is replaced for one operation.
const maxReopen = 3

// Medium keeps one database in IndexedDB. It implements lsm.Medium, lsm.Stager and
// lsm.Sweeper: Append and Install come from one goroutine at a time, everything
// else may run beside them.
type Medium struct {
	name    string
	session uint32
	found   acquired
	log     []record // what the log holds, oldest first
	next    uint64   // key of the next log record
	closed  bool
	gone    error // set when the storage is not ours any more

	reconnecting sync.Mutex
	connection   int // rises with every one
}

// record is one log record: its key and its size.
type record struct {
	key  uint64
	size int64
}

// Open opens the database, makes it if it is not there, and takes it over: an
// engine that has it open elsewhere cannot commit any more. While the browser
// reads, meanwhile runs, if it is not nil.
//
// Errors: LOCKED if another connection blocks it for 3 s, UNSUPPORTED without
// IndexedDB, QUOTA_EXCEEDED, UNAVAILABLE, CANCELED.
func Open(ctx context.Context, name string, meanwhile func()) (*Medium, error) {
	m := &Medium{name: name, session: jsx.NewID()}
	err := connect(ctx, m.session, name)
	if err == nil {
		err = m.acquire(ctx, false, meanwhile)
	}
	if err != nil {
		idbEnd(m.session)
		return nil, err
	}
	return m, nil
}

// Created reports whether Open made the database: it is new, or somebody
// cleared the storage.
func (m *Medium) Created() bool { return m.found.created }

// Generation names this making of the database.
func (m *Medium) Generation() string { return m.found.generation }

// Info implements lsm.Medium.
func (m *Medium) Info() lsm.Info {
	return lsm.Info{Kind: "indexeddb", PageBytes: pageBytes, Floor: storage.None}
}

// Load implements lsm.Medium.
//
// Errors: CLOSED, UNAVAILABLE, LOCKED, CORRUPT.
func (m *Medium) Load(ctx context.Context) (manifest []byte, log []lsm.Chunk, err error) {
	if m.closed {
		return nil, nil, m.closedError()
	}
	if m.found.log == nil && len(m.log) > 0 {
		if err := m.acquire(ctx, true, nil); err != nil {
			return nil, nil, err
		}
	}
	manifest, log = m.found.manifest, lsm.Records(m.found.log)
	m.found.manifest, m.found.log = nil, nil
	return manifest, log, nil
}

// Append implements lsm.Medium.
//
// Errors: QUOTA_EXCEEDED (not written), LOCKED, CLOSED, UNAVAILABLE (unknown).
func (m *Medium) Append(_ context.Context, frames []byte, strict bool) error {
	var c jsx.Changes
	c.Add(jsx.PutLog, m.next, frames)
	if err := m.commit(&c, strict); err != nil {
		return err
	}
	m.log = append(m.log, record{key: m.next, size: int64(len(frames))})
	m.next++
	return nil
}

// Install implements lsm.Medium.
//
// Errors: QUOTA_EXCEEDED (not written), LOCKED, CLOSED, UNAVAILABLE (unknown).
func (m *Medium) Install(_ context.Context, e lsm.Edit) error {
	var c jsx.Changes
	for _, p := range e.Put {
		c.Add(jsx.PutPage, p.ID, p.Data)
	}
	c.Add(jsx.PutManifest, 0, e.Manifest)
	c.Add(jsx.PutOpening, 0, packIDs(e.Opening))
	if e.CutLog {
		c.Add(jsx.DropLog, 0, nil)
	}
	if len(e.Tail) > 0 {
		c.Add(jsx.PutLog, m.next, e.Tail)
	}
	for _, id := range e.Drop {
		c.Add(jsx.DropPage, id, nil)
	}
	if err := m.commit(&c, true); err != nil {
		return err
	}
	if e.CutLog {
		m.log = nil
	}
	if len(e.Tail) > 0 {
		m.log = append(m.log, record{key: m.next, size: int64(len(e.Tail))})
		m.next++
	}
	return nil
}

// Stage implements lsm.Stager. Each transaction is strict: that a later strict one
// makes an earlier relaxed one durable too is nowhere promised.
//
// Errors: as Install.
func (m *Medium) Stage(_ context.Context, pages []lsm.Page) error {
	var c jsx.Changes
	for _, p := range pages {
		c.Add(jsx.PutPage, p.ID, p.Data)
	}
	return m.commit(&c, true)
}

// Unstage implements lsm.Stager.
//
// Errors: as Install.
func (m *Medium) Unstage(_ context.Context, ids []uint64) error {
	var c jsx.Changes
	for _, id := range ids {
		c.Add(jsx.DropPage, id, nil)
	}
	return m.commit(&c, false)
}

// Sweep implements lsm.Sweeper.
//
// Errors: as Install.
func (m *Medium) Sweep(ctx context.Context, live []uint64) error {
	known := make(map[uint64]bool, len(live))
	for _, id := range live {
		known[id] = true
	}
	var vain []uint64
	for keys := m.found.pages; len(keys) >= 8; keys = keys[8:] {
		if id := binary.LittleEndian.Uint64(keys); !known[id] {
			vain = append(vain, id)
		}
	}
	m.found.pages = nil
	if len(vain) == 0 {
		return nil
	}
	return m.Unstage(ctx, vain)
}

// TruncateLog implements lsm.Medium.
//
// Errors: LOCKED, CLOSED, QUOTA_EXCEEDED, UNAVAILABLE.
func (m *Medium) TruncateLog(ctx context.Context, n int64) error {
	keep, rest := 0, n
	for keep < len(m.log) && rest >= m.log[keep].size {
		rest -= m.log[keep].size
		keep++
	}
	if keep == len(m.log) {
		return nil
	}
	var c jsx.Changes
	c.Add(jsx.DropLog, m.log[keep].key, nil)
	kept := m.log[:keep]
	if rest > 0 {
		if err := m.acquire(ctx, true, nil); err != nil {
			return err
		}
		if keep >= len(m.found.log) || int64(len(m.found.log[keep])) < rest {
			return dberr.New(dberr.Corrupt, "the log of database "+quote(m.name)+" changed while it was being cut")
		}
		c.Add(jsx.PutLog, m.log[keep].key, m.found.log[keep][:rest])
		kept = append(kept, record{key: m.log[keep].key, size: rest})
		m.found.manifest, m.found.log = nil, nil
	}
	if err := m.commit(&c, true); err != nil {
		return err
	}
	m.log = kept
	return nil
}

// ReadPage implements lsm.Medium.
//
// Errors: NOT_FOUND, CLOSED, LOCKED, UNAVAILABLE, CANCELED.
func (m *Medium) ReadPage(ctx context.Context, id uint64) ([]byte, error) {
	pages, err := m.ReadPages(ctx, []uint64{id})
	if err != nil {
		return nil, err
	}
	return pages[0], nil
}

// ReadPages implements lsm.Medium; it is one transaction.
//
// Errors: NOT_FOUND, CLOSED, LOCKED, UNAVAILABLE, CANCELED.
func (m *Medium) ReadPages(ctx context.Context, ids []uint64) ([][]byte, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	if pages := m.found.take(ids); pages != nil {
		return pages, nil
	}
	res, err := m.do(ctx, func(id uint32) {
		idbPages(id, m.session, unsafe.Pointer(&ids[0]), uint32(len(ids)))
	})
	if err != nil {
		return nil, err
	}
	for i, page := range res.Items {
		if len(page) == 0 {
			return nil, dberr.New(dberr.NotFound, "page "+strconv.FormatUint(ids[i], 10)+" of database "+quote(m.name))
		}
	}
	return res.Items, nil
}

// Close implements lsm.Medium.
func (m *Medium) Close() error {
	if !m.closed {
		m.closed = true
		idbEnd(m.session)
	}
	return nil
}
