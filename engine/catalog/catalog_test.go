package catalog

import (
	"bytes"
	"context"
	"encoding/binary"
	"iter"
	"slices"
	"testing"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

type view map[string][]byte

func (v view) Get(_ context.Context, key []byte) ([]byte, error) {
	b, ok := v[string(key)]
	if !ok {
		return nil, storage.ErrNotFound
	}
	return b, nil
}

func (v view) Scan(_ context.Context, r storage.Range) iter.Seq2[storage.KV, error] {
	return func(yield func(storage.KV, error) bool) {
		var keys []string
		for k := range v {
			if k >= string(r.Start) && (r.End == nil || k < string(r.End)) {
				keys = append(keys, k)
			}
		}
		slices.Sort(keys)
		for _, k := range keys {
			if !yield(storage.KV{Key: []byte(k), Value: v[k]}, nil) {
				return
			}
		}
	}
}

func full() *Collection {
	n, f, zero := value.IntValue(5), value.FloatValue(1.5), int64(0)
	null := value.NullValue()
	return &Collection{
		ID: 7, Name: "all", Order: 7, Strict: true, NextID: 4,
		Fields: []*Field{
			{Name: "a", Type: Type{Kind: Int}, Required: true, Default: &n, Primary: true, Unique: true, Indexed: true},
			{Name: "b", Type: Type{Kind: List, Elem: &Type{Kind: String, NonNull: true}}, Search: &Search{Language: "en", Weight: 2}},
			{Name: "c", Type: Type{Kind: Object, Fields: []*Field{{Name: "x", Type: Type{Kind: Float}, Default: &f}}}, Default: &null},
			{Name: "d", Type: Type{Kind: String}, Validate: &Validation{Format: "email", Min: &n, Max: &f, MinLength: &zero, MaxLength: &zero, Pattern: "^a"}},
			{Name: "e", Type: Type{Kind: ID}, Relation: &Relation{To: "o", Key: "k", OnDelete: SetNull}},
			{Name: "f", Type: Type{Kind: DateTime}, HasTTL: true},
			{Name: "g", Type: Type{Kind: Vector, Size: 3}, Metric: "DOT"},
			{Name: "h", Type: Type{Kind: Object, Fields: []*Field{}}, Computed: "a + 1"},
		},
		Indexes: []*Index{
			{ID: 1, Name: "all_a", Parts: []Part{{Path: []string{"a"}}}, Unique: true},
			{ID: 3, Name: "both", Parts: []Part{{Path: []string{"c", "x"}, Desc: true}, {Path: []string{"a"}}}, Declared: true, Multi: true},
		},
	}
}

func TestDefinitionRoundTrip(t *testing.T) {
	c := full()
	b := c.Encode()
	got, err := DecodeCollection(b)
	if err != nil || !bytes.Equal(got.Encode(), b) {
		t.Fatalf("%v\n%s\n%s", err, b.AppendJSON(nil), got.Encode().AppendJSON(nil))
	}
	f := got.Fields[5]
	if !f.HasTTL || f.TTL != 0 || got.Fields[2].Default == nil || !got.Fields[2].Default.IsNull() || got.Fields[7].Type.Fields == nil {
		t.Errorf("what is zero but given was lost: %+v", f)
	}
	for _, bad := range []value.Raw{nil, {0xff}, value.Encode(value.IntValue(1)), value.Encode(value.ObjectValue(nil))} {
		if _, err := DecodeCollection(bad); dberr.CodeOf(err) != dberr.Corrupt {
			t.Errorf("%x: %v", bad, err)
		}
	}
}

func TestLoad(t *testing.T) {
	v := view{}
	late, early := full(), full()
	late.Name, late.ID, late.Order = "a_late", 9, 9
	for _, c := range []*Collection{late, early} {
		v[string(CollectionKey(c.Name))] = c.Encode()
	}
	for i, name := range []string{"second", "first"} {
		v[string(HandlerKey(name))] = (&Handler{Name: name, Order: uint32(2 - i), Event: "insert", Collection: "all", Source: "{ x }"}).Encode()
	}
	v[string(NextIDKey())] = binary.BigEndian.AppendUint64(nil, 42)
	c, err := Load(context.Background(), v)
	if err != nil {
		t.Fatal(err)
	}
	if all := c.Collections(); all[0].Name != "all" || all[1].Name != "a_late" || !all[2].System || c.NextID != 42 {
		t.Errorf("order %v, next %d", all, c.NextID)
	}
	if h := c.Handlers(); len(h) != 2 || h[0].Name != "first" || h[0].Source != "{ x }" {
		t.Errorf("%+v", h)
	}
	if c.ByID(9) != c.Collection("a_late") || c.Collection(Jobs) == nil {
		t.Error("look-ups")
	}
	v[string(CollectionKey("bad"))] = []byte{1}
	if _, err := Load(context.Background(), v); dberr.CodeOf(err) != dberr.Corrupt {
		t.Error(err)
	}
}

func TestCatalogIsImmutable(t *testing.T) {
	a := Empty()
	b := a.With(full())
	c := b.Without("all")
	d := b.WithHandler(&Handler{Name: "h"}).WithHandler(&Handler{Name: "h", Event: "delete"})
	if a.Collection("all") != nil || b.Collection("all") == nil || c.Collection("all") != nil {
		t.Error("a snapshot changed")
	}
	if len(b.Handlers()) != 0 || len(d.Handlers()) != 1 || d.Handler("h").Event != "delete" || d.WithoutHandler("h").Handler("h") != nil {
		t.Error("handlers")
	}
	if b.Version <= a.Version || b.NextID != 8 || c.NextID != 8 {
		t.Errorf("version %d, next %d", b.Version, b.NextID)
	}
	if b.Collections()[0].Name != "all" {
		t.Error("the system's collections come last")
	}
	n := 0
	o := full()
	o.ID, o.Name = 8, "o"
	for coll, f := range b.With(o).Referrers("o") {
		n++
		if f.Name != "e" || coll.Name != "all" && coll.Name != "o" {
			t.Error(coll.Name, f.Name)
		}
	}
	if n != 2 {
		t.Errorf("%d referrers", n)
	}
}

func TestCounters(t *testing.T) {
	c := Count{Documents: 5, NextRow: 1 << 40}
	if got, err := DecodeCount(c.Encode()); got != c || err != nil {
		t.Error(got, err)
	}
	if _, err := DecodeCount(nil); dberr.CodeOf(err) != dberr.Corrupt {
		t.Error(err)
	}
	h := Head{Seq: 1, Total: 2, First: 3, Version: 4}
	v := view{string(HeadKey()): h.Encode()}
	if got, err := ReadHead(context.Background(), v); got != h || err != nil {
		t.Error(got, err)
	}
	v[string(HeadKey())] = []byte{1}
	if _, err := ReadHead(context.Background(), v); dberr.CodeOf(err) != dberr.Corrupt {
		t.Error(err)
	}
}
