package faultmedium

import (
	"runtime"
	"time"
)

// yield parks the goroutine for a moment if the handle is asynchronous.
func (m *Medium) yield() {
	if !m.opt.Asynchronous {
		return
	}
	if m.calls.Load()%16 == 0 {
		time.Sleep(10 * time.Microsecond)
		return
	}
	runtime.Gosched()
}
