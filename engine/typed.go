//go:build !js

package engine

import (
	"context"
	"encoding/json"
	"iter"
	"reflect"
	"strings"
	"time"

	"github.com/auroradb/aurora/engine/dberr"
)

// Typed is a collection whose documents are values of a struct type. Members are
// named by the tag json, as encoding/json does; "id" is the document's id. It is
// there natively only.
type Typed[T any] struct{ c *Collection }

// CollectionOf returns the collection of a name with documents of a type.
func CollectionOf[T any](db *DB, name string) Typed[T] { return Typed[T]{db.Collection(name)} }

// In returns the same collection inside a transaction.
func (t Typed[T]) In(tx *Tx) Typed[T] { return Typed[T]{tx.Collection(t.c.name)} }

// Untyped returns the collection without its type.
func (t Typed[T]) Untyped() *Collection { return t.c }

// Define makes the collection from the fields of T: their types, and the tag
// aurora with "required", "unique", "indexed" and "search", separated by commas.
//
//	type User struct {
//		ID   string `json:"id"`
//		Mail string `json:"mail" aurora:"required,unique"`
//		Age  int    `json:"age" aurora:"indexed"`
//	}
//
// Errors: INVALID_DEFINITION for a type or tag that has no counterpart, and as
// Collection.Define.
func (t Typed[T]) Define(ctx context.Context) error {
	typ := reflect.TypeFor[T]()
	if typ.Kind() != reflect.Struct {
		return edge("define", dberr.New(dberr.InvalidDefinition, typ.String()+" is no struct"))
	}
	var fields []string
	for i := range typ.NumField() {
		f := typ.Field(i)
		name := memberName(&f)
		if !f.IsExported() || name == "" || name == "id" {
			continue
		}
		kind, err := aqlType(f.Type)
		if err != nil {
			return edge("define", err)
		}
		line := name + ": " + kind
		for _, tag := range strings.Split(f.Tag.Get("aurora"), ",") {
			switch tag {
			case "":
			case "required":
				line = strings.Replace(line, kind, kind+"!", 1)
			case "unique", "indexed", "search":
				line += " @" + tag
			default:
				return edge("define", dberr.New(dberr.InvalidDefinition, "field "+f.Name+": the tag aurora has no "+quote(tag)))
			}
		}
		fields = append(fields, line)
	}
	return t.c.Define(ctx, fields...)
}

// memberName returns the name by which a field is stored, "" for none.
func memberName(f *reflect.StructField) string {
	tag, given := f.Tag.Lookup("json")
	name, _, _ := strings.Cut(tag, ",")
	switch {
	case tag == "-":
		return ""
	case given && name != "":
		return name
	}
	return f.Name
}

// aqlType returns the type that holds values of a Go type.
func aqlType(t reflect.Type) (string, error) {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return "DateTime", nil
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return "Bytes", nil
	}
	switch t.Kind() {
	case reflect.Pointer:
		return aqlType(t.Elem())
	case reflect.String:
		return "String", nil
	case reflect.Bool:
		return "Boolean", nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return "Int", nil
	case reflect.Float32, reflect.Float64:
		return "Float", nil
	case reflect.Map, reflect.Struct:
		return "Object", nil
	case reflect.Interface:
		return "Any", nil
	case reflect.Slice, reflect.Array:
		elem, err := aqlType(t.Elem())
		return "[" + elem + "]", err
	}
	return "", dberr.New(dberr.InvalidDefinition, "no type of a document holds a Go "+t.String())
}

// members converts a struct to the members of a document. An empty id is left
// out: the document gets a new one.
func members(v any) (map[string]any, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, dberr.Wrap(dberr.TypeMismatch, "a value that no document can hold", err)
	}
	dec := json.NewDecoder(strings.NewReader(string(b)))
	dec.UseNumber() // integers stay exact
	var m map[string]any
	if err := dec.Decode(&m); err != nil {
		return nil, dberr.Wrap(dberr.TypeMismatch, "a document is a struct", err)
	}
	if m["id"] == "" {
		delete(m, "id")
	}
	return m, nil
}

// Insert adds a document and returns its id.
//
// Errors: as Collection.Insert.
func (t Typed[T]) Insert(ctx context.Context, v T) (id string, err error) {
	m, err := members(v)
	if err != nil {
		return "", edge("insert", err)
	}
	return t.c.Insert(ctx, m)
}

