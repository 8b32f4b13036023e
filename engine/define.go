package engine

import (
	"context"
	"iter"
	"strings"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/mutation"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/engine/value"
)

// Name returns the collection's name.
func (c *Collection) Name() string { return c.name }

// Define makes the collection with fields as AQL writes them, such as
// `name: String! @indexed`; an open one without fields. One that is defined just
// so is left alone.
//
// Errors: SYNTAX, INVALID_DEFINITION, COLLECTION_EXISTS for another definition.
func (c *Collection) Define(ctx context.Context, fields ...string) error {
	return c.schema(ctx, "define", "define collection "+c.name+" { "+strings.Join(fields, "  ")+" }")
}

// Drop removes the collection with its documents and indexes.
//
// Errors: COLLECTION_NOT_FOUND, REFERENCE_VIOLATION.
func (c *Collection) Drop(ctx context.Context) error {
	return c.schema(ctx, "drop", "drop collection "+c.name)
}

// AddField adds a field as AQL writes it.
//
// Errors: SYNTAX, INVALID_DEFINITION, COLLECTION_NOT_FOUND, and what documents
// do not fit. Cost: every document is read; as for the other changes of fields.
func (c *Collection) AddField(ctx context.Context, field string) error {
	return c.alter(ctx, "add "+field)
}

// DropField removes a field from the definition and from every document.
//
// Errors: as AddField; FIELD_NOT_FOUND.
func (c *Collection) DropField(ctx context.Context, name string) error {
	return c.alter(ctx, "drop "+name)
}

// RenameField renames a field, in every document too.
//
// Errors: as DropField.
func (c *Collection) RenameField(ctx context.Context, from, to string) error {
	return c.alter(ctx, "rename "+from+" to "+to)
}

// ModifyField gives a field another type or other directives.
//
// Errors: as DropField; TYPE_MISMATCH for documents that do not fit.
func (c *Collection) ModifyField(ctx context.Context, field string) error {
	return c.alter(ctx, "modify "+field)
}

// CreateIndex makes an index on one field or several.
//
// Errors: INVALID_DEFINITION, COLLECTION_NOT_FOUND, FIELD_NOT_FOUND. Cost: every
// document is read.
func (c *Collection) CreateIndex(ctx context.Context, fields ...string) error {
	return c.schema(ctx, "create index", "create index on "+c.name+" ("+joined(fields)+")")
}

// DropIndex removes the index on these fields.
//
// Errors: INDEX_NOT_FOUND, COLLECTION_NOT_FOUND.
func (c *Collection) DropIndex(ctx context.Context, fields ...string) error {
	return c.schema(ctx, "drop index", "drop index on "+c.name+" ("+joined(fields)+")")
}

func joined(fields []string) string { return strings.Join(fields, ", ") }

// Indexes returns the names of the indexes.
//
// Errors: COLLECTION_NOT_FOUND, TRANSACTION_CLOSED.
func (c *Collection) Indexes(ctx context.Context) (names []string, err error) {
	err = c.read(ctx, func(_ txn.Reader, coll *catalog.Collection, _ *exec.Env) error {
		for _, x := range coll.Indexes {
			names = append(names, x.Name)
		}
		return nil
	})
	return names, edge("indexes", err)
}

func (c *Collection) alter(ctx context.Context, action string) error {
	return c.schema(ctx, "alter", "alter collection "+c.name+" { "+action+" }")
}

// statement parses one statement. The name and the parts are AQL: what is none of
// it is a SYNTAX error, and what makes further statements of it is refused.
func (c *Collection) statement(text string) (*parsed, error) {
	p, err := c.db.parse("schema { "+text+" }", c.db.Catalog())
	if err != nil {
		return nil, err
	}
	if ops := p.doc.Operations; len(ops) != 1 || ops[0].Kind != ast.SchemaOp || len(ops[0].Schema.Statements) != 1 {
		return nil, dberr.New(dberr.InvalidArgument, "the names and fields of a definition make more than one statement")
	}
	return p, nil
}

