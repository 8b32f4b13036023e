//go:build js

package jsx

import (
	"context"
	"unsafe"
)

// Op is an operation that JavaScript carries out.
type Op struct {
	id   uint32
	done chan struct{}
	res  Result
}

// Result is how an operation ended. With a status other than OK the only item
// is a text that explains it.
type Result struct {
	Status Status
	Items  [][]byte
}

// Text returns the explanation of a failure.
func (r Result) Text() string {
	if r.Status == OK || len(r.Items) == 0 {
		return ""
	}
	return string(r.Items[0])
}

// ops holds the operations under way. Only one goroutine runs at a time and
// none is preempted, so a plain map will do.
var ops = table{open: map[uint32]*Op{}}

type table struct {
	open map[uint32]*Op
	last uint32
}

// NewID returns a number that nothing else in this instance has.
func NewID() uint32 {
	ops.last++
	return ops.last
}

// Begin registers an operation.
func Begin() *Op {
	op := &Op{id: NewID(), done: make(chan struct{})}
	ops.open[op.id] = op
	return op
}

// ID is what the imported function is told.
func (o *Op) ID() uint32 { return o.id }

// Done is closed when the operation has ended.
func (o *Op) Done() <-chan struct{} { return o.done }

// Wait returns the result. If ctx ends first the operation is given up: its
// result is dropped when it comes, and the status is Unknown.
func (o *Op) Wait(ctx context.Context) Result {
	select {
	case <-o.done:
		return o.res
	case <-ctx.Done():
		delete(ops.open, o.id)
		return Result{Status: Unknown, Items: [][]byte{[]byte(context.Cause(ctx).Error())}}
	}
}

// Cancel drops an operation that needs no answer any more.
func (o *Op) Cancel() { delete(ops.open, o.id) }

// Take fetches the results that a function held under an id; it is for
// functions that answer at once.
func Take(id uint32, status Status, count int) Result {
	return Result{Status: status, Items: fetch(id, count)}
}

//go:wasmexport io_done
func ioDone(id uint32, status int32, count int32) {
	op := ops.open[id]
	if op == nil {
		ioFree(id)
		return
	}
	delete(ops.open, id)
	op.res = Result{Status: Status(status), Items: fetch(id, int(count))}
	close(op.done)
}

func fetch(id uint32, count int) [][]byte {
	if count == 0 {
		return nil
	}
	sizes := make([]uint32, count)
	ioSizes(id, unsafe.Pointer(&sizes[0]))
	items := make([][]byte, count)
	for i, size := range sizes {
		items[i] = make([]byte, size)
		if size > 0 {
			ioTake(id, uint32(i), unsafe.Pointer(&items[i][0]))
		}
	}
	ioFree(id)
	return items
}

//go:wasmimport aurora io_sizes
func ioSizes(id uint32, to unsafe.Pointer)

//go:wasmimport aurora io_take
func ioTake(id uint32, index uint32, to unsafe.Pointer)

//go:wasmimport aurora io_free
func ioFree(id uint32)
