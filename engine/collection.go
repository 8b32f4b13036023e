package engine

import (
	"context"
	"iter"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/filter"
	"github.com/auroradb/aurora/engine/mutation"
	"github.com/auroradb/aurora/engine/plan"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/engine/write"
)

// Collection is a collection of a database, or of a transaction, by its name.
// Each call that writes is a statement of its own, with every rule of the
// schema; outside of a transaction it is also a commit of its own.
type Collection struct {
	db   *DB
	tx   *Tx
	name string
}

// Collection returns the collection of a name, which need not be defined yet.
func (db *DB) Collection(name string) *Collection { return &Collection{db: db, name: name} }

// Collection returns the collection of a name inside the transaction.
func (tx *Tx) Collection(name string) *Collection {
	return &Collection{db: tx.db, tx: tx, name: name}
}

// Document is a stored document.
type Document struct{ raw value.Raw }

// ID returns the document's id.
func (d Document) ID() string {
	id, ok := d.raw.Field("id")
	if !ok || id.Kind() != value.String {
		return ""
	}
	return string(id.StrBytes())
}

// JSON returns the document as a JSON object.
func (d Document) JSON() []byte { return d.raw.AppendJSON(nil) }

// Raw returns the document in its stored encoding. The bytes must not be changed.
func (d Document) Raw() value.Raw { return d.raw }

// Insert adds a document and returns its id: the one in the member "id", or a
// new one. Values are those that DB.Execute takes for variables.
//
// Errors: COLLECTION_NOT_FOUND, TYPE_MISMATCH, VALIDATION_FAILED,
// UNIQUE_VIOLATION, REFERENCE_VIOLATION, LIMIT_EXCEEDED, FIELD_NOT_FOUND
// (strict collections), TRANSACTION_CLOSED, those of the store.
func (c *Collection) Insert(ctx context.Context, doc map[string]any) (id string, err error) {
	ids, err := c.insert(ctx, "insert", []map[string]any{doc})
	if err != nil {
		return "", err
	}
	return ids[0], nil
}

// InsertMany adds documents, all or none, and returns their ids in order.
//
// Errors: as Insert.
func (c *Collection) InsertMany(ctx context.Context, docs []map[string]any) (ids []string, err error) {
	return c.insert(ctx, "insert", docs)
}

func (c *Collection) insert(ctx context.Context, op string, docs []map[string]any) (ids []string, err error) {
	defer recovered(&err)
	vals := make([]value.Value, len(docs))
	for i, d := range docs {
		if vals[i], err = fromMap(d); err != nil {
			return nil, edge(op, err)
		}
	}
	// What a single insertion needs no transaction for is done before it waits for its turn.
	var draft write.Draft
	if known := c.db.views.now.Load().Collection(c.name); c.tx == nil && len(docs) == 1 && known != nil {
		draft = c.db.env.Draft(known, vals[0])
	}
	err = c.write(ctx, func(ctx context.Context, s *mutation.Session) error {
		coll, err := s.Define(c.name)
		if err != nil {
			return err
		}
		ids = make([]string, len(vals))
		for i, v := range vals {
			var r write.Row
			if len(vals) == 1 && draft.Of(coll) {
				r, err = s.W.InsertDraft(ctx, &draft)
			} else {
				r, err = s.W.Insert(ctx, coll, v)
			}
			if err != nil {
				return err
			}
			ids[i] = Document{r.Doc}.ID()
		}
		return s.W.Check(ctx)
	})
	return ids, edge(op, err)
}

// Get returns the document of an id.
//
// Errors: NOT_FOUND, COLLECTION_NOT_FOUND, TRANSACTION_CLOSED, those of the
// store. Cost: two reads of the store, one if the document was found by its id
// before.
func (c *Collection) Get(ctx context.Context, id string) (doc Document, err error) {
	defer recovered(&err)
	var r reading
	if err := c.begin(ctx, &r); err != nil {
		return doc, edge("get", err)
	}
	defer r.end()
	row, found, err := write.ByID(ctx, r.env.Reader, r.env.Hints, r.coll, id)
	if err == nil && (!found || r.coll.Expired(row.Doc, r.env.Now())) {
		err = dberr.New(dberr.NotFound, "collection "+quote(c.name)+" has no document "+quote(id))
	}
	return Document{row.Doc}, edge("get", err)
}

