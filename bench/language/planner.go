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

	parser aql.Parser
}

// text is a parsed text with what was compiled for it, in the environment of a
// request.
type text struct {
	env   *exec.Env
	field *ast.Field
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
	t, err := p.parse(s, value.Value{})
	if err != nil {
		return err
	}
	return plan.Explain(p.ctx, t.env, t.field)
}

// known finds and plans a text with a variable; it is parsed and compiled the first
// time.
func (p *planner) known(s, name string, v value.Value) error {
	t := p.seen[s]
	if t == nil {
		var err error
		if t, err = p.parse(s, value.ObjectValue([]value.Field{{Name: name, Value: v}})); err != nil {
			return err
		}
		p.seen[s] = t
	}
	return plan.Explain(p.ctx, t.env, t.field)
}

func (p *planner) parse(s string, given value.Value) (*text, error) {
	doc, err := p.parser.Parse(s, aql.Limits{})
	if err != nil {
		return nil, err
	}
	op := doc.Operations[0]
	vars, err := bind.NewVars(op.Vars, given)
	if err != nil {
		return nil, err
	}
	env := &exec.Env{Reader: p.snap, Catalog: p.cat, Vars: vars, Doc: doc, Memo: exec.NewMemo(doc), Now: time.Now}
	return &text{env: env, field: op.Selections[0].(*ast.Field)}, nil
}
