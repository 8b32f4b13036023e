//go:build js

package durableobject

import (
	"context"
	"encoding/binary"
	"strconv"
	"unsafe"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/internal/jsx"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/lsm"
)

// pageBytes keeps a page in one row, well below the platform's 2 MB.
const pageBytes = 128 << 10

// Medium keeps one database in the object's storage. It implements lsm.Medium.
type Medium struct {
	log     []record
	next    uint64
	created bool
	closed  bool
}

// record is one log record: its key and its size.
type record struct {
	key  uint64
	size int64
}

// Open returns the medium of the object that this instance runs in.
//
// Errors: none now; opening may fail in Load.
func Open() (*Medium, error) { return &Medium{next: 1}, nil }

// Created reports whether Load found nothing: the database is new.
func (m *Medium) Created() bool { return m.created }

// Info implements lsm.Medium.
func (m *Medium) Info() lsm.Info {
	return lsm.Info{Kind: "durableobject", PageBytes: pageBytes, Synchronous: true, Floor: storage.Relaxed}
}

// Load implements lsm.Medium.
//
// Errors: CLOSED, UNAVAILABLE.
func (m *Medium) Load(context.Context) (manifest []byte, log []lsm.Chunk, err error) {
	if m.closed {
		return nil, nil, errClosed()
	}
	op := jsx.Begin()
	defer op.Cancel()
	items, err := take(op.ID(), doLoad(op.ID()))
	if err != nil {
		return nil, nil, err
	}
	keys, records := items[0], items[2:]
	m.log, m.next = nil, 1
	for i, data := range records {
		key := binary.LittleEndian.Uint64(keys[8*i:])
		m.log = append(m.log, record{key: key, size: int64(len(data))})
		m.next = key + 1
	}
	if len(items[1]) > 0 {
		manifest = items[1]
	}
	m.created = manifest == nil && len(records) == 0
	return manifest, lsm.Records(records), nil
}

// Append implements lsm.Medium. No answer of the object outruns the platform's
// confirmation of the write; with strict, Append itself waits for it, and must
// then not run on the stack of an exported function.
//
// Errors: QUOTA_EXCEEDED (not written), CLOSED, UNAVAILABLE, CANCELED.
func (m *Medium) Append(ctx context.Context, frames []byte, strict bool) error {
	var c jsx.Changes
	c.Add(jsx.PutLog, m.next, frames)
	if err := m.commit(&c); err != nil {
		return err
	}
	m.log = append(m.log, record{key: m.next, size: int64(len(frames))})
	m.next++
	if strict {
		return m.sync(ctx)
	}
	return nil
}

// Install implements lsm.Medium.
//
// Errors: QUOTA_EXCEEDED (not written), CLOSED, UNAVAILABLE.
func (m *Medium) Install(_ context.Context, e lsm.Edit) error {
	var c jsx.Changes
	for _, p := range e.Put {
		c.Add(jsx.PutPage, p.ID, p.Data)
	}
	c.Add(jsx.PutManifest, 0, e.Manifest)
	if e.CutLog {
		c.Add(jsx.DropLog, 0, nil)
	}
	for _, id := range e.Drop {
		c.Add(jsx.DropPage, id, nil)
	}
	if err := m.commit(&c); err != nil {
		return err
	}
	if e.CutLog {
		m.log = nil
	}
	return nil
}

// TruncateLog implements lsm.Medium.
//
// Errors: CLOSED, QUOTA_EXCEEDED, UNAVAILABLE.
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
	cut := m.log[keep]
	c.Add(jsx.DropLog, cut.key, nil)
	kept := m.log[:keep:keep]
	if rest > 0 {
		_, log, err := m.Load(ctx)
		if err != nil {
			return err
		}
		c.Add(jsx.PutLog, cut.key, log[keep].Frames[:rest])
		kept = append(kept, record{key: cut.key, size: rest})
	}
	if err := m.commit(&c); err != nil {
		return err
	}
	m.log = kept
	return nil
}

// ReadPage implements lsm.Medium.
//
// Errors: NOT_FOUND, CLOSED, UNAVAILABLE.
func (m *Medium) ReadPage(ctx context.Context, id uint64) ([]byte, error) {
	pages, err := m.ReadPages(ctx, []uint64{id})
	if err != nil {
		return nil, err
	}
	return pages[0], nil
}

// ReadPages implements lsm.Medium.
//
// Errors: NOT_FOUND, CLOSED, UNAVAILABLE.
func (m *Medium) ReadPages(_ context.Context, ids []uint64) ([][]byte, error) {
	if m.closed {
		return nil, errClosed()
	}
	if len(ids) == 0 {
		return nil, nil
	}
	op := jsx.Begin()
	defer op.Cancel()
	pages, err := take(op.ID(), doPages(op.ID(), unsafe.Pointer(&ids[0]), uint32(len(ids))))
	if err != nil {
		return nil, err
	}
	for i, page := range pages {
		if len(page) == 0 {
			return nil, dberr.New(dberr.NotFound, "page "+strconv.FormatUint(ids[i], 10))
		}
	}
	return pages, nil
}

// sync returns when the platform has confirmed everything written so far.
func (m *Medium) sync(ctx context.Context) error {
	op := jsx.Begin()
	doSync(op.ID())
	res := op.Wait(ctx)
	if res.Status == jsx.OK {
		return nil
	}
	return failure(res)
}

// Close implements lsm.Medium.
func (m *Medium) Close() error {
	m.closed = true
	return nil
}

func (m *Medium) commit(c *jsx.Changes) error {
	if m.closed {
		return errClosed()
	}
	op := jsx.Begin()
	defer op.Cancel()
	var status int32
	c.Hand(func(ptr unsafe.Pointer, count uint32) { status = doCommit(op.ID(), ptr, count) })
	if status == int32(jsx.OK) {
		return nil
	}
	return failure(jsx.Take(op.ID(), jsx.Status(status), 1))
}

// take fetches the results of a function that answered at once.
func take(id uint32, count int32) ([][]byte, error) {
	if count < 0 {
		return nil, failure(jsx.Take(id, jsx.Failed, 1))
	}
	return jsx.Take(id, jsx.OK, int(count)).Items, nil
}

func failure(res jsx.Result) error {
	cause := textError(res.Text())
	switch res.Status {
	case jsx.Quota:
		return dberr.Wrap(dberr.QuotaExceeded, "the durable object's storage is full", cause)
	case jsx.Unknown:
		err := dberr.Wrap(dberr.Unavailable, "the durable object's storage", cause)
		err.Outcome = dberr.OutcomeUnknown
		return err
	}
	return dberr.Wrap(dberr.Unavailable, "the durable object's storage", cause)
}

func errClosed() error { return dberr.New(dberr.Closed, "the database is closed") }

// textError is a cause that JavaScript described.
type textError string

// Error returns the description.
func (e textError) Error() string { return string(e) }
