package engine

import (
	"context"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/feed"
	"github.com/auroradb/aurora/engine/filter"
	"github.com/auroradb/aurora/engine/plan"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/engine/value"
)

// ListenOptions say where listening begins.
type ListenOptions struct {
	// After resumes behind the commit of that sequence; nil begins with the next
	// commit.
	After *uint64
}

// Listen tells every change of a collection, or of all collections of users if
// the name is empty, with whole documents. It ends with ctx or Close.
//
// Errors: COLLECTION_NOT_FOUND, RESUME_EXPIRED for a position that the change
// log no longer holds, CLOSED.
func (db *DB) Listen(ctx context.Context, collection string, opts *ListenOptions) (sub *Subscription, err error) {
	defer recovered(&err)
	if cat := db.Catalog(); collection != "" && cat.Collection(collection) == nil {
		return nil, edge("listen", cat.Missing(collection, dberr.Position{}))
	}
	var after *uint64
	if opts != nil {
		after = opts.After
	}
	s := &Subscription{db: db, source: &everything{collection: collection}}
	err = s.start(ctx, after)
	if err != nil {
		return nil, edge("listen", err)
	}
	return s, nil
}

// Stream opens a subscription, or a query with @live. It sees every commit that
// is acknowledged after the call, and ends with ctx or Close.
//
// Errors: those of the text, INVALID_ARGUMENT for another kind of operation,
// RESUME_EXPIRED, CLOSED.
func (db *DB) Stream(ctx context.Context, req Request) (sub *Subscription, err error) {
	defer recovered(&err)
	sub, err = db.stream(ctx, &req)
	if err != nil {
		return nil, edge("stream", err)
	}
	return sub, nil
}

func (db *DB) stream(ctx context.Context, req *Request) (*Subscription, error) {
	p, err := db.parse(req.Text, db.Catalog())
	if err != nil {
		return nil, err
	}
	ops, err := selected(p.doc, req.OperationName)
	if err != nil {
		return nil, err
	}
	if len(ops) > 1 {
		return nil, dberr.At(dberr.InvalidArgument, ops[1].Pos, "a stream is one operation; name it")
	}
	f, err := db.frame(req, p, ops[0])
	if err != nil {
		return nil, err
	}
	if f.explain {
		return nil, dberr.At(dberr.UnknownDirective, f.op.Pos, "a stream has no plan to explain")
	}
	s := &Subscription{db: db}
	switch {
	case f.op.Kind == ast.Subscription:
		src := &selection{frame: f}
		snap, cat, err := db.snapshot(ctx)
		if err != nil {
			return nil, err
		}
		err = src.compile(snap, cat)
		snap.Close()
		if err != nil {
			return nil, err
		}
		s.source = src
		after, err := src.after(req.After)
		if err != nil {
			return nil, err
		}
		err = s.start(ctx, after)
		return s, err
	case f.live:
		if req.After != nil {
			return nil, dberr.At(dberr.InvalidArgument, f.op.Pos, "a live query begins with its result and has no position to resume from")
		}
		l := &live{frame: f}
		s.source = l
		if err := s.start(ctx, nil); err != nil {
			return nil, err
		}
		if err := l.first(ctx, s); err != nil {
			s.Close()
			return nil, err
		}
		return s, nil
	}
	return nil, dberr.At(dberr.InvalidArgument, f.op.Pos, "a "+f.op.Kind.String()+" is executed, not streamed; a query is streamed with @live")
}

// everything tells all changes with whole documents.
type everything struct{ collection string }

func (e *everything) events(_ context.Context, s *Subscription, rec *feed.Record) error {
	for i := range rec.Changes {
		c := &rec.Changes[i]
		if e.collection != "" && c.Collection != e.collection || e.collection == "" && c.Collection[0] == '_' {
			continue
		}
		var doc, old []byte
		if c.New != nil {
			doc = c.New.AppendJSON(nil)
		}
		if c.Old != nil {
			old = c.Old.AppendJSON(nil)
		}
		s.emit(rec.Seq, "", c, doc, old)
	}
	return nil
}

// selection tells the changes that the roots of a subscription select.
type selection struct {
	frame *frame
	cat   *catalog.Catalog // for which roots were compiled
	roots []streamRoot
}

// streamRoot is one root field of a subscription.
type streamRoot struct {
	field  *ast.Field
	coll   *catalog.Collection
	filter *filter.Filter
	shape  *exec.Projection
	change *changeShape // in the GraphQL view, instead of shape
	after  uint64       // commits up to here are not told
}

// compile checks the roots against a catalog.
func (s *selection) compile(view txn.Reader, cat *catalog.Catalog) error {
	s.frame.env.Reader, s.frame.env.Catalog = view, cat
	calls, err := plan.Calls(s.frame.env, s.frame.op.Selections)
	if err != nil {
		return err
	}
	roots := make([]streamRoot, len(calls))
	for i, sel := range calls {
		f, ok := sel.(*ast.Field)
		if !ok || f.Expr != nil {
			return dberr.At(dberr.InvalidArgument, sel.Position(), "a subscription holds collections")
		}
		if roots[i], err = s.root(f, cat); err != nil {
			return locate(err, f)
		}
	}
	s.roots, s.cat = roots, cat
	return nil
}

