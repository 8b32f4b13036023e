package plan

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/auroradb/aurora/engine/aql"
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/index"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/memory"
)

// tb is a *testing.T, a *testing.B or a *rapid.T.
type tb interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// shop is a store with collections that tests read.
type shop struct {
	store storage.Store
	cat   *catalog.Catalog
	memos map[string]*parsed
	docs  map[string][]value.Raw
}

type parsed struct {
	doc  *ast.Document
	memo *exec.Memo
}

func newShop() *shop {
	return &shop{store: memory.New(), cat: catalog.Empty(), memos: map[string]*parsed{}, docs: map[string][]value.Raw{}}
}

// define adds a collection; field types as "name:Int", "tags:[String]", "any:Any".
func (s *shop) define(c *catalog.Collection) *catalog.Collection {
	c.ID = s.cat.NextID
	for i, x := range c.Indexes {
		x.ID = uint32(i + 1)
	}
	s.cat = s.cat.With(c)
	return c
}

func field(name string, kind catalog.TypeKind) *catalog.Field {
	f := &catalog.Field{Name: name, Type: catalog.Type{Kind: kind}}
	if kind == catalog.List {
		f.Type.Elem = &catalog.Type{Kind: catalog.String}
	}
	return f
}

func indexOn(name string, parts ...string) *catalog.Index {
	x := &catalog.Index{Name: name}
	for _, p := range parts {
		desc := p[0] == '-'
		if desc {
			p = p[1:]
		}
		x.Parts = append(x.Parts, catalog.Part{Path: exec.NewRef(p).Path, Desc: desc})
	}
	return x
}

type putter struct{ *storage.Batch }

func (p putter) Put(key, val []byte) { p.Batch.Put(key, val) }
func (p putter) Delete(key []byte)   { p.Batch.Delete(key) }

// insert stores documents; objects without an id get one.
func (s *shop) insert(t tb, c *catalog.Collection, docs ...value.Value) {
	t.Helper()
	b := &storage.Batch{}
	for _, d := range docs {
		row := uint64(len(s.docs[c.Name]) + 1)
		if _, ok := d.Get("id"); !ok {
			id := value.Field{Name: "id", Value: value.StringValue("id" + strconv.Itoa(int(row)))}
			d = value.ObjectValue(append([]value.Field{id}, d.Fields()...))
		}
		id, _ := d.Get("id")
		raw := value.Encode(d)
		b.Put(catalog.DocumentKey(c.ID, row), raw)
		b.Put(catalog.IDKey(c.ID, id.Str()), catalog.Count{Documents: row}.Encode()[:8])
		for _, x := range c.Indexes {
			new(index.Room).Update(putter{b}, c.ID, x, row, nil, raw)
		}
		s.docs[c.Name] = append(s.docs[c.Name], raw)
	}
	n := uint64(len(s.docs[c.Name]))
	b.Put(catalog.CountKey(c.ID), catalog.Count{Documents: n, NextRow: n + 1}.Encode())
	if _, err := s.store.Apply(context.Background(), b); err != nil {
		t.Fatal(err)
	}
}

func object(t tb, json string) value.Value {
	t.Helper()
	v, err := value.ParseJSON([]byte(json), value.Limits{})
	if err != nil {
		t.Fatalf("%s: %v", json, err)
	}
	return v
}

// env returns an environment for a text.
func (s *shop) env(t tb, text, vars string) (*exec.Env, *ast.Operation) {
	t.Helper()
	p := s.memos[text]
	if p == nil {
		doc, err := aql.Parse(text, aql.DefaultLimits())
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		p = &parsed{doc, exec.NewMemo(doc)}
		s.memos[text] = p
	}
	given := value.NullValue()
	if vars != "" {
		given = object(t, vars)
	}
	op := p.doc.Operations[0]
	bound, err := bind.NewVars(op.Vars, given)
	if err != nil {
		t.Fatal(err)
	}
	snap, err := s.store.Snapshot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return &exec.Env{
		Reader: snap, Catalog: s.cat, Vars: bound, Doc: p.doc, Memo: p.memo,
		Now: func() time.Time { return time.Unix(1_700_000_000, 0) },
	}, op
}

// query answers the data of a query as JSON, or the code of its error.
func (s *shop) query(t tb, text, vars string) string {
	t.Helper()
	env, op := s.env(t, text, vars)
	out, err := answer(env, op)
	if err != nil {
		return string(dberr.CodeOf(err)) + ": " + err.Error()
	}
	return out
}

func answer(env *exec.Env, op *ast.Operation) (string, error) {
	sels, err := Calls(env, op.Selections)
	if err != nil {
		return "", err
	}
	out := []byte{'{'}
	for i, sel := range sels {
		f := sel.(*ast.Field)
		if i > 0 {
			out = append(out, ',')
		}
		out = append(value.AppendJSONString(out, f.Key()), ':')
		if out, err = Root(context.Background(), env, out, f); err != nil {
			return "", err
		}
	}
	return string(append(out, '}')), nil
}

// goods is the small collection of the language's examples.
func goods(t testing.TB) *shop {
	s := newShop()
	c := s.define(&catalog.Collection{
		Name: "goods",
		Fields: []*catalog.Field{
			field("sku", catalog.String), field("label", catalog.String), field("kind", catalog.String),
			field("price", catalog.Float), field("qty", catalog.Int), field("tags", catalog.List),
			field("active", catalog.Boolean), field("meta", catalog.Any),
		},
		Indexes: []*catalog.Index{
			{Name: "goods_sku", Unique: true, Parts: []catalog.Part{{Path: []string{"sku"}}}},
			indexOn("goods_kind", "kind"), indexOn("goods_kind_price", "kind", "price"), indexOn("goods_price", "price"),
			{Name: "goods_tags", Multi: true, Parts: []catalog.Part{{Path: []string{"tags"}}}},
		},
	})
	for _, d := range []string{
		`{"sku":"A1","label":"Lamp","kind":"home","price":40.0,"qty":10,"tags":["light","desk"],"active":true,"meta":{"maker":"Oro","year":2019}}`,
		`{"sku":"A2","label":"Rug","kind":"home","price":120.0,"qty":3,"tags":["floor"],"active":true,"meta":{"maker":"Tez","year":2021}}`,
		`{"sku":"B1","label":"Drill","kind":"tool","price":80.0,"qty":7,"tags":["power","steel"],"active":false,"meta":{"maker":"Oro","year":2020}}`,
		`{"sku":"B2","label":"Hammer","kind":"tool","price":20.0,"qty":25,"tags":["steel"],"active":true}`,
		`{"sku":"C1","label":"Kite","kind":null,"price":15.5,"qty":0,"tags":[],"active":false,"meta":null}`,
		`{"sku":"C2","label":"lamp shade","price":10.0,"qty":5,"tags":["light"],"active":true,"meta":{"maker":"Zed"}}`,
	} {
		s.insert(t, c, object(t, d))
	}
	return s
}
