package exec_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/engine/value"
)

// numbers pushes rows with these numbers, without documents.
type numbers []uint64

func (o numbers) Run(_ context.Context, _ *exec.Env, emit func(*exec.Row) bool) error {
	var row exec.Row
	for _, n := range o {
		if row = (exec.Row{Num: n}); !emit(&row) {
			break
		}
	}
	return nil
}

func (numbers) Describe() exec.Description { return exec.Description{} }

// Documents are read together, no more than is likely to be asked for.
func TestFetchTogether(t *testing.T) {
	coll := &catalog.Collection{ID: 3, Name: "c"}
	view := &slow{pairs: map[string][]byte{}}
	var rows numbers
	document := func(n int64) value.Raw {
		return value.Encode(value.ObjectValue([]value.Field{{Name: "n", Value: value.IntValue(n)}}))
	}
	for n := range int64(100) {
		view.pairs[string(catalog.DocumentKey(coll.ID, uint64(n)))] = document(n)
		rows = append(rows, uint64(n))
	}
	for _, c := range []struct {
		name     string
		waits    bool
		want     int // rows that the plan asks for
		take     int // rows after which the reader has enough
		together []int
	}{
		{"all", false, 0, 100, []int{4, 16, 32, 32, 16}},
		{"the first", false, 0, 1, []int{4}},
		{"one", false, 1, 1, []int{1}},
		{"twenty", false, 20, 20, []int{20}},
		{"forty", false, 40, 40, []int{32, 8}},
		{"more than there are", false, 1000, 100, []int{32, 32, 32, 4}},
		{"all, waiting", true, 0, 100, []int{16, 64, 20}},
		{"the first, waiting", true, 0, 1, []int{16}},
		{"forty, waiting", true, 40, 40, []int{40}},
	} {
		view.waits, view.together = c.waits, nil
		env := &exec.Env{Reader: view, Now: time.Now}
		n := int64(0)
		err := (&exec.Fetch{In: rows, Coll: coll, Want: c.want}).Run(t.Context(), env, func(r *exec.Row) bool {
			if r.Num != uint64(n) || string(r.Doc) != string(document(n)) {
				t.Errorf("%s: row %d is %d with %x", c.name, n, r.Num, r.Doc)
			}
			n++
			return n < int64(c.take)
		})
		if err != nil || n != int64(c.take) || !slices.Equal(view.together, c.together) {
			t.Errorf("%s: %d rows, %v, read together %v, not %v", c.name, n, err, view.together, c.together)
		}
	}
}

// After as many rows as are wanted nothing more is read, whoever brought the documents.
func TestFetchStops(t *testing.T) {
	coll := &catalog.Collection{ID: 3, Name: "c"}
	view := &slow{pairs: map[string][]byte{}}
	var rows numbers
	for n := range uint64(100) {
		view.pairs[string(catalog.DocumentKey(coll.ID, n))] = []byte("doc")
		rows = append(rows, n)
	}
	for _, in := range []exec.Op{rows, documents(100), exec.Empty{}} {
		for _, want := range []int{1, 7, 32, 33} {
			env := &exec.Env{Reader: view, Now: time.Now, Batches: new(exec.Batches)}
			got := 0
			err := (&exec.Limit{In: &exec.Fetch{In: in, Coll: coll, Want: want}, Limit: want}).Run(t.Context(), env, func(r *exec.Row) bool {
				if r.Num != uint64(got) || string(r.Doc) != "doc" {
					t.Errorf("row %d is %d with %q", got, r.Num, r.Doc)
				}
				got++
				return true
			})
			if in == (exec.Empty{}) {
				want = 0
			}
			if err != nil || got != want {
				t.Errorf("%T: %d rows of %d, %v", in, got, want, err)
			}
		}
	}
}

// documents pushes so many rows with documents.
type documents int

func (n documents) Run(_ context.Context, _ *exec.Env, emit func(*exec.Row) bool) error {
	for i := range uint64(n) {
		if !emit(&exec.Row{Num: i, Doc: value.Raw("doc")}) {
			break
		}
	}
	return nil
}

func (documents) Describe() exec.Description { return exec.Description{} }

// Of long documents fewer are held at once.
func TestFetchLong(t *testing.T) {
	coll := &catalog.Collection{ID: 3, Name: "c"}
	view := &slow{pairs: map[string][]byte{}}
	var rows numbers
	long := make([]byte, 1<<20)
	for n := range uint64(14) {
		view.pairs[string(catalog.DocumentKey(coll.ID, n))] = long
		rows = append(rows, n)
	}
	n := 0
	err := (&exec.Fetch{In: rows, Coll: coll}).Run(t.Context(), &exec.Env{Reader: view, Now: time.Now}, func(*exec.Row) bool {
		n++
		return true
	})
	if want := []int{4, 6, 1, 1, 1, 1}; err != nil || n != 14 || !slices.Equal(view.together, want) {
		t.Errorf("%d rows, %v, read together %v, not %v", n, err, view.together, want)
	}
}

// In a transaction a row is read when it is its turn: what was written until then is
// seen.
func TestFetchInTransaction(t *testing.T) {
	coll := &catalog.Collection{ID: 3, Name: "c"}
	for _, waits := range []bool{false, true} {
		view := &slow{pairs: map[string][]byte{}, waits: waits}
		for n := range uint64(3) {
			view.pairs[string(catalog.DocumentKey(coll.ID, n))] = []byte("old")
		}
		tx := txn.New(view, true)
		var got []string
		err := (&exec.Fetch{In: numbers{0, 1, 2}, Coll: coll}).Run(t.Context(), &exec.Env{Reader: tx, Now: time.Now}, func(r *exec.Row) bool {
			got = append(got, string(r.Doc))
			tx.Put(catalog.DocumentKey(coll.ID, 1), []byte("new"))
			return true
		})
		if err != nil || !slices.Equal(got, []string{"old", "new", "old"}) {
			t.Errorf("waits %v: %q %v", waits, got, err)
		}
	}
}

// A row without a document is damage, behind the rows before it.
func TestFetchDangling(t *testing.T) {
	coll := &catalog.Collection{ID: 3, Name: "c"}
	view := &slow{pairs: map[string][]byte{string(catalog.DocumentKey(coll.ID, 7)): []byte("doc")}}
	for _, want := range []int{0, 2} {
		rows := 0
		err := (&exec.Fetch{In: numbers{7, 8}, Coll: coll, Want: want}).Run(t.Context(), &exec.Env{Reader: view, Now: time.Now}, func(*exec.Row) bool {
			rows++
			return true
		})
		if rows != 1 || dberr.CodeOf(err) != dberr.Corrupt {
			t.Errorf("want %d: %d rows, %v", want, rows, err)
		}
	}
}