func (s *selection) root(f *ast.Field, cat *catalog.Catalog) (r streamRoot, err error) {
	r.field, r.coll = f, cat.Collection(f.Name)
	if r.coll == nil {
		return r, cat.Missing(f.Name, f.NamePos)
	}
	for i, a := range f.Args {
		switch a.Name {
		case "where", "filter", "after":
		default:
			return r, dberr.At(dberr.UnknownArgument, a.Pos, "a subscription has no argument "+quote(a.Name)+dberr.DidYouMean(a.Name, "where", "filter", "after"))
		}
		for _, b := range f.Args[:i] {
			if a.Name == b.Name {
				return r, dberr.At(dberr.InvalidArgument, a.Pos, "argument "+quote(a.Name)+" is given twice")
			}
		}
	}
	for _, d := range f.Directives {
		if d.Name != "include" && d.Name != "skip" {
			return r, dberr.At(dberr.UnknownDirective, d.Pos, "unknown directive @"+d.Name+" in a subscription")
		}
	}
	if r.filter, _, err = plan.Where(s.frame.env, r.coll, f.Args); err != nil {
		return r, err
	}
	if f.View == ast.ViewChange {
		r.change, err = s.changeOf(f, r.coll)
		return r, err
	}
	r.shape, err = plan.Projection(s.frame.env, r.coll, f)
	return r, err
}

// after reads the positions of the roots and returns the earliest, nil if none
// is given.
func (s *selection) after(given *uint64) (*uint64, error) {
	first := given
	for i := range s.roots {
		r := &s.roots[i]
		if given != nil {
			r.after = *given
		}
		a := ast.Arg(r.field.Args, "after")
		if a == nil {
			continue
		}
		n, err := s.frame.env.Vars.Bind(a.Value, nil)
		if err != nil {
			return nil, err
		}
		if n.Missing || n.IsNull() {
			continue
		}
		if n.Kind != bind.Leaf || n.Val.Kind() != value.Int || n.Val.Int() < 0 {
			return nil, dberr.At(dberr.InvalidArgument, n.Pos, `"after" must be the seq of an event`)
		}
		if given != nil {
			return nil, dberr.At(dberr.InvalidArgument, n.Pos, "the position is given twice")
		}
		r.after = uint64(n.Val.Int())
		if first == nil || r.after < *first {
			at := r.after
			first = &at
		}
	}
	return first, nil
}

func (s *selection) events(ctx context.Context, sub *Subscription, rec *feed.Record) error {
	if !s.concerns(rec) {
		return nil
	}
	snap, cat, err := sub.db.snapshot(ctx)
	if err != nil {
		return err
	}
	defer snap.Close()
	s.frame.env.Reader, s.frame.env.Catalog = snap, cat
	if cat != s.cat {
		after := make([]uint64, len(s.roots))
		for i, r := range s.roots {
			after[i] = r.after
		}
		if err := s.compile(snap, cat); err != nil {
			return err
		}
		for i := range s.roots {
			s.roots[i].after = after[i]
		}
	}
	for i := range rec.Changes {
		c := &rec.Changes[i]
		for j := range s.roots {
			if err := s.tell(ctx, sub, &s.roots[j], rec.Seq, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// concerns reports whether a record has a change of one of the collections.
func (s *selection) concerns(rec *feed.Record) bool {
	for i := range rec.Changes {
		for j := range s.roots {
			if rec.Changes[i].Collection == s.roots[j].coll.Name {
				return true
			}
		}
	}
	return false
}

// tell makes the event of one change for one root, if its filter lets it
// through: by the old document, by the new one, or by both.
func (s *selection) tell(ctx context.Context, sub *Subscription, r *streamRoot, seq uint64, c *feed.Change) error {
	if c.Collection != r.coll.Name || seq <= r.after {
		return nil
	}
	was := c.Old != nil && (r.filter == nil || r.filter.Match(c.Old))
	is := c.New != nil && (r.filter == nil || r.filter.Match(c.New))
	if !was && !is {
		return nil
	}
	if r.change != nil {
		return s.tellChange(ctx, sub, r, seq, c, is)
	}
	var doc, old []byte
	var err error
	if is {
		if doc, err = s.project(ctx, r.field.Key(), r.shape, c.Row, c.New); err != nil {
			return err
		}
	}
	if c.Old != nil {
		if old, err = s.project(ctx, r.field.Key(), r.shape, c.Row, c.Old); err != nil {
			return err
		}
	}
	root := ""
	if len(s.roots) > 1 {
		root = r.field.Key()
	}
	sub.emit(seq, root, c, doc, old)
	return nil
}

func (s *selection) project(ctx context.Context, key string, shape *exec.Projection, row uint64, doc value.Raw) ([]byte, error) {
	w := exec.NewWriter(ctx, s.frame.env, nil, key)
	err := shape.Append(w, &exec.Row{Num: row, Doc: doc})
	return w.Buf, err
}
