package mutation

import (
	"context"
	"slices"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/filter"
	"github.com/auroradb/aurora/engine/plan"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/engine/write"
)

// collection resolves the argument collection. With write, system collections
// are refused; with create, a missing one is defined if the options say so.
func (a *args) collection(write, create bool) (*catalog.Collection, error) {
	name, n, err := a.text("collection")
	if err != nil {
		return nil, err
	}
	if n == nil {
		return nil, dberr.At(dberr.InvalidArgument, a.f.NamePos, quote(a.f.Name)+` needs the argument "collection"`)
	}
	c := a.s.W.Catalog.Collection(name)
	switch {
	case c == nil && create && a.s.Opts.AutoCollections:
		return a.s.defineOpen(name, n.Pos)
	case c == nil:
		return nil, a.s.W.Catalog.Missing(name, n.Pos)
	case write && c.System:
		return nil, dberr.At(dberr.InvalidArgument, n.Pos, "collection "+quote(name)+" belongs to the system")
	}
	return c, nil
}

// target are the documents that a call is about.
type target struct {
	coll   *catalog.Collection
	id     *string
	filter *filter.Filter
}

// target reads collection, id, where and all. One of the last three must be
// there: forgetting the filter must not touch everything.
func (a *args) target(create bool) (*target, error) {
	c, err := a.collection(true, create)
	if err != nil {
		return nil, err
	}
	t := &target{coll: c}
	id, idNode, err := a.text("id", "_sid")
	if err != nil {
		return nil, err
	}
	if idNode != nil {
		t.id = &id
	}
	a.s.sync()
	f, given, err := plan.Where(a.s.Env, c, a.f.Args)
	if err != nil {
		return nil, err
	}
	t.filter = f
	all, allNode, err := a.flag("all")
	if err != nil {
		return nil, err
	}
	switch {
	case allNode != nil && all && (given || t.id != nil):
		return nil, dberr.At(dberr.InvalidArgument, allNode.Pos, `"all" goes with neither where nor id`)
	case !given && t.id == nil && !all:
		if n := ast.Arg(a.f.Args, "id"); n != nil {
			return nil, dberr.At(dberr.InvalidArgument, n.Pos, `the id is null`)
		}
		msg := quote(a.f.Name) + " needs where or id"
		if a.f.Name != "upsert" {
			msg += ", or all: true for every document"
		}
		return nil, dberr.At(dberr.InvalidArgument, a.f.NamePos, msg)
	}
	return t, nil
}

func (a *args) flag(name string) (bool, *bind.Node, error) {
	n, err := a.get(name)
	if err != nil || n == nil || n.IsNull() {
		return false, nil, err
	}
	if n.Kind != bind.Leaf || n.Val.Kind() != value.Bool {
		return false, nil, dberr.At(dberr.TypeMismatch, n.Pos, quote(name)+" must be a Boolean")
	}
	return n.Val.Bool(), n, nil
}

// rows returns the documents in insertion order.
func (s *Session) rows(ctx context.Context, t *target) ([]write.Row, error) {
	if t.id != nil {
		r, found, err := s.W.Lookup(ctx, t.coll, *t.id)
		if err != nil || !found || t.coll.Expired(r.Doc, s.Env.Now()) || t.filter != nil && !t.filter.Match(r.Doc) {
			return nil, err
		}
		return []write.Row{r}, nil
	}
	s.sync()
	var out []write.Row
	err := plan.Select(ctx, s.Env, t.coll, t.filter, func(r *exec.Row) bool {
		out = append(out, write.Row{Num: r.Num, Doc: r.Doc})
		return true
	})
	return out, err
}

// isAffected reports names that select a result object instead of documents.
func isAffected(name string) bool { return name == "affected" || name == "affectedCount" }

// answer appends the value of a writing call: documents, or with affected in
// the selection an object. one tells that the call is about a single document.
func (s *Session) answer(ctx context.Context, dst []byte, f *ast.Field, c *catalog.Collection, rows []write.Row, one bool) ([]byte, error) {
	s.sync()
	if !f.HasSet {
		return s.documents(ctx, dst, f, c, rows, one)
	}
	counts, docs, rest, err := s.splitAffected(f, c)
	if err != nil {
		return dst, err
	}
	if counts == nil {
		return s.documents(ctx, dst, f, c, rows, one)
	}
	dst = append(dst, '{')
	for i, n := range counts {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(value.AppendJSONString(dst, n.Key()), ':')
		dst = value.IntValue(int64(len(rows))).AppendJSON(dst)
	}
	inner := docs
	if inner == nil && len(rest) > 0 {
		sub := *f
		sub.Alias, sub.Selections = "documents", rest
		inner = &sub
	}
	if inner != nil {
		dst = append(dst, ',')
		dst = append(value.AppendJSONString(dst, inner.Key()), ':')
		if dst, err = s.documents(ctx, dst, inner, c, rows, false); err != nil {
			return dst, err
		}
	}
	return append(dst, '}'), nil
}

// splitAffected tells the counts of a result object from its documents and from
// plain fields. counts is nil if the selection is one of documents.
func (s *Session) splitAffected(f *ast.Field, c *catalog.Collection) (counts []*ast.Field, docs *ast.Field, rest []ast.Selection, err error) {
	if c.Field("affected") != nil || c.Field("affectedCount") != nil {
		return nil, nil, nil, nil
	}
	fields, err := plan.Fields(s.Env, c, f.Selections)
	if err != nil {
		return nil, nil, nil, err
	}
	if !slices.ContainsFunc(fields, func(x *ast.Field) bool { return isAffected(x.Name) }) {
		return nil, nil, nil, nil
	}
	for _, x := range fields {
		switch {
		case isAffected(x.Name) && (x.HasSet || x.HasArgs):
			return nil, nil, nil, dberr.At(dberr.InvalidArgument, x.NamePos, quote(x.Name)+" takes no arguments and no selection")
		case isAffected(x.Name):
			counts = append(counts, x)
		case x.Name == "documents" && c.Field("documents") == nil:
			if x.HasArgs {
				return nil, nil, nil, dberr.At(dberr.UnknownArgument, x.NamePos, `"documents" takes no arguments`)
			}
			docs = x
		default:
			rest = append(rest, x)
		}
	}
	if docs != nil && len(rest) > 0 {
		return nil, nil, nil, dberr.At(dberr.InvalidArgument, rest[0].Position(), `fields of documents stand inside "documents { … }" here`)
	}
	return counts, docs, rest, nil
}

// documents appends one document or a list of them as the selection shows them.
func (s *Session) documents(ctx context.Context, dst []byte, f *ast.Field, c *catalog.Collection, rows []write.Row, one bool) ([]byte, error) {
	p, err := plan.Projection(s.Env, c, f)
	if err != nil {
		return dst, err
	}
	w := exec.NewWriter(ctx, s.Env, dst, f.Key())
	list := make([]exec.Row, len(rows))
	for i, r := range rows {
		list[i] = exec.Row{Num: r.Num, Doc: r.Doc}
	}
	if !one {
		err = w.Rows(list, p)
		return w.Buf, err
	}
	if len(list) == 0 {
		return append(dst, "null"...), nil
	}
	err = p.Append(w, &list[0])
	return w.Buf, err
}
