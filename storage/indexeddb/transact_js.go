//go:build js

package indexeddb

import (
	"context"
	"encoding/binary"
	"unsafe"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/internal/jsx"
)

// acquired is what taking the database over found.
type acquired struct {
	created    bool
	generation string
	pages      []byte // their ids, u64 each
	manifest   []byte
	log        [][]byte
	opening    map[uint64][]byte // pages that the opening will ask for
}

// take returns pages that were read when the database was taken over. That one of
// ids is none of them is the end of the opening, for which they were read.
func (a *acquired) take(ids []uint64) [][]byte {
	pages := make([][]byte, len(ids))
	for i, id := range ids {
		if pages[i] = a.opening[id]; len(pages[i]) == 0 {
			a.opening = nil
			return nil
		}
	}
	for _, id := range ids {
		delete(a.opening, id)
	}
	return pages
}

// packIDs writes the ids of pages as JavaScript reads them.
func packIDs(ids []uint64) []byte {
	packed := make([]byte, 0, 8*len(ids))
	for _, id := range ids {
		packed = binary.LittleEndian.AppendUint64(packed, id)
	}
	return packed
}

// acquire takes the database over, or with again checks that it still is ours,
// and reads manifest and log. While the browser reads, meanwhile runs, if it is not nil.
func (m *Medium) acquire(ctx context.Context, again bool, meanwhile func()) error {
	var flag uint32
	if again {
		flag = 1
	}
	op := jsx.Begin()
	idbAcquire(op.ID(), m.session, flag)
	if meanwhile != nil {
		meanwhile()
	}
	res := op.Wait(ctx)
	if res.Status != jsx.OK {
		return m.failure(res)
	}
	if head := res.Items[0]; !again {
		m.found.created, m.found.generation = head[0] == 1, string(head[1:])
	}
	keys, ids, log := res.Items[1], res.Items[4], res.Items[5:]
	m.found.opening = make(map[uint64][]byte, len(ids)/8)
	for ; len(ids) >= 8; ids, log = ids[8:], log[1:] {
		m.found.opening[binary.LittleEndian.Uint64(ids)] = log[0]
	}
	m.found.pages, m.found.manifest, m.found.log = res.Items[2], res.Items[3], log
	if len(m.found.manifest) == 0 {
		m.found.manifest = nil
	}
	m.log, m.next = m.log[:0], max(m.next, 1)
	for i, data := range log {
		key := binary.LittleEndian.Uint64(keys[8*i:])
		m.log = append(m.log, record{key: key, size: int64(len(data))})
		m.next = max(m.next, key+1)
	}
	return nil
}

// commit writes changes in one transaction.
func (m *Medium) commit(c *jsx.Changes, strict bool) error {
	var flag uint32
	if strict {
		flag = 1
	}
	_, err := m.do(context.Background(), func(id uint32) {
		c.Hand(func(ptr unsafe.Pointer, count uint32) { idbCommit(id, m.session, ptr, count, flag) })
	})
	return err
}

// do runs one transaction. If the connection is lost it is opened again and the
// transaction repeated: an aborted one left nothing behind, one that went
// through under our epoch is the same when it is written again, and a foreign
// epoch or generation ends the attempt.
func (m *Medium) do(ctx context.Context, start func(id uint32)) (jsx.Result, error) {
	for attempt := 0; ; attempt++ {
		if m.closed {
			return jsx.Result{}, m.closedError()
		}
		if m.gone != nil {
			return jsx.Result{}, m.gone
		}
		used := m.connection
		op := jsx.Begin()
		start(op.ID())
		res := op.Wait(ctx)
		if res.Status == jsx.OK {
			return res, nil
		}
		if res.Status != jsx.Lost || attempt == maxReopen {
			return res, m.failure(res)
		}
		if err := m.reconnect(ctx, used); err != nil {
			return res, err
		}
	}
}

// reconnect replaces a lost connection, unless another transaction that was lost
// with it has done so. If the database has vanished meanwhile its owner record has
// too, and every later transaction is refused: an empty database never takes the
// place of the old one.
func (m *Medium) reconnect(ctx context.Context, used int) error {
	m.reconnecting.Lock()
	defer m.reconnecting.Unlock()
	if m.connection != used || m.closed {
		return nil
	}
	idbDisconnect(m.session)
	if err := connect(ctx, m.session, m.name); err != nil {
		return err
	}
	m.connection++
	op := jsx.Begin()
	idbAcquire(op.ID(), m.session, 1)
	if res := op.Wait(ctx); res.Status != jsx.OK && res.Status != jsx.Lost {
		return m.failure(res)
	}
	return nil
}

// failure turns a status into an error and remembers those that end this life.
func (m *Medium) failure(res jsx.Result) error {
	cause := textError(res.Text())
	db := "database " + quote(m.name)
	switch res.Status {
	case jsx.Quota:
		return dberr.Wrap(dberr.QuotaExceeded, "no space left for "+db, cause)
	case jsx.Fenced:
		m.gone = dberr.Wrap(dberr.Locked, db+" was taken over by another tab or worker", cause)
		return m.gone
	case jsx.Gone:
		m.gone = dberr.Wrap(dberr.Closed, db+" was deleted or cleared", cause)
		return m.gone
	case jsx.Failed:
		return dberr.Wrap(dberr.Internal, "IndexedDB refused a transaction of "+db, cause)
	}
	err := dberr.Wrap(dberr.Unavailable, "IndexedDB lost "+db, cause)
	err.Outcome = dberr.OutcomeUnknown
	return err
}

func (m *Medium) closedError() error {
	return dberr.New(dberr.Closed, "database "+quote(m.name)+" is closed")
}

// textError is a cause that JavaScript described.
type textError string

// Error returns the description.
func (e textError) Error() string { return string(e) }
