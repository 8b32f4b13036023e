package feed

import (
	"bytes"
	"context"
	"slices"
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
			c.Old = rapid.SliceOfN(rapid.ByteRange(0, 2), 1, 40).Draw(t, "old")
		}
		switch {
		case c.Type == Update && rapid.Bool().Draw(t, "a little"): // much is as it was, also twice the same
			from := rapid.IntRange(0, len(c.Old)-1).Draw(t, "from")
			to := rapid.IntRange(from, len(c.Old)).Draw(t, "to")
			c.New = slices.Concat(c.Old[:from], rapid.SliceOfN(rapid.Byte(), 1, 20).Draw(t, "part"), c.Old[to:])
		case c.Type != Delete:
			c.New = rapid.SliceOfN(rapid.ByteRange(0, 2), 1, 40).Draw(t, "new")
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

// An update takes the room of one document and of what changed.
func TestUpdateIsSmall(t *testing.T) {
	old := bytes.Repeat([]byte("0123456789"), 100)
	now := bytes.Clone(old)
	copy(now[500:], "abc")
	r := &Record{Changes: []Change{{Type: Update, Collection: "c", Row: 1, ID: "i", Old: old, New: now}}}
	if b := r.Encode(0); len(b) > len(old)+40 || cap(b) > len(old)+100 {
		t.Errorf("an update of 3 bytes of %d takes %d, %d in memory", len(old), len(b), cap(b))
	}
}

// TestVersion1 reads a record that an earlier version wrote.
func TestVersion1(t *testing.T) {
	b := []byte("\x01\x00\x00\x00\x00\x00\x00\x01\x00\x02" +
		"\x02\x07\x01c\x02id\x03old\x03new" + "\x01\x08\x01c\x02ie\x00\x04born")
	r, err := Decode(5, b)
	if err != nil {
		t.Fatal(err)
	}
	if total, err := Total(b); err != nil || total != 256 || r.Total != 256 || len(r.Changes) != 2 {
		t.Fatalf("%+v %d %v", r, total, err)
	}
	if c := r.Changes[0]; c.Type != Update || c.Row != 7 || c.ID != "id" || string(c.Old) != "old" || string(c.New) != "new" {
		t.Errorf("%+v", c)
	}
	if c := r.Changes[1]; c.Type != Insert || c.Row != 8 || c.Old != nil || string(c.New) != "born" {
		t.Errorf("%+v", c)
	}
}

func FuzzDecode(f *testing.F) {
	r := Record{Changes: []Change{{Type: Update, Collection: "c", Row: 1, ID: "i", Old: []byte{1}, New: []byte{2}}}}
	f.Add(r.Encode(0))
	f.Add([]byte{recordVersion})
	f.Add([]byte("\x01\x00\x00\x00\x00\x00\x00\x01\x00\x01\x02\x07\x01c\x02id\x03old\x03new"))
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
