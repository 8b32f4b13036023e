//go:build unix

package file

import (
	"context"

	"github.com/auroradb/aurora/engine/dberr"
)

const (
	// smallFrames is up to how many bytes frames are worth being copied into a
	// window; above, a system call costs less than the page faults.
	smallFrames = 16 << 10
	// zeroPiece is how much is filled with zeros at a time. The kernel keeps what one
	// call wrote in one piece, up to megabytes, and writes the whole piece to the disk
	// again when a byte of it has changed.
	zeroPiece = 16 << 10
)

// Append implements lsm.Medium. A relaxed commit is in the pages of the operating
// system when it returns, by a copy into a window of the log or write(2); a strict
// one is on the disk, by fdatasync(2). On a full disk the log is cut back to what
// it was and the error is QUOTA_EXCEEDED; any other error is UNAVAILABLE and leaves
// open what is on the disk.
func (m *Medium) Append(_ context.Context, frames []byte, strict bool) error {
	small := len(frames) <= smallFrames
	if strict {
		m.syncs.Lock()
		defer m.syncs.Unlock()
	}
	log, size, number := m.log, m.size, m.number // nobody else changes them
	end := size + int64(len(frames))
	var err error
	switch {
	case strict && end > m.ahead:
		err = m.reserve(log, number, end, end+m.reserved)
	case !strict && !small:
		m.step = min(m.step, m.firstStep())
	case !strict && m.step > 0 && (m.mapped == nil || !m.mapped.holds(size, end-size)):
		err = m.openWindow(log, number, end)
	}
	if err != nil {
		return err
	}
	if strict || !small || m.mapped == nil || !m.mapped.put(frames, size) {
		if _, err := log.WriteAt(frames, size); err != nil {
			if err = wrap(logName(number), err); dberr.CodeOf(err) != dberr.QuotaExceeded {
				return final(logName(number), err)
			}
			if e := m.cutBack(log, number); e != nil {
				return e
			}
			return err
		}
	}
	m.size = end
	if strict {
		m.mu.Lock()
		parts := m.parts
		m.mu.Unlock()
		if err := m.syncParts(parts); err != nil {
			return err
		}
		return final(logName(number), log.sync())
	}
	return nil
}

// openWindow opens a window at the end of the log, and fills it with zeros unless an older
// log lies there. It takes small steps first: a batch that is too large for windows writes
// over the zeros. Without windows there are none (step is 0 until the log is replaced).
func (m *Medium) openWindow(log handle, number uint64, end int64) error {
	m.unmap()
	from := max(m.ahead, m.size)
	to := end + m.step
	m.mapped = log.window(m.size, to-m.size)
	if m.mapped == nil {
		m.step = 0
		return nil
	}
	m.step = min(2*m.step, m.reserved/4)
	if to <= from {
		return nil
	}
	return m.reserve(log, number, from, to)
}

// reserve writes zeros behind what the log will be, so that the following commits
// write bytes and no metadata of the file. Recovery cuts them off like any torn tail.
// Without room for them there are none.
func (m *Medium) reserve(log handle, number uint64, from, to int64) error {
	zeros := make([]byte, min(zeroPiece, to-from))
	for at := from; at < to; {
		n := min(zeroPiece-at%zeroPiece, to-at)
		if _, err := log.WriteAt(zeros[:n], at); err != nil {
			if err = wrap(logName(number), err); dberr.CodeOf(err) != dberr.QuotaExceeded {
				return final(logName(number), err)
			}
			return m.cutBack(log, number)
		}
		at += n
	}
	m.ahead = to
	return nil
}

// cutBack takes from the log what is no frame, after a call that had no room.
func (m *Medium) cutBack(log handle, number uint64) error {
	m.unmap()
	m.makeRoom()
	if err := log.Truncate(m.size); err != nil {
		return final(logName(number), err)
	}
	m.ahead = m.size
	return nil
}

// firstStep is the step of a log that has no window yet.
func (m *Medium) firstStep() int64 { return m.reserved / 64 }

// unmap closes the window.
func (m *Medium) unmap() {
	if m.mapped != nil {
		m.mapped.close()
		m.mapped = nil
	}
}
