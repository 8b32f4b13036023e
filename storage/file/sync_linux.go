package file

import "syscall"

// Flags of fallocate(2).
const (
	fallocKeepSize  = 0x01
	fallocPunchHole = 0x02
)

func (f osFile) sync() error {
	conn, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var result error
	err = conn.Control(func(fd uintptr) {
		for {
			if result = syscall.Fdatasync(int(fd)); result != syscall.EINTR {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	return result
}

// punch ignores failures: they cost room, nothing else.
func (f osFile) punch(off, n int64) {
	if conn, err := f.SyscallConn(); err == nil {
		_ = conn.Control(func(fd uintptr) {
			_ = syscall.Fallocate(int(fd), fallocKeepSize|fallocPunchHole, off, n)
		})
	}
}