// Update applies a change to the document of an id and returns it as it is
// then. set is what the argument set of the call update takes: values, paths as
// keys, and modifiers such as {"increment": 1}.
//
// Errors: NOT_FOUND, INVALID_ARGUMENT, and as Insert.
func (c *Collection) Update(ctx context.Context, id string, set map[string]any) (doc Document, err error) {
	defer recovered(&err)
	v, err := fromMap(set)
	if err != nil {
		return doc, edge("update", err)
	}
	err = c.write(ctx, func(ctx context.Context, s *mutation.Session) error {
		coll, err := s.Existing(c.name)
		if err != nil {
			return err
		}
		r, found, err := s.Change(ctx, coll, id, bind.FromValue(v, ast.Pos{}))
		if err == nil && !found {
			err = dberr.New(dberr.NotFound, "collection "+quote(c.name)+" has no document "+quote(id))
		}
		doc.raw = r.Doc
		return err
	})
	return doc, edge("update", err)
}

// Delete removes the document of an id and reports whether there was one.
//
// Errors: COLLECTION_NOT_FOUND, REFERENCE_VIOLATION, TRANSACTION_CLOSED, those
// of the store.
func (c *Collection) Delete(ctx context.Context, id string) (found bool, err error) {
	defer recovered(&err)
	err = c.write(ctx, func(ctx context.Context, s *mutation.Session) error {
		coll, err := s.Existing(c.name)
		if err != nil {
			return err
		}
		r, ok, err := s.W.Lookup(ctx, coll, id)
		if err != nil || !ok {
			return err
		}
		found = true
		if err := s.W.Delete(ctx, coll, r); err != nil {
			return err
		}
		return s.W.Check(ctx)
	})
	return found, edge("delete", err)
}

// Find iterates over the documents that match a filter, in insertion order. The
// filter is what the argument where takes; nil matches all. The rows are those
// of one state; nothing is held while the loop runs.
//
// Errors, as the last pair: COLLECTION_NOT_FOUND, those of a filter
// (UNKNOWN_OPERATOR, TYPE_MISMATCH, …), TRANSACTION_CLOSED, those of the store.
func (c *Collection) Find(ctx context.Context, where map[string]any) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		docs, err := c.find(ctx, where)
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

// Count returns how many documents match a filter; nil matches all.
//
// Errors: as Find. Cost: one read without a filter, the entries of an index if
// one implies the filter, else as Find without keeping the documents.
func (c *Collection) Count(ctx context.Context, where map[string]any) (n int, err error) {
	defer recovered(&err)
	err = c.read(ctx, func(_ txn.Reader, coll *catalog.Collection, env *exec.Env) error {
		f, err := compileFilter(coll, where)
		if err == nil {
			n, err = plan.Count(ctx, env, coll, f)
		}
		return err
	})
	return n, edge("count", err)
}

// find returns all documents that match a filter.
func (c *Collection) find(ctx context.Context, where Filter) (docs []Document, err error) {
	defer recovered(&err)
	r := new(reading)
	if err := c.begin(ctx, r); err != nil {
		return nil, err
	}
	defer r.end()
	if field, op, x, ok := condition(where); ok && op == "eq" {
		if v, err := fromGo(x); err == nil {
			row, found, done, err := plan.Unique(ctx, &r.env, r.coll, field, v)
			if found {
				docs = []Document{{row.Doc}}
			}
			if done {
				return docs, err
			}
		}
	}
	f, err := compileFilter(r.coll, where)
	if err == nil {
		err = plan.Select(ctx, &r.env, r.coll, f, r.gather())
	}
	return r.docs, err
}

// compileFilter returns nil for nil.
func compileFilter(coll *catalog.Collection, where Filter) (*filter.Filter, error) {
	if where == nil {
		return nil, nil
	}
	if field, op, x, ok := condition(where); ok {
		v, err := fromGo(x)
		if err != nil {
			return nil, err
		}
		if f, ok, err := filter.Condition(coll, field, op, v); ok || err != nil {
			return f, err
		}
	}
	n := new(bind.Node)
	if err := whereNode(n, where); err != nil {
		return nil, err
	}
	return filter.Compile(coll, n)
}

// write runs a function as a statement of the transaction, or as a commit.
func (c *Collection) write(ctx context.Context, do func(context.Context, *mutation.Session) error) error {
	if tx := c.tx; tx != nil {
		tx.mu.Lock()
		defer tx.mu.Unlock()
		if tx.done {
			return errTxClosed()
		}
		if tx.opts.ReadOnly {
			return dberr.New(dberr.InvalidArgument, "a read-only transaction changes nothing")
		}
		mark := tx.w.Savepoint()
		err := do(ctx, mutation.New(tx.w, c.db.plainEnv(), &c.db.calls))
		if err != nil {
			tx.w.Rollback(mark)
		}
		return err
	}
	t := c.db.plainTurn()
	if err := c.db.lock(ctx); err != nil {
		return err
	}
	p, err := func() (*pending, error) {
		defer c.db.unlock()
		return c.db.transact(ctx, t, do)
	}()
	if err != nil {
		return err
	}
	return p.wait(ctx)
}
