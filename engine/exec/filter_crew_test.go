//go:build !js

package exec

import (
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/filter"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/memory"
)

// TestCrew compares a scan by several goroutines with one by a single one: over gaps,
// from and to anywhere, with a consumer that stops, and a counter that is wrong.
func TestCrew(t *testing.T) {
	ctx := context.Background()
	coll := &catalog.Collection{ID: 7, Name: "numbers"}
	rng := rand.New(rand.NewPCG(4, 4))
	for _, damaged := range []bool{false, true} {
		store := memory.New()
		b := &storage.Batch{}
		const rows = 60_000
		for row := uint64(1); row < rows; row++ {
			if row%7 == 0 || row > 20_000 && row < 33_000 {
				continue
			}
			b.Put(catalog.DocumentKey(coll.ID, row), value.Encode(value.ObjectValue([]value.Field{{Name: "n", Value: value.IntValue(int64(row % 100))}})))
		}
		count := catalog.Count{Documents: rows, NextRow: rows}
		if damaged {
			count.NextRow = 40_000
		}
		b.Put(catalog.CountKey(coll.ID), count.Encode())
		if _, err := store.Apply(ctx, b); err != nil {
			t.Fatal(err)
		}
		snap, err := store.Snapshot(ctx)
		if err != nil {
			t.Fatal(err)
		}
		env := &Env{Reader: snap, Now: time.Now}
		for range 20 {
			below := int64(rng.IntN(101))
			pred, err := filter.Compile(coll, bind.FromValue(lessThan(below), ast.Pos{}))
			if err != nil {
				t.Fatal(err)
			}
			scan := Scan{Coll: coll}
			if rng.IntN(2) == 0 {
				scan.From = rng.Uint64N(rows)
			}
			if rng.IntN(2) == 0 {
				scan.To = scan.From + rng.Uint64N(rows)
			}
			stop := rng.IntN(rows)
			read := func(wide bool) (nums []uint64) {
				s := scan
				err := (&Filter{In: &s, Pred: pred, Wide: wide}).Run(ctx, env, func(r *Row) bool {
					nums = append(nums, r.Num)
					return len(nums) < stop
				})
				if err != nil {
					t.Fatal(err)
				}
				return nums
			}
			if one, many := read(false), read(true); !slices.Equal(one, many) {
				t.Fatalf("%+v of %d: one goroutine read %d rows, several %d", scan, below, len(one), len(many))
			}
		}
		canceled, cancel := context.WithCancel(ctx)
		cancel()
		err = (&Filter{In: &Scan{Coll: coll}, Pred: nil, Wide: true}).Run(canceled, env, func(*Row) bool { return true })
		if dberr.CodeOf(err) != dberr.Canceled {
			t.Errorf("after cancelation: %v", err)
		}
		snap.Close()
	}
}

// lessThan is the filter {n: {lt: below}}.
func lessThan(below int64) value.Value {
	op := value.ObjectValue([]value.Field{{Name: "lt", Value: value.IntValue(below)}})
	return value.ObjectValue([]value.Field{{Name: "n", Value: op}})
}

// brokenReader panics when it is scanned.
type brokenReader struct{ storage.Snapshot }

var errBroken = errors.New("broken")

func (brokenReader) Get(context.Context, []byte) ([]byte, error) {
	return catalog.Count{Documents: 1 << 20, NextRow: 1 << 20}.Encode(), nil
}

func (brokenReader) Scan(context.Context, storage.Range) iter.Seq2[storage.KV, error] {
	panic(errBroken)
}

// TestCrewPanics meets the panic of another goroutine in the one that asked, which
// makes an error of it.
func TestCrewPanics(t *testing.T) {
	defer func() {
		if r := recover(); r != errBroken {
			t.Errorf("recovered %v", r)
		}
	}()
	env := &Env{Reader: brokenReader{}, Now: time.Now}
	err := (&Filter{In: &Scan{Coll: &catalog.Collection{ID: 7}}, Wide: true}).Run(context.Background(), env, func(*Row) bool { return true })
	t.Errorf("no panic, %v", err)
}
