package feed

import (
	"bytes"
	"context"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/auroradb/aurora/engine/dberr"
)

func drawRecord(t *rapid.T) *Record {
	r := &Record{Seq: rapid.Uint64().Draw(t, "seq")}
	for range rapid.IntRange(0, 5).Draw(t, "changes") {
		c := Change{
			Type:       Type(rapid.IntRange(1, 3).Draw(t, "type")),
			Collection: rapid.String().Draw(t, "collection"),
			Row:        rapid.Uint64().Draw(t, "row"),
			ID:         rapid.String().Draw(t, "id"),
		}
		if c.Type != Insert {
			c.Old = rapid.SliceOfN(rapid.Byte(), 1, 20).Draw(t, "old")
		}
		if c.Type != Delete {
			c.New = rapid.SliceOfN(rapid.Byte(), 1, 20).Draw(t, "new")
		}
		r.Changes = append(r.Changes, c)
	}
	return r
}

func TestRecordRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRecord(t)
		b := r.Encode(100)
		if r.Total != 100+uint64(len(b)) {
			t.Fatalf("total %d for %d bytes", r.Total, len(b))
		}
		got, err := Decode(r.Seq, b)
		if err != nil || got.Total != r.Total || len(got.Changes) != len(r.Changes) {
			t.Fatalf("%+v %v", got, err)
		}
		for i, c := range r.Changes {
			g := got.Changes[i]
			if g.Type != c.Type || g.Collection != c.Collection || g.Row != c.Row || g.ID != c.ID || !bytes.Equal(g.Old, c.Old) || !bytes.Equal(g.New, c.New) {
				t.Fatalf("change %d: %+v, want %+v", i, g, c)
			}
		}
		for cut := range b {
			if _, err := Decode(1, b[:cut]); dberr.CodeOf(err) != dberr.Corrupt {
				t.Fatalf("%d of %d bytes were read as a record", cut, len(b))
			}
		}
	})
}

func FuzzDecode(f *testing.F) {
	r := Record{Changes: []Change{{Type: Update, Collection: "c", Row: 1, ID: "i", Old: []byte{1}, New: []byte{2}}}}
	f.Add(r.Encode(0))
	f.Add([]byte{recordVersion})
	f.Fuzz(func(t *testing.T, b []byte) {
		if r, err := Decode(1, b); err == nil && r == nil || err != nil && dberr.CodeOf(err) != dberr.Corrupt {
			t.Fatal(r, err)
		}
	})
}

func TestKeys(t *testing.T) {
	if seq, ok := Seq(Key(77)); !ok || seq != 77 {
		t.Error(seq, ok)
	}
	if _, ok := Seq([]byte{1}); ok {
		t.Error("a short key")
	}
}

func TestQueueOrderAndEnd(t *testing.T) {
	b := NewBus(4)
	q, last, err := b.Subscribe(10)
	if err != nil || last != 4 {
		t.Fatal(last, err)
	}
	for i := uint64(5); i < 9; i++ {
		b.Publish(&Record{Seq: i})
	}
	b.Close()
	for i := uint64(5); i < 9; i++ {
		if r, ok, err := q.Try(); !ok || err != nil || r.Seq != i {
			t.Fatalf("%d: %+v %v %v", i, r, ok, err)
		}
	}
	if _, ok, err := q.Try(); ok || dberr.CodeOf(err) != dberr.Closed {
		t.Error(ok, err)
	}
	if _, _, err := b.Subscribe(1); dberr.CodeOf(err) != dberr.Closed {
		t.Error(err)
	}
}

func TestQueueOverflow(t *testing.T) {
	b := NewBus(0)
	slow, _, _ := b.Subscribe(2)
	fast, _, _ := b.Subscribe(3)
	for i := range uint64(3) {
		b.Publish(&Record{Seq: i + 1})
	}
	for range 2 {
		if _, ok, err := slow.Try(); !ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	if _, ok, err := slow.Try(); ok || dberr.CodeOf(err) != dberr.Lagged {
		t.Error(ok, err)
	}
	for range 3 {
		if _, ok, err := fast.Try(); !ok || err != nil {
			t.Error(ok, err)
		}
	}
	slow.Close()
	slow.Close()
	if b.Len() != 1 {
		t.Errorf("%d queues", b.Len())
	}
}

func TestQueueNext(t *testing.T) {
	b := NewBus(0)
	q, _, _ := b.Subscribe(100)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for i := range uint64(50) {
			b.Publish(&Record{Seq: i})
		}
	}()
	for i := range uint64(50) {
		r, err := q.Next(context.Background())
		if err != nil || r.Seq != i {
			t.Fatal(r, err)
		}
	}
	wg.Wait()
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if _, err := q.Next(ctx); dberr.CodeOf(err) != dberr.Timeout {
		t.Error(err)
	}
	canceled, stop := context.WithCancel(context.Background())
	stop()
	if _, err := q.Next(canceled); dberr.CodeOf(err) != dberr.Canceled {
		t.Error(err)
	}
	go q.Close()
	if _, err := q.Next(context.Background()); dberr.CodeOf(err) != dberr.Closed {
		t.Error(err)
	}
}

func TestNotify(t *testing.T) {
	b := NewBus(0)
	q, _, _ := b.Subscribe(10)
	calls := 0
	q.Notify(func() { calls++ })
	b.Publish(&Record{Seq: 1})
	if calls != 1 {
		t.Errorf("%d calls", calls)
	}
	q.Notify(func() { calls += 10 })
	if calls != 11 {
		t.Errorf("%d calls: there was something to read", calls)
	}
}
