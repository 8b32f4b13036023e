package lsm_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/lsm/faultmedium"
)

// listed is a medium that notes what Install lists for the next opening, and what is
// asked for.
type listed struct {
	lsm.Medium
	mu    sync.Mutex
	list  []uint64
	asked []uint64
}

func (m *listed) Install(ctx context.Context, e lsm.Edit) error {
	m.mu.Lock()
	m.list = e.Opening
	m.mu.Unlock()
	return m.Medium.Install(ctx, e)
}

func (m *listed) ReadPages(ctx context.Context, ids []uint64) ([][]byte, error) {
	m.mu.Lock()
	m.asked = append(m.asked, ids...)
	m.mu.Unlock()
	return m.Medium.ReadPages(ctx, ids)
}

// Each change of the manifest lists the pages that the next opening asks for, so that
// a medium that parks can read them in one go; others need no list.
func TestOpeningPages(t *testing.T) {
	for _, parks := range []bool{true, false} {
		disk := faultmedium.NewDisk()
		options := faultmedium.Options{Asynchronous: parks, PageBytes: 512}
		var list []uint64
		for round := range 6 {
			m := &listed{Medium: disk.Open(options), list: list}
			s, err := lsm.Open(t.Context(), m, &lsm.Options{MemtableBytes: 4096})
			if err != nil {
				t.Fatal(err)
			}
			m.mu.Lock()
			asked := m.asked
			m.mu.Unlock()
			if parks && !slices.Equal(asked[:min(len(asked), len(list))], list) {
				t.Errorf("round %d: the list was %d, opening asked for %d", round, list, asked)
			}
			if want := parks && round > 0; want != (len(list) >= 2) {
				t.Errorf("parks %v, round %d: the list is %d", parks, round, list)
			}
			for i := range 100 * (6 - round) {
				b := &storage.Batch{}
				b.Put(fmt.Appendf(nil, "key %d %03d", round, i), fmt.Appendf(nil, "value %d", i))
				ack, err := s.Apply(t.Context(), b)
				if err == nil {
					err = ack.Wait(t.Context())
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			if round == 4 {
				err = s.Compact(t.Context())
			}
			if err := errors.Join(err, s.Close()); err != nil {
				t.Fatal(err)
			}
			list = m.list
		}
	}
}
