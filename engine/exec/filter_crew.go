//go:build !js

package exec

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/txn"
)

// A scan of many rows goes to several goroutines in stretches of row numbers.
const (
	crewStretch = 4096
	crewAlone   = 4 * crewStretch // rows that one goroutine reads as fast
)

// stretch is a part of a scan: the rows of it that match.
type stretch struct {
	rows  []Row
	err   error
	panic any
	done  chan struct{}
}

// crew scans and filters on all processors and hands the rows on in their order; ok
// is false if one goroutine is enough. A transaction is read by one goroutine only.
func (f *Filter) crew(ctx context.Context, env *Env, s *Scan, emit func(*Row) bool) (ok bool, err error) {
	if _, inTx := env.Reader.(*txn.Tx); inTx || s.Reverse || runtime.GOMAXPROCS(0) == 1 {
		return false, nil
	}
	to := s.To
	if to == 0 {
		n, err := catalog.ReadCount(ctx, env.Reader, s.Coll.ID)
		if err != nil {
			return true, err
		}
		to = n.NextRow
	}
	if to < s.From || to-s.From < crewAlone {
		return false, nil
	}
	stretches := make([]stretch, (to-s.From+crewStretch-1)/crewStretch)
	for i := range stretches {
		stretches[i].done = make(chan struct{})
	}
	members := runtime.GOMAXPROCS(0)
	var next atomic.Int64
	var wg sync.WaitGroup
	room := make(chan struct{}, 2*members) // stretches that nobody has taken yet
	stop := make(chan struct{})
	defer func() {
		close(stop)
		wg.Wait() // the reader may be closed then
	}()
	for range members {
		wg.Go(func() {
			for {
				select {
				case room <- struct{}{}:
				case <-stop:
					return
				}
				i := int(next.Add(1)) - 1
				if i >= len(stretches) {
					return
				}
				part := Scan{Coll: s.Coll, From: s.From + uint64(i)*crewStretch, To: s.To}
				if i+1 < len(stretches) { // the last one ends where the scan does, whatever the counter says
					part.To = part.From + crewStretch
				}
				f.stretch(ctx, env, &part, &stretches[i])
			}
		})
	}
	for i := range stretches {
		part := &stretches[i]
		<-part.done
		<-room
		if part.panic != nil {
			panic(part.panic)
		}
		for j := range part.rows {
			if !emit(&part.rows[j]) {
				return true, nil
			}
		}
		if part.err != nil {
			return true, part.err
		}
		part.rows = nil
	}
	return true, nil
}

// stretch scans one part. A panic is for the goroutine that runs the request.
func (f *Filter) stretch(ctx context.Context, env *Env, s *Scan, part *stretch) {
	defer close(part.done)
	defer func() { part.panic = recover() }()
	part.err = s.Run(ctx, env, func(r *Row) bool {
		if f.Pred.Match(r.Doc) {
			part.rows = append(part.rows, *r)
		}
		return true
	})
}
