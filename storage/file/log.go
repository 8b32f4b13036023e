//go:build unix

package file

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"slices"

	"github.com/auroradb/aurora/storage/lsm"
)

// logFile is a part of the log that nothing is appended to: the next one, or one
// before the newest.
type logFile struct {
	number uint64
	tag    uint32 // of its frames
	h      handle
	synced bool // with everything in it; guarded by Medium.mu
}

// reuseBytes is up to which size a log becomes a later one.
const reuseBytes = 16 << 20

// Rotate implements lsm.Rotator: a new file, synced with its name unless the last
// Install has left one. What lies behind the frames of the old one stays there.
func (m *Medium) Rotate(context.Context) error {
	m.mu.Lock()
	next := m.spare
	m.spare = nil
	m.mu.Unlock()
	if next == nil {
		var err error
		if next, err = m.newLog(); err != nil {
			return err
		}
	}
	ahead, err := next.h.size()
	if err != nil { // nothing is written to it
		m.remove(next)
		return final(logName(next.number), err)
	}
	m.unmap()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.parts = append(m.parts[:len(m.parts):len(m.parts)], &logFile{number: m.number, tag: m.tag, h: m.log})
	m.appendTo(next, fileHeader, ahead)
	return nil
}

// Tag implements lsm.Rotator.
func (m *Medium) Tag() uint32 { return m.tag }

// appendTo makes a file the newest part. The caller holds mu, or nobody else knows the
// medium.
func (m *Medium) appendTo(f *logFile, size, ahead int64) {
	m.log, m.number, m.tag, m.size, m.ahead, m.step = f.h, f.number, f.tag, size, ahead, m.firstStep()
}

// newLog makes an empty log, with a name that survives. On failure nothing is left of it.
func (m *Medium) newLog() (*logFile, error) {
	f := &logFile{number: m.nextNumber(), tag: lsm.FrameTag}
	var err error
	if f.h, err = m.writeFile(logName(f.number), whole(logHeader(f.number))); err != nil {
		return nil, err
	}
	if err := m.names.sync(); err != nil {
		m.remove(f)
		return nil, final(m.dir, err)
	}
	return f, nil
}

// reuse makes a log that nobody needs an empty one, with a name that survives: to write
// over its bytes costs less than to make a file longer. On failure nothing is left of it.
func (m *Medium) reuse(old *logFile) (*logFile, error) {
	f := &logFile{number: m.nextNumber(), tag: newTag(), h: old.h}
	size, err := f.h.size()
	if err == nil && size > reuseBytes {
		err = f.h.Truncate(reuseBytes)
	}
	if err == nil {
		_, err = f.h.WriteAt(reusedHeader(f.number, f.tag), 0)
	}
	if err == nil {
		err = f.h.sync() // its name must not come before its header
	}
	if err == nil {
		err = m.fs.rename(m.path(logName(old.number)), m.path(logName(f.number)))
	}
	if err != nil {
		m.remove(old)
		return nil, final(logName(old.number), err)
	}
	if err := m.names.sync(); err != nil {
		m.remove(f)
		return nil, final(m.dir, err)
	}
	return f, nil
}

// newTag returns a tag that nothing on the disk begins with but by chance.
func newTag() uint32 {
	for {
		var b [4]byte
		_, _ = rand.Read(b[:]) // never fails
		if tag := binary.LittleEndian.Uint32(b[:]); tag != 0 && tag != lsm.FrameTag {
			return tag
		}
	}
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

// syncPart syncs a part, if its file is still open: an Install may have put everything
// into pages meanwhile and closed it.
func (m *Medium) syncPart(p *logFile) error {
	err := p.h.sync()
	if err == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.log == p.h || m.again == p.h || slices.ContainsFunc(m.parts, func(q *logFile) bool { return q.h == p.h }) {
		return final(logName(p.number), err)
	}
	return nil
}

// dropLogs removes the parts before a file. One of them is for the next Rotate, if there
// is none yet.
func (m *Medium) dropLogs(first uint64) {
	m.mu.Lock()
	keep := slices.IndexFunc(m.parts, func(p *logFile) bool { return p.number >= first })
	if keep < 0 {
		keep = len(m.parts)
	}
	gone := m.parts[:keep]
	m.parts = slices.Clone(m.parts[keep:])
	var last *logFile
	if m.spare == nil && keep > 0 {
		gone, last = gone[:keep-1], gone[keep-1]
		m.again = last.h
	}
	m.mu.Unlock()
	for _, p := range gone {
		m.remove(p)
	}
	if last == nil {
		return
	}
	f, err := m.reuse(last)
	m.mu.Lock()
	defer m.mu.Unlock()
	if err != nil { // Rotate makes one or says why not
		m.again = nil
		return
	}
	m.spare = f
}

// makeRoom gives back what the next log takes, because the disk is full.
func (m *Medium) makeRoom() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.spare != nil {
		_ = m.spare.h.Truncate(fileHeader)
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
	all := append(slices.Clone(m.parts), &logFile{number: m.number, tag: m.tag, h: m.log})
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
		if err := m.names.sync(); err != nil {
			return final(m.dir, err)
		}
	}
	name := logName(all[at].number)
	if err := all[at].h.Truncate(fileHeader + n); err != nil {
		return wrap(name, err)
	}
	m.parts = all[:at:at]
	m.appendTo(all[at], fileHeader+n, fileHeader+n)
	return wrap(name, m.log.sync())
}

// logHeader returns the first bytes of a log.
func logHeader(number uint64) []byte { return appendFileHeader(nil, logMagic, number) }

// reusedHeader returns the first bytes of a log where an older one was:
//
//	magic u32 | version u16 | zero u16 | tag of its frames u32 | crc32c u32 of these and the number u64
func reusedHeader(number uint64, tag uint32) []byte {
	b := binary.LittleEndian.AppendUint32(nil, logMagic)
	b = binary.LittleEndian.AppendUint16(b, reusedVersion)
	b = binary.LittleEndian.AppendUint16(b, 0)
	b = binary.LittleEndian.AppendUint32(b, tag)
	return binary.LittleEndian.AppendUint32(b, checksum(binary.LittleEndian.AppendUint64(b[:12:12], number)))
}

// logTag returns the tag of the frames of a log, if its header is right.
func logTag(b []byte, number uint64) (tag uint32, ok bool) {
	if goodHeader(b, logMagic, number) {
		return lsm.FrameTag, true
	}
	if len(b) < fileHeader {
		return 0, false
	}
	tag = binary.LittleEndian.Uint32(b[8:])
	return tag, string(b[:fileHeader]) == string(reusedHeader(number, tag))
}
