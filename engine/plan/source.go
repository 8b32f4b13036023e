package plan

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/filter"
)

// source is what a root field or a lookup reads: which documents, in which
// order, and which part of them.
type source struct {
	coll     *catalog.Collection
	filter   *filter.Filter
	order    exec.Order
	useIndex *catalog.Index
	ranking  *ranking // nil without search and near

	limit, offset int // limit is -1 without one
	first, last   int // -1 without one
	after, before []byte
}

// sourceArgs are the arguments that say what is read.
var sourceArgs = []string{
	"where", "filter", "orderBy", "limit", "take", "offset", "skip",
	"first", "after", "last", "before", "search", "near",
}

// compileSource reads the arguments of a source.
func compileSource(env *exec.Env, coll *catalog.Collection, f *ast.Field) (*source, error) {
	s := &source{coll: coll}
	var err error
	if s.filter, _, err = Where(env, coll, f.Args); err != nil {
		return nil, err
	}
	if s.order, err = compileOrder(env, coll, f.Args); err != nil {
		return nil, err
	}
	if err = s.rankingArgs(env, f.Args); err != nil {
		return nil, err
	}
	if err = s.pageArgs(env, f.Args); err != nil {
		return nil, err
	}
	s.useIndex, err = useIndex(env, coll, f)
	return s, err
}

// pageArgs reads limit, offset and the cursors.
func (s *source) pageArgs(env *exec.Env, args []*ast.Argument) error {
	limit, err := oneOf(args, "limit", "take")
	if err != nil {
		return err
	}
	offset, err := oneOf(args, "offset", "skip")
	if err != nil {
		return err
	}
	if s.limit, err = natural(env, limit, 0); err != nil {
		return err
	}
	if s.offset, err = natural(env, offset, 0); err != nil {
		return err
	}
	if s.first, err = natural(env, ast.Arg(args, "first"), 0); err != nil {
		return err
	}
	if s.last, err = natural(env, ast.Arg(args, "last"), 0); err != nil {
		return err
	}
	if s.after, err = s.cursor(env, ast.Arg(args, "after")); err != nil {
		return err
	}
	if s.before, err = s.cursor(env, ast.Arg(args, "before")); err != nil {
		return err
	}
	return s.checkPage(args, limit, offset)
}

// checkPage refuses combinations that contradict each other.
func (s *source) checkPage(args []*ast.Argument, limit, offset *ast.Argument) error {
	if s.first >= 0 && s.last >= 0 {
		return dberr.At(dberr.InvalidArgument, ast.Arg(args, "last").Pos, "\"first\" and \"last\" exclude each other")
	}
	paged := s.first >= 0 || s.last >= 0 || s.after != nil || s.before != nil
	if paged && (s.limit >= 0 || s.offset >= 0) {
		a := limit
		if s.limit < 0 {
			a = offset
		}
		return dberr.At(dberr.InvalidArgument, a.Pos, "\""+a.Name+"\" does not go with first, last, after and before")
	}
	s.offset = max(s.offset, 0)
	return nil
}

func (s *source) cursor(env *exec.Env, a *ast.Argument) ([]byte, error) {
	text, pos, ok, err := text(env, a)
	if err != nil || !ok {
		return nil, err
	}
	key, ok := s.order.ParseCursor(s.scope(), text)
	if !ok {
		return nil, dberr.At(dberr.InvalidArgument, pos, "\""+a.Name+"\" is no cursor of this collection in this order, or of another search")
	}
	return key, nil
}

// useIndex reads @useIndex(name:).
func useIndex(env *exec.Env, coll *catalog.Collection, f *ast.Field) (*catalog.Index, error) {
	for _, d := range f.Directives {
		if d.Name != "useIndex" {
			continue
		}
		name, pos, ok, err := text(env, ast.Arg(d.Args, "name"))
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, dberr.At(dberr.InvalidArgument, d.Pos, "@useIndex needs the argument \"name\"")
		}
		x := coll.Index(name)
		if x == nil {
			var names []string
			for _, x := range coll.Indexes {
				names = append(names, x.Name)
			}
			return nil, dberr.At(dberr.IndexNotFound, pos, "collection \""+coll.Name+"\" has no index \""+name+"\""+dberr.DidYouMean(name, names...))
		}
		return x, nil
	}
	return nil, nil
}

// query asks for all rows of the source, without its page.
func (s *source) query() query {
	return query{coll: s.coll, filter: s.filter, order: s.order, useIndex: s.useIndex, ranking: s.ranking, want: -1}
}