// InsertMany adds documents, all or none, and returns their ids in order.
//
// Errors: as Collection.Insert.
func (t Typed[T]) InsertMany(ctx context.Context, vs []T) (ids []string, err error) {
	docs := make([]map[string]any, len(vs))
	for i := range vs {
		if docs[i], err = members(vs[i]); err != nil {
			return nil, edge("insert", err)
		}
	}
	return t.c.InsertMany(ctx, docs)
}

// Get returns the document of an id.
//
// Errors: as Collection.Get; TYPE_MISMATCH if it does not fit T.
func (t Typed[T]) Get(ctx context.Context, id string) (v T, err error) {
	d, err := t.c.Get(ctx, id)
	return decoded[T](d, err)
}

// Update applies a change to the document of an id, as Collection.Update does,
// and returns it.
//
// Errors: as Collection.Update; TYPE_MISMATCH if it does not fit T.
func (t Typed[T]) Update(ctx context.Context, id string, set map[string]any) (v T, err error) {
	d, err := t.c.Update(ctx, id, set)
	return decoded[T](d, err)
}

// Delete removes the document of an id and reports whether there was one.
//
// Errors: as Collection.Delete.
func (t Typed[T]) Delete(ctx context.Context, id string) (found bool, err error) {
	return t.c.Delete(ctx, id)
}

// Where returns a query for the documents that match all filters.
func (t Typed[T]) Where(filters ...Filter) TypedQuery[T] { return TypedQuery[T]{t.c.Where(filters...)} }

// Search returns a query for what a full-text search finds, the best first.
func (t Typed[T]) Search(text string, opts *SearchOptions) TypedQuery[T] {
	return TypedQuery[T]{t.c.Search(text, opts)}
}

// TypedQuery is a Query whose documents are values of a struct type.
type TypedQuery[T any] struct{ q *Query }

// Where adds filters.
func (q TypedQuery[T]) Where(filters ...Filter) TypedQuery[T] {
	return TypedQuery[T]{q.q.Where(filters...)}
}

// OrderBy adds an ascending sort key.
func (q TypedQuery[T]) OrderBy(field string) TypedQuery[T] { return TypedQuery[T]{q.q.OrderBy(field)} }

// OrderByDesc adds a descending sort key.
func (q TypedQuery[T]) OrderByDesc(field string) TypedQuery[T] {
	return TypedQuery[T]{q.q.OrderByDesc(field)}
}

// Limit bounds the number of documents.
func (q TypedQuery[T]) Limit(n int) TypedQuery[T] { return TypedQuery[T]{q.q.Limit(n)} }

// Offset leaves out the first n documents.
func (q TypedQuery[T]) Offset(n int) TypedQuery[T] { return TypedQuery[T]{q.q.Offset(n)} }

// All iterates over the documents.
//
// Errors, as the last pair: as Query.All; TYPE_MISMATCH for a document that does
// not fit T.
func (q TypedQuery[T]) All(ctx context.Context) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for d, err := range q.q.All(ctx) {
			v, err := decoded[T](d, err)
			if !yield(v, err) || err != nil {
				return
			}
		}
	}
}

// First returns the first document.
//
// Errors: NOT_FOUND, and as All.
func (q TypedQuery[T]) First(ctx context.Context) (T, error) {
	d, err := q.q.First(ctx)
	return decoded[T](d, err)
}

// Count returns how many documents there are.
//
// Errors: as Query.Count.
func (q TypedQuery[T]) Count(ctx context.Context) (int, error) { return q.q.Count(ctx) }

// Update applies a change to every document and returns how many there were.
//
// Errors: as Query.Update.
func (q TypedQuery[T]) Update(ctx context.Context, set map[string]any) (int, error) {
	return q.q.Update(ctx, set)
}

// Delete removes every document and returns how many there were.
//
// Errors: as Query.Delete.
func (q TypedQuery[T]) Delete(ctx context.Context) (int, error) { return q.q.Delete(ctx) }

func decoded[T any](d Document, err error) (v T, _ error) {
	if err == nil {
		err = d.Decode(&v)
	}
	return v, err
}