// schema runs one statement, in the transaction if there is one.
func (c *Collection) schema(ctx context.Context, op, statement string) error {
	if c.db.closed.Load() {
		return edge(op, errClosed())
	}
	p, err := c.statement(statement)
	if err != nil {
		return edge(op, err)
	}
	text := p.text
	var r *Response
	if c.tx != nil {
		r = c.tx.Do(ctx, Request{Text: text})
	} else {
		r = c.db.Do(ctx, Request{Text: text})
	}
	return edge(op, r.Err())
}

// Upsert inserts a document under an id, or applies the members to the one that
// is there, as Update does.
//
// Errors: as Insert and Update.
func (c *Collection) Upsert(ctx context.Context, id string, doc map[string]any) (Document, error) {
	var out Document
	err := c.each(ctx, func(c *Collection) error {
		d, err := c.Update(ctx, id, doc)
		if dberr.CodeOf(err) == dberr.NotFound {
			with := make(map[string]any, len(doc)+1)
			for k, v := range doc {
				with[k] = v
			}
			with["id"] = id
			if _, err = c.Insert(ctx, with); err == nil {
				d, err = c.Get(ctx, id)
			}
		}
		out = d
		return err
	})
	return out, err
}

// Increment adds to a number of a document, which counts as 0 if it is absent,
// and returns the sum.
//
// Errors: NOT_FOUND, TYPE_MISMATCH, LIMIT_EXCEEDED beyond 64 bits, and as Update.
func (c *Collection) Increment(ctx context.Context, id, field string, by int64) (int64, error) {
	d, err := c.Update(ctx, id, map[string]any{field: map[string]any{"increment": by}})
	if err != nil {
		return 0, err
	}
	ref := exec.NewRef(field)
	v, ok := ref.Get(d.raw)
	if !ok || v.Kind() != value.Int {
		return 0, edge("increment", dberr.New(dberr.TypeMismatch, "field "+quote(field)+" of document "+quote(id)+" is no Int"))
	}
	return v.Int(), nil
}

// each runs a function on the collection inside a transaction: the one that
// there is, or one of its own.
func (c *Collection) each(ctx context.Context, do func(*Collection) error) error {
	if c.tx != nil {
		return do(c)
	}
	return c.db.Update(ctx, func(tx *Tx) error { return do(tx.Collection(c.name)) })
}

// Migrated reports whether a migration's version has been applied.
//
// Errors: those of the store.
func Migrated(ctx context.Context, db *DB, version string) (applied bool, err error) {
	c := Collection{db: db}
	err = c.write(ctx, func(ctx context.Context, s *mutation.Session) error {
		var err error
		applied, err = s.Applied(ctx, version)
		return err
	})
	return applied, edge("migrated", err)
}

// MarkMigrated notes that a migration's version has been applied, by other
// means, so that Migrate skips it. A version that is noted stays so.
//
// Errors: LIMIT_EXCEEDED for a label of more than 1024 bytes, those of the store.
func MarkMigrated(ctx context.Context, db *DB, version string) error {
	c := Collection{db: db}
	return edge("mark migrated", c.write(ctx, func(ctx context.Context, s *mutation.Session) error {
		applied, err := s.Applied(ctx, version)
		if err != nil || applied {
			return err
		}
		return s.Note(ctx, version)
	}))
}

// Listened is Subscription.Events of a collection for loops: it subscribes,
// yields and closes.
//
// Errors, as the last pair: those of DB.Listen and Subscription.Next
// (LAGGED, CANCELED).
func (c *Collection) Listened(ctx context.Context) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		sub, err := c.db.Listen(ctx, c.name, nil)
		if err != nil {
			yield(Event{}, err)
			return
		}
		defer sub.Close()
		for ev, err := range sub.Events() {
			if !yield(ev, err) {
				return
			}
		}
	}
}
