package file

import (
	"os"
	"runtime/debug"
	"syscall"
)

// mapping is a window that mmap(2) made. On Linux a shared mapping is the very memory
// that write(2) writes to, so that what is in it survives the process, is read by
// read(2) and made durable by fdatasync(2).
type mapping struct {
	at int64
	b  []byte
}

func (f osFile) window(off, n int64) window {
	conn, err := f.SyscallConn()
	if err != nil {
		return nil
	}
	w := &mapping{at: off - off%int64(os.Getpagesize())}
	e := conn.Control(func(fd uintptr) {
		w.b, err = syscall.Mmap(int(fd), w.at, int(off+n-w.at), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	})
	if e != nil || err != nil {
		return nil
	}
	return w
}

// put implements window. Where write(2) returns an error the copy ends in SIGBUS;
// the write that the caller makes instead tells which one.
func (w *mapping) put(p []byte, off int64) (ok bool) {
	if !w.holds(off, int64(len(p))) {
		return false
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if e := recover(); e != nil {
			if _, fault := e.(interface{ Addr() uintptr }); !fault {
				panic(e)
			}
			ok = false
		}
	}()
	copy(w.b[off-w.at:], p)
	return true
}

// holds implements window.
func (w *mapping) holds(off, n int64) bool {
	return off >= w.at && off+n <= w.at+int64(len(w.b))
}

func (w *mapping) close() {
	_ = syscall.Munmap(w.b) // fails for addresses that are not ours only
	w.b = nil
}
