package main

import (
	"context"
	"fmt"
	"time"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/aql"
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/plan"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/memory"
)

// planner does what a request does before it reads documents: the text becomes a
// tree, or is found among those that were seen before, and the tree a plan.
type planner struct {
	ctx  context.Context
	snap storage.Snapshot
	cat  *catalog.Catalog
	seen map[string]*text
}

// text is a parsed text with what was compiled for it.
type text struct {
	doc  *ast.Document
	memo *exec.Memo
}

func newPlanner(ctx context.Context) (*planner, error) {
	store := memory.New()
	db, err := engine.Open(ctx, store, nil)
	if err != nil {
		return nil, err
	}
	if _, err := db.Execute(ctx, `schema { define collection products { sku: String! @unique  name: String!  price: Float! @indexed
		kind: String! @indexed  qty: Int!  stock: Int!  active: Boolean!  tags: [String]  meta: Object } }`, nil); err != nil {
		return nil, err
	}
	docs := make([]map[string]any, 1000)
	for i := range docs {
		docs[i] = map[string]any{"sku": fmt.Sprint(i), "name": "product", "price": float64(i % 977), "kind": fmt.Sprintf("k%d", i%100), "qty": i % 7, "stock": i % 50, "active": i%3 > 0}
	}
	if _, err := db.Collection("products").InsertMany(ctx, docs); err != nil {
		return nil, err
	}
	snap, err := store.Snapshot(ctx)
	return &planner{ctx: ctx, snap: snap, cat: db.Catalog(), seen: map[string]*text{}}, err
}

// unknown parses and plans a text as if it came for the first time.
func (p *planner) unknown(s string) error {
	doc, err := aql.Parse(s, aql.Limits{})
	if err != nil {
		return err
	}
	return p.plan(&text{doc: doc, memo: new(exec.Memo)}, value.Value{})
}

// known plans a text with a variable; it is parsed and compiled the first time.
func (p *planner) known(s, name string, v value.Value) error {
	t := p.seen[s]
	if t == nil {
		doc, err := aql.Parse(s, aql.Limits{})
		if err != nil {
			return err
		}
		t = &text{doc: doc, memo: new(exec.Memo)}
		p.seen[s] = t
	}
	return p.plan(t, value.ObjectValue([]value.Field{{Name: name, Value: v}}))
}

func (p *planner) plan(t *text, given value.Value) error {
	op := t.doc.Operations[0]
	vars, err := bind.NewVars(op.Vars, given)
	if err != nil {
		return err
	}
	env := &exec.Env{Reader: p.snap, Catalog: p.cat, Vars: vars, Doc: t.doc, Memo: t.memo, Now: time.Now}
	return plan.Explain(p.ctx, env, op.Selections[0].(*ast.Field))
}
