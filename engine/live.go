package engine

import (
	"bytes"
	"context"
	"strconv"

	"github.com/auroradb/aurora/engine/feed"
	"github.com/auroradb/aurora/engine/value"
)

// live answers a query anew after each commit and tells what changed. The
// result is computed as a whole; commits that do not change it tell nothing.
type live struct {
	frame *frame
	data  []byte
}

// first makes the event with the whole result ready.
func (l *live) first(ctx context.Context, s *Subscription) error {
	if err := l.run(ctx, s); err != nil {
		return err
	}
	seq := s.seq.Load()
	body := append([]byte(`{"seq":`), strconv.FormatUint(seq, 10)...)
	body = append(body, `,"type":"snapshot","data":`...)
	body = append(append(body, l.data...), '}')
	s.passed = seq
	s.ready = append(s.ready, Event{Seq: seq, Type: "snapshot", JSON: body})
	return nil
}

func (l *live) run(ctx context.Context, s *Subscription) error {
	snap, cat, err := s.db.snapshot(ctx)
	if err != nil {
		return err
	}
	defer snap.Close()
	l.frame.result = &result{}
	if err := l.frame.query(ctx, snap, cat); err != nil {
		return err
	}
	l.data = l.frame.result.data
	return nil
}

func (l *live) events(ctx context.Context, s *Subscription, rec *feed.Record) error {
	old := l.data
	if err := l.run(ctx, s); err != nil {
		return err
	}
	if bytes.Equal(old, l.data) {
		return nil
	}
	before, err := value.ParseJSON(old, value.Limits{Depth: value.MaxDepth})
	if err != nil {
		return err
	}
	after, err := value.ParseJSON(l.data, value.Limits{Depth: value.MaxDepth})
	if err != nil {
		return err
	}
	var d difference
	for _, f := range after.Fields() {
		was, _ := before.Get(f.Name)
		if was.Kind() == value.Array && f.Value.Kind() == value.Array {
			d.compare(was.Items(), f.Value.Items())
		}
	}
	body := append([]byte(`{"seq":`), strconv.FormatUint(rec.Seq, 10)...)
	body = append(body, `,"type":"change"`...)
	body = appendRows(body, "added", d.added)
	body = appendRows(body, "removed", d.removed)
	body = appendRows(body, "moved", d.moved)
	body = appendRows(body, "modified", d.modified)
	body = append(body, `,"data":`...)
	body = append(append(body, l.data...), '}')
	s.ready = append(s.ready, Event{Seq: rec.Seq, Type: "change", JSON: body})
	return nil
}

func appendRows(dst []byte, name string, rows []value.Value) []byte {
	dst = append(append(append(dst, `,"`...), name...), `":`...)
	return value.ArrayValue(rows).AppendJSON(dst)
}

// difference tells the rows of two results apart. A row is known by its id if
// the selection shows it, else by all of its values.
type difference struct{ added, removed, moved, modified []value.Value }

func rowKey(v value.Value) string {
	if id, ok := v.Get("id"); ok && id.Kind() == value.String {
		return "i" + id.Str()
	}
	return "v" + string(v.AppendJSON(nil))
}

func (d *difference) compare(old, now []value.Value) {
	was := map[string][]int{}
	for i, r := range old {
		k := rowKey(r)
		was[k] = append(was[k], i)
	}
	last := -1
	for _, r := range now {
		k := rowKey(r)
		if len(was[k]) == 0 {
			d.added = append(d.added, r)
			continue
		}
		i := was[k][0]
		was[k] = was[k][1:]
		if !value.Equal(old[i], r) {
			d.modified = append(d.modified, r)
		} else if i < last {
			d.moved = append(d.moved, r)
		}
		last = max(last, i)
	}
	gone := map[int]bool{}
	for _, left := range was {
		for _, i := range left {
			gone[i] = true
		}
	}
	for i, r := range old {
		if gone[i] {
			d.removed = append(d.removed, r)
		}
	}
}
