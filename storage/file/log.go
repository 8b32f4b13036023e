//go:build unix

package file

import (
	"context"
	"encoding/binary"
	"slices"
)

// logFile is a part of the log that nothing is appended to: the next one, or one
// before the newest.
type logFile struct {
	number uint64
	h      handle
	synced bool // with everything in it; guarded by Medium.mu
}

// Rotate implements lsm.Rotator: a new file, synced with its name unless the last
// Install has left one, and the old one cut to its frames.
func (m *Medium) Rotate(context.Context) error {
	m.mu.Lock()
	next, old := m.spare, &logFile{number: m.number, h: m.log}
	m.mu.Unlock()
	if next == nil {
		var err error
		if next, err = m.newLog(); err != nil {
			return err
		}
	}
	m.unmap()
	var err error
	if m.ahead > m.size {
		err = old.h.Truncate(m.size)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err != nil {
		m.spare = next
		return final(logName(old.number), err)
	}
	m.spare = nil
	m.parts = append(m.parts[:len(m.parts):len(m.parts)], old)
	m.appendTo(next, fileHeader)
	return nil
}

// appendTo makes a file the newest part. The caller holds mu, or nobody else knows the
// medium.
func (m *Medium) appendTo(f *logFile, size int64) {
	m.log, m.number, m.size, m.ahead, m.step = f.h, f.number, size, size, m.firstStep()
}

// newLog makes an empty log, with a name that survives. On failure nothing is left of it.
func (m *Medium) newLog() (*logFile, error) {
	f := &logFile{number: m.nextNumber()}
	var err error
	if f.h, err = m.writeFile(logName(f.number), whole(logHeader(f.number))); err != nil {
		return nil, err
	}
	if err := m.fs.syncDir(m.dir); err != nil {
		m.remove(f)
		return nil, final(m.dir, err)
	}
	return f, nil
}

// SyncLog implements lsm.LogSyncer.
func (m *Medium) SyncLog(context.Context) error {
	m.mu.Lock() // all at once: a part that Rotate ends meanwhile must not be missed
	parts, newest := m.parts, &logFile{number: m.number, h: m.log}
	m.mu.Unlock()
	if err := m.syncParts(parts); err != nil {
		return err
	}
	return m.syncPart(newest)
}

// syncParts syncs the parts before the newest: what is synced in that one means nothing
// without them.
func (m *Medium) syncParts(parts []*logFile) error {
	for _, p := range parts {
		m.mu.Lock()
		done := p.synced
		m.mu.Unlock()
		if done {
			continue
		}
		if err := m.syncPart(p); err != nil {
			return err
		}
		m.mu.Lock()
		p.synced = true
		m.mu.Unlock()
	}
	return nil
}

// syncPart syncs a part, if it is one still: an Install may have put everything into
// pages meanwhile and closed it.
func (m *Medium) syncPart(p *logFile) error {
	err := p.h.sync()
	if err == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.log == p.h || slices.ContainsFunc(m.parts, func(q *logFile) bool { return q.h == p.h }) {
		return final(logName(p.number), err)
	}
	return nil
}

// dropLogs removes the parts before a file, and sees to it that there is one for the next
// Rotate; if not, Rotate tries again and says why not.
func (m *Medium) dropLogs(first uint64) {
	m.mu.Lock()
	keep := slices.IndexFunc(m.parts, func(p *logFile) bool { return p.number >= first })
	if keep < 0 {
		keep = len(m.parts)
	}
	gone := m.parts[:keep]
	m.parts = slices.Clone(m.parts[keep:])
	need := m.spare == nil
	m.mu.Unlock()
	for _, p := range gone {
		m.remove(p)
	}
	if !need {
		return
	}
	if f, err := m.newLog(); err == nil {
		m.mu.Lock()
		m.spare = f
		m.mu.Unlock()
	}
}

// remove closes and removes a log that nobody needs. One that cannot be removed is
// removed at the next opening, or is empty.
func (m *Medium) remove(f *logFile) {
	_ = f.h.Close()
	_ = m.fs.remove(m.path(logName(f.number)))
}

// TruncateLog implements lsm.Medium: the later parts go first, so that at every moment
// what is left is a beginning of the log.
func (m *Medium) TruncateLog(_ context.Context, n int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.unmap()
	all := append(slices.Clone(m.parts), &logFile{number: m.number, h: m.log})
	at := 0
	for ; at < len(all)-1; at++ {
		size, err := all[at].h.size()
		if err != nil {
			return wrap(logName(all[at].number), err)
		}
		if n <= size-fileHeader {
			break
		}
		n -= size - fileHeader
	}
	for i := len(all) - 1; i > at; i-- {
		m.remove(all[i])
		if err := m.fs.syncDir(m.dir); err != nil {
			return final(m.dir, err)
		}
	}
	name := logName(all[at].number)
	if err := all[at].h.Truncate(fileHeader + n); err != nil {
		return wrap(name, err)
	}
	m.parts = all[:at:at]
	m.appendTo(all[at], fileHeader+n)
	return wrap(name, m.log.sync())
}

// logHeader returns the first bytes of a log.
func logHeader(number uint64) []byte { return appendFileHeader(nil, logMagic, number) }

// logNumber parses the header of a log, whatever its number.
func logNumber(b []byte) (uint64, bool) {
	if len(b) < fileHeader {
		return 0, false
	}
	n := binary.LittleEndian.Uint64(b[8:])
	return n, goodHeader(b, logMagic, n)
}
