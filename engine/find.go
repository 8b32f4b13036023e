package engine

import (
	"context"
	"iter"
	"slices"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/mutation"
	"github.com/auroradb/aurora/engine/plan"
	"github.com/auroradb/aurora/engine/write"
)

// Query asks a collection for documents. Its methods return it, so that a query
// is written in one line; it can be run any number of times. The zero limit is
// no limit.
type Query struct {
	c      *Collection
	where  []Filter
	search map[string]any
	order  exec.Order
	limit  int
	offset int

	keys [1]exec.OrderKey // room for order
	part [1]string        // room for the path of its key
}

// SearchOptions narrow a full-text search. The zero value searches every @search
// field for the words as they are.
type SearchOptions struct {
	Fields   []string
	Fuzzy    int // edits that a word may be away, 0 to 2
	MinScore float64
}

// Where returns a query for the documents that match all filters; without any
// for all documents.
func (c *Collection) Where(filters ...Filter) *Query { return &Query{c: c, where: filters} }

// Search returns a query for the documents that a full-text search finds, the
// best first; see docs/language.md.
func (c *Collection) Search(text string, opts *SearchOptions) *Query {
	search := map[string]any{"query": text}
	if opts != nil {
		if opts.Fields != nil {
			fields := make([]any, len(opts.Fields))
			for i, f := range opts.Fields {
				fields[i] = f
			}
			search["fields"] = fields
		}
		search["fuzzy"], search["minScore"] = opts.Fuzzy, opts.MinScore
	}
	return &Query{c: c, search: search}
}

// Where adds filters: all must match.
func (q *Query) Where(filters ...Filter) *Query {
	q.where = append(slices.Clip(q.where), filters...)
	return q
}

// OrderBy adds an ascending sort key, a field or a path.
func (q *Query) OrderBy(field string) *Query { return q.orderBy(field, false) }

// OrderByDesc adds a descending sort key.
func (q *Query) OrderByDesc(field string) *Query {
	return q.orderBy(field, true)
}

func (q *Query) orderBy(field string, desc bool) *Query {
	if q.order == nil {
		q.order = append(q.keys[:0], exec.OrderKey{Ref: exec.RefIn(field, &q.part), Desc: desc})
	} else {
		q.order = append(slices.Clip(q.order), exec.OrderKey{Ref: exec.NewRef(field), Desc: desc})
	}
	return q
}

// Limit bounds the number of documents.
func (q *Query) Limit(n int) *Query {
	q.limit = n
	return q
}

// Offset leaves out the first n documents. Cost: they are walked through; for
// pages use cursors (edges in AQL).
func (q *Query) Offset(n int) *Query {
	q.offset = n
	return q
}

// All iterates over the documents. They are those of one state; nothing is held
// while the loop runs.
//
// Errors, as the last pair: COLLECTION_NOT_FOUND, those of a filter or search
// (UNKNOWN_OPERATOR, TYPE_MISMATCH, INVALID_ARGUMENT, …), TRANSACTION_CLOSED,
// those of the store.
func (q *Query) All(ctx context.Context) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		docs, err := q.find(ctx)
		if err != nil {
			yield(Document{}, edge("find", err))
			return
		}
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
	}
}

// First returns the first document.
//
// Errors: NOT_FOUND if there is none, and as All.
func (q *Query) First(ctx context.Context) (Document, error) {
	one := *q
	one.limit = 1
	for d, err := range one.All(ctx) {
		return d, err
	}
	return Document{}, edge("find", dberr.New(dberr.NotFound, "no document of collection "+quote(q.c.name)+" matches"))
}

// Count returns how many documents there are, of those that Offset and Limit
// leave.
//
// Errors: as All. Cost: without search, offset and limit one read or the
// entries of an index, where they tell; else as All.
func (q *Query) Count(ctx context.Context) (int, error) {
	if q.search == nil && q.limit == 0 && q.offset == 0 {
		return q.c.Count(ctx, q.filter())
	}
	docs, err := q.find(ctx)
	return len(docs), edge("count", err)
}

