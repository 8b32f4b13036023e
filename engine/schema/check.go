package schema

import (
	"regexp"
	"time"
	"unicode/utf8"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/expr"
	"github.com/auroradb/aurora/engine/filter"
	"github.com/auroradb/aurora/engine/value"
)

// Checker checks the documents of one definition. It is immutable and may be
// shared.
type Checker struct {
	coll     *catalog.Collection
	fields   []*fieldCheck
	computed []computedField
	lib      *expr.Library
}

// fieldCheck is the compiled @validate of a field and of its nested fields.
type fieldCheck struct {
	field   *catalog.Field
	pattern *regexp.Regexp
	nested  []*fieldCheck
}

// NewChecker compiles the rules of a definition.
//
// Errors: INVALID_DEFINITION and UNKNOWN_FUNCTION; none for a definition that
// Define or Alter built with the same library.
func NewChecker(c *catalog.Collection, lib *expr.Library) (*Checker, error) {
	ch := &Checker{coll: c, lib: lib}
	var err error
	if ch.fields, err = compileFields(c.Fields); err != nil {
		return nil, err
	}
	ch.computed, err = parseComputed(c, lib)
	return ch, err
}

func compileFields(fields []*catalog.Field) ([]*fieldCheck, error) {
	var out []*fieldCheck
	for _, f := range fields {
		fc, err := compileField(f)
		if err != nil {
			return nil, err
		}
		if f.Validate != nil || len(fc.nested) > 0 {
			out = append(out, fc)
		}
	}
	return out, nil
}

func compileField(f *catalog.Field) (*fieldCheck, error) {
	fc := &fieldCheck{field: f}
	if f.Validate != nil && f.Validate.Pattern != "" {
		re, err := filter.CompilePattern(f.Validate.Pattern)
		if err != nil {
			return nil, dberr.Wrap(dberr.InvalidDefinition, "the pattern of field "+quote(f.Name), err)
		}
		fc.pattern = re
	}
	var err error
	fc.nested, err = compileFields(scalar(&f.Type).Fields)
	return fc, err
}

// Insert returns the members of a new document as they are stored, without the
// id: converted, completed with defaults and computed fields, and checked. The
// given slice may be changed.
//
// Errors: TYPE_MISMATCH, VALIDATION_FAILED, FIELD_NOT_FOUND (strict collections).
func (ch *Checker) Insert(fields []value.Field, now func() time.Time) ([]value.Field, error) {
	return ch.check(fields, now, true)
}

// Update is Insert for the members of a changed document: no defaults.
//
// Errors: as Insert.
func (ch *Checker) Update(fields []value.Field, now func() time.Time) ([]value.Field, error) {
	return ch.check(fields, now, false)
}

func (ch *Checker) check(fields []value.Field, now func() time.Time, defaults bool) ([]value.Field, error) {
	if ch.coll.Strict {
		for _, f := range fields {
			if f.Name != "id" && !declaredIn(ch.coll.Fields, f.Name) {
				return nil, ch.coll.Lacks(f.Name, ch.coll.Fields, dberr.Position{})
			}
		}
	}
	for _, cf := range ch.computed {
		if i := find(fields, cf.field.Name); i >= 0 {
			fields = append(fields[:i:i], fields[i+1:]...)
		}
	}
	c := converter{defaults: defaults}
	fields, err := c.fields(ch.declared(), fields, "")
	if err != nil {
		return nil, ch.name(err)
	}
	if fields, err = ch.compute(fields, now); err != nil {
		return nil, ch.name(err)
	}
	for _, fc := range ch.fields {
		if i := find(fields, fc.field.Name); i >= 0 {
			if err := fc.validate(fields[i].Value, fc.field.Name); err != nil {
				return nil, ch.name(err)
			}
		}
	}
	return fields, nil
}

// declared returns the declared fields without id, which is checked apart.
func (ch *Checker) declared() []*catalog.Field {
	for i, f := range ch.coll.Fields {
		if f.Name == "id" {
			return append(ch.coll.Fields[:i:i], ch.coll.Fields[i+1:]...)
		}
	}
	return ch.coll.Fields
}

// name adds the collection to an error's message.
func (ch *Checker) name(err error) error {
	if e, ok := err.(*dberr.Error); ok {
		n := *e
		n.Msg += " in collection " + quote(ch.coll.Name)
		return &n
	}
	return err
}

// compute adds the computed fields. One that fails is null.
func (ch *Checker) compute(fields []value.Field, now func() time.Time) ([]value.Field, error) {
	for _, cf := range ch.computed {
		doc := value.ObjectValue(fields)
		v, err := expr.Eval(cf.expr, &expr.Env{Now: now, Lookup: doc.Path, Library: ch.lib})
		if err != nil {
			v = value.NullValue()
		}
		c := converter{}
		if v, err = c.convert(&cf.field.Type, v, cf.field.Name); err != nil {
			return nil, err
		}
		if v.IsNull() && cf.field.Required {
			return nil, dberr.New(dberr.ValidationFailed, "the computed field "+quote(cf.field.Name)+" is required and came out as null")
		}
		fields = append(fields, value.Field{Name: cf.field.Name, Value: v})
	}
	return fields, nil
}

// validate applies @validate; lists are checked element by element. Null passes.
func (fc *fieldCheck) validate(v value.Value, field string) error {
	switch {
	case v.IsNull():
		return nil
	case v.Kind() == value.Array && fc.field.Type.Kind == catalog.List:
		for _, e := range v.Items() {
			if err := fc.validate(e, field); err != nil {
				return err
			}
		}
		return nil
	case v.Kind() == value.Object:
		for _, n := range fc.nested {
			if x, ok := v.Get(n.field.Name); ok {
				if err := n.validate(x, field+"."+n.field.Name); err != nil {
					return err
				}
			}
		}
	}
	if fc.field.Validate == nil {
		return nil
	}
	if rule := fc.broken(fc.field.Validate, v); rule != "" {
		return dberr.New(dberr.ValidationFailed, "field "+quote(field)+" with "+Short(v)+" "+rule)
	}
	return nil
}

// broken returns what is wrong with a value, "" if nothing is.
func (fc *fieldCheck) broken(r *catalog.Validation, v value.Value) string {
	if r.Min != nil && value.Compare(v, *r.Min) < 0 {
		return "is below the minimum " + Short(*r.Min)
	}
	if r.Max != nil && value.Compare(v, *r.Max) > 0 {
		return "is above the maximum " + Short(*r.Max)
	}
	if r.MinLength != nil || r.MaxLength != nil {
		n := int64(0)
		switch v.Kind() {
		case value.String:
			n = int64(utf8.RuneCountInString(v.Str()))
		case value.Bytes:
			n = int64(len(v.BytesOf()))
		}
		if r.MinLength != nil && n < *r.MinLength {
			return "is shorter than " + itoa(*r.MinLength)
		}
		if r.MaxLength != nil && n > *r.MaxLength {
			return "is longer than " + itoa(*r.MaxLength)
		}
	}
	if v.Kind() == value.String {
		if !matchFormat(r.Format, v.Str()) {
			return "does not have the format " + quote(r.Format)
		}
		if fc.pattern != nil && !fc.pattern.MatchString(v.Str()) {
			return "does not match the pattern " + quote(r.Pattern)
		}
	}
	return ""
}
