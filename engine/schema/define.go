// Package schema turns definitions as they are written into catalog
// definitions, and checks documents against them. The functions to know are
// [Define], [Alter] and [Checker]. It reads no store: what a definition means
// for stored documents is a [Rewrite] that the caller applies.
package schema

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/expr"
	"github.com/auroradb/aurora/engine/value"
)

func invalid(pos ast.Pos, msg string) error { return dberr.At(dberr.InvalidDefinition, pos, msg) }

func quote(s string) string { return `"` + s + `"` }

// Define builds the definition of a new collection.
//
// Errors: INVALID_DEFINITION, UNKNOWN_DIRECTIVE, UNKNOWN_ARGUMENT,
// FIELD_NOT_FOUND (an index on an undeclared field), and those of computed
// expressions (SYNTAX, UNKNOWN_FUNCTION).
func Define(d *ast.Define, id, order uint32, lib *expr.Library) (*catalog.Collection, error) {
	if err := checkName(d.Collection, d.NamePos); err != nil {
		return nil, err
	}
	c := &catalog.Collection{ID: id, Order: order, Name: d.Collection, Strict: d.Strict, NextID: 1}
	b := builder{coll: c, lib: lib}
	for _, fd := range d.Fields {
		if err := b.add(fd); err != nil {
			return nil, err
		}
	}
	if err := b.finish(); err != nil {
		return nil, err
	}
	for _, x := range d.Indexes {
		ix, err := Index(c, x)
		if err != nil {
			return nil, err
		}
		if _, err := AddIndex(c, ix, x.Pos); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// Same reports whether a definition that was built anew says the same as an
// older one of that name: fields, strictness and declared indexes.
func Same(old, now *catalog.Collection) bool {
	a := catalog.Collection{ID: 1, Name: old.Name, Fields: old.Fields, Strict: old.Strict}
	b := catalog.Collection{ID: 1, Name: now.Name, Fields: now.Fields, Strict: now.Strict}
	if !bytes.Equal(a.Encode(), b.Encode()) {
		return false
	}
	for _, x := range now.Indexes {
		if found := Find(old, x); x.Declared && (found == nil || found.Unique != x.Unique) {
			return false
		}
	}
	return true
}

func checkName(name string, pos ast.Pos) error {
	switch {
	case name == "":
		return invalid(pos, "a collection needs a name")
	case strings.HasPrefix(name, "_"):
		return invalid(pos, "the name "+quote(name)+" is reserved: names that begin with _ belong to the system")
	case len(name) > 255:
		return invalid(pos, "the name of a collection has at most 255 bytes")
	}
	return nil
}

// builder adds fields to a definition.
type builder struct {
	coll *catalog.Collection
	lib  *expr.Library // of computed fields
}

// maxFields bounds the fields of a collection: they are looked up by name one
// after the other.
const maxFields = 2000

// add builds a field and appends it.
func (b *builder) add(fd *ast.FieldDef) error {
	if len(b.coll.Fields) >= maxFields {
		return dberr.At(dberr.LimitExceeded, fd.Pos, "a collection has at most "+strconv.Itoa(maxFields)+" fields")
	}
	if b.coll.Field(fd.Name) != nil {
		return invalid(fd.Pos, "field "+quote(fd.Name)+" is defined twice in collection "+quote(b.coll.Name))
	}
	f, err := buildField(fd, true)
	if err != nil {
		return err
	}
	b.coll.Fields = append(b.coll.Fields, f)
	return nil
}

// finish checks what concerns several fields and derives the indexes of
// @unique, @indexed and @relation fields.
func (b *builder) finish() error {
	if err := checkComputed(b.coll, b.lib); err != nil {
		return err
	}
	if err := deriveIndexes(b.coll); err != nil {
		return err
	}
	if err := oneLanguage(b.coll); err != nil {
		return err
	}
	if _, err := catalog.DecodeCollection(b.coll.Encode()); err != nil { // what cannot be read again must not be stored
		return dberr.New(dberr.LimitExceeded, "the types of collection "+quote(b.coll.Name)+" are nested too deeply")
	}
	return nil
}

// oneLanguage checks that the @search fields are read alike: a query is, and its
// words are looked up in all of them.
func oneLanguage(c *catalog.Collection) error {
	first := c.Searched()
	for _, f := range c.Fields {
		if f.Search != nil && (f.Search.Stem != first.Stem || f.Search.Language != first.Language) {
			return dberr.New(dberr.InvalidDefinition, "the @search fields of collection "+quote(c.Name)+" need one language, with or without stems; field "+
				quote(f.Name)+" has another")
		}
	}
	return nil
}

// buildField builds one field; top tells a field of the collection from a
// member of a nested object.
func buildField(fd *ast.FieldDef, top bool) (*catalog.Field, error) {
	if fd.Name == "_sid" {
		return nil, invalid(fd.Pos, `the name "_sid" is reserved: it stands for id`)
	}
	if fd.Type == nil {
		return nil, invalid(fd.Pos, "field "+quote(fd.Name)+" has no type")
	}
	t, err := buildType(fd.Type, fd.Name)
	if err != nil {
		return nil, err
	}
	f := &catalog.Field{Name: fd.Name, Type: t, Required: fd.Type.NonNull}
	f.Type.NonNull = false
	if fd.Name == "id" && top {
		if err := checkIDField(f, fd.Pos); err != nil {
			return nil, err
		}
	}
	if err := applyDirectives(f, fd.Directives, top); err != nil {
		return nil, err
	}
	if fd.Default != nil {
		if err := setDefault(f, fd.Default); err != nil {
			return nil, err
		}
	}
	if f.Name == "id" && top && (f.Default != nil || f.Computed != "" || f.HasTTL || f.Relation != nil) {
		return nil, invalid(fd.Pos, `field "id" takes no default, @computed, @ttl or @relation`)
	}
	if f.Computed != "" && f.Default != nil {
		return nil, invalid(fd.Pos, "field "+quote(f.Name)+" is computed and has a default")
	}
	return f, nil
}

// checkIDField lets id be declared as what it is, a text.
func checkIDField(f *catalog.Field, pos ast.Pos) error {
	switch f.Type.Kind {
	case catalog.String, catalog.ID, catalog.Uuid:
		f.Type = catalog.Type{Kind: catalog.ID}
		return nil
	}
	return invalid(pos, `field "id" is a String or ID`)
}

func setDefault(f *catalog.Field, x *ast.Value) error {
	v, err := Literal(x)
	if err != nil {
		return err
	}
	if v.IsNull() {
		if f.Required {
			return invalid(x.Pos, "field "+quote(f.Name)+" is required and cannot be null by default")
		}
		f.Default = &v
		return nil
	}
	c := converter{}
	v, err = c.convert(&f.Type, v, f.Name)
	if err == nil {
		var ch *fieldCheck
		if ch, err = compileField(f); err == nil {
			err = ch.validate(v, f.Name)
		}
	}
	if err != nil {
		return dberr.At(dberr.InvalidDefinition, x.Pos, "the default of field "+quote(f.Name)+" does not fit: "+message(err))
	}
	f.Default = &v
	return nil
}

func message(err error) string {
	if e, ok := err.(*dberr.Error); ok {
		return e.Msg
	}
	return err.Error()
}

// Literal returns the value of a constant in a definition. Enum words are texts.
//
// Errors: INVALID_DEFINITION for a variable.
func Literal(x *ast.Value) (value.Value, error) {
	switch x.Kind {
	case ast.Enum:
		return value.StringValue(x.Name), nil
	case ast.Variable:
		return value.Value{}, invalid(x.Pos, "a definition takes no variable: $"+x.Name)
	case ast.List:
		items := make([]value.Value, len(x.Items))
		for i, e := range x.Items {
			v, err := Literal(e)
			if err != nil {
				return value.Value{}, err
			}
			items[i] = v
		}
		return value.ArrayValue(items), nil
	case ast.Object:
		fields := make([]value.Field, len(x.Fields))
		for i, f := range x.Fields {
			v, err := Literal(f.Value)
			if err != nil {
				return value.Value{}, err
			}
			fields[i] = value.Field{Name: f.Key, Value: v}
		}
		return value.ObjectValue(fields), nil
	}
	return x.Lit, nil
}