// Update applies a change, as Collection.Update does, to every document and
// returns how many there were. All change or none.
//
// Errors: as All and Collection.Update.
func (q *Query) Update(ctx context.Context, set map[string]any) (n int, err error) {
	defer recovered(&err)
	v, err := fromMap(set)
	if err != nil {
		return 0, edge("update", err)
	}
	n, err = q.change(ctx, func(ctx context.Context, s *mutation.Session, coll *catalog.Collection, r *exec.Row) error {
		_, _, err := s.Change(ctx, coll, Document{r.Doc}.ID(), bind.FromValue(v, ast.Pos{}))
		return err
	})
	return n, edge("update", err)
}

// Delete removes every document and returns how many there were. All go or none.
//
// Errors: as All; REFERENCE_VIOLATION.
func (q *Query) Delete(ctx context.Context) (n int, err error) {
	defer recovered(&err)
	n, err = q.change(ctx, func(ctx context.Context, s *mutation.Session, coll *catalog.Collection, r *exec.Row) error {
		return s.W.Delete(ctx, coll, write.Row{Num: r.Num, Doc: r.Doc})
	})
	return n, edge("delete", err)
}

// filter joins the conditions, nil if there are none.
func (q *Query) filter() Filter {
	switch len(q.where) {
	case 0:
		return nil
	case 1:
		return q.where[0]
	}
	return And(q.where...)
}

// want compiles the query for a collection.
func (q *Query) want(coll *catalog.Collection) (plan.Want, error) {
	w := plan.Want{Order: q.order, Limit: q.limit, Offset: q.offset}
	if q.limit < 0 || q.offset < 0 {
		return w, dberr.New(dberr.InvalidArgument, "limit and offset of a query are not negative")
	}
	if q.limit == 0 {
		w.Limit = -1
	}
	var err error
	if w.Filter, err = compileFilter(coll, q.filter()); err != nil {
		return w, err
	}
	if q.search != nil {
		v, err := fromMap(q.search)
		if err != nil {
			return w, err
		}
		w.Search = bind.FromValue(v, ast.Pos{})
	}
	return w, nil
}

func (q *Query) find(ctx context.Context) (docs []Document, err error) {
	defer recovered(&err)
	if q.search == nil && len(q.order) == 0 && q.limit == 0 && q.offset == 0 {
		return q.c.find(ctx, q.filter())
	}
	r := new(reading)
	if err := q.c.begin(ctx, r); err != nil {
		return nil, err
	}
	defer r.end()
	w, err := q.want(r.coll)
	if err != nil {
		return nil, err
	}
	r.docs = make([]Document, 0, min(max(q.limit, 0), firstDocuments))
	err = plan.Find(ctx, &r.env, r.coll, w, r.gather())
	return r.docs, err
}

// firstDocuments is for how many documents there is room at first, if as many are
// asked for.
const firstDocuments = 64

// change runs a function over every row in one statement.
func (q *Query) change(ctx context.Context, do func(context.Context, *mutation.Session, *catalog.Collection, *exec.Row) error) (n int, err error) {
	err = q.c.write(ctx, func(ctx context.Context, s *mutation.Session) error {
		coll, err := s.Existing(q.c.name)
		if err != nil {
			return err
		}
		w, err := q.want(coll)
		if err != nil {
			return err
		}
		s.Env.Reader, s.Env.Catalog = s.W.Tx, s.W.Catalog
		var rows []exec.Row
		if err := plan.Find(ctx, s.Env, coll, w, func(r *exec.Row) bool {
			rows = append(rows, *r)
			return true
		}); err != nil {
			return err
		}
		for i := range rows {
			if err := do(ctx, s, coll, &rows[i]); err != nil {
				return err
			}
		}
		n = len(rows)
		return s.W.Check(ctx)
	})
	return n, err
}
