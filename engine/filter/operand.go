package filter

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"

	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/sorting"
	"github.com/auroradb/aurora/engine/value"
)

// A pattern's time is linear in the text, times its size; these bound the size.
const (
	maxPatternBytes  = 512
	maxPatternInstrs = 1000
)

// isText reports whether values of a type are Strings.
func isText(t *catalog.Type) bool {
	switch t.Kind {
	case catalog.String, catalog.ID, catalog.Email, catalog.URL, catalog.PhoneNumber, catalog.Date, catalog.Time:
		return true
	}
	return false
}

func (f *field) untyped() bool  { return f.typ == nil || f.typ.Kind == catalog.Any }
func (f *field) isString() bool { return f.typ != nil && isText(f.typ) }
func (f *field) isList() bool {
	return f.typ != nil && (f.typ.Kind == catalog.List || f.typ.Kind == catalog.Vector)
}

// elem is the type of a list's elements.
func elem(t *catalog.Type) *catalog.Type {
	if t.Kind == catalog.Vector {
		return &catalog.Type{Kind: catalog.Float}
	}
	return t.Elem
}

// takes refuses operators that the field's type does not have.
func (f *field) takes(op Op, n *bind.Node) error {
	ok := true
	switch {
	case f.untyped():
	case op.isText():
		ok = f.isString()
	case op == Contains:
		ok = f.isString() || f.isList()
	case op == ContainsAny || op == ContainsAll:
		ok = f.isList()
	}
	if ok {
		return nil
	}
	return mismatch(n, "field "+f.quoted()+" of type "+f.typeName()+" has no "+op.String())
}

// typeName is the declared type in a message.
func (f *field) typeName() string {
	if f.typ == nil {
		return "Any"
	}
	switch f.typ.Kind {
	case catalog.Int:
		return "Int"
	case catalog.Float:
		return "Float"
	case catalog.Boolean:
		return "Boolean"
	case catalog.Uuid:
		return "Uuid"
	case catalog.DateTime:
		return "DateTime"
	case catalog.Bytes:
		return "Bytes"
	case catalog.Object:
		return "Object"
	case catalog.List:
		return "list"
	case catalog.Vector:
		return "Vector"
	}
	return "String"
}

func (f *field) cannot(n *bind.Node) error {
	return mismatch(n, "field "+f.quoted()+" of type "+f.typeName()+" can never match "+shown(n))
}

func (f *field) nullness(t *node, n *bind.Node) error {
	if n.Kind != bind.Leaf || n.Val.Kind() != value.Bool {
		return mismatch(n, t.op.String()+" of field "+f.quoted()+" needs a Boolean, not "+shown(n))
	}
	t.want = n.Val.Bool() == (t.op == IsNull)
	t.values = []value.Value{n.Val}
	return nil
}

// one sets a single operand.
func (f *field) one(t *node, typ *catalog.Type, n *bind.Node) error {
	v, ok := coerce(typ, n.Value())
	if !ok {
		return f.cannot(n)
	}
	t.operand = value.Append(t.room[:0], v)
	t.rank = rankOf(v.Kind())
	t.one[0] = v
	t.values = t.one[:]
	if v.Kind() == value.String {
		t.text = t.operand.StrBytes()
	}
	return nil
}

func (f *field) containsOperand(t *node, n *bind.Node) error {
	switch {
	case f.isString():
		return f.textOperand(t, n)
	case f.isList():
		return f.one(t, elem(f.typ), n)
	}
	return f.one(t, nil, n)
}

func (f *field) textOperand(t *node, n *bind.Node) error {
	if n.Kind != bind.Leaf || n.Val.Kind() != value.String {
		return mismatch(n, t.op.String()+" of field "+f.quoted()+" needs a String, not "+shown(n))
	}
	if err := f.one(t, nil, n); err != nil || t.op != Matches {
		return err
	}
	var err error
	t.pattern, err = CompilePattern(n.Val.Str())
	if err != nil {
		return dberr.At(dberr.InvalidArgument, n.Pos, "pattern of field "+f.quoted()+": "+err.Error())
	}
	return nil
}

// CompilePattern compiles RE2 syntax.
//
// Errors: INVALID_ARGUMENT beyond the bounds of its text and its program, and
// those of regexp.Compile.
func CompilePattern(s string) (*regexp.Regexp, error) {
	if len(s) > maxPatternBytes {
		return nil, dberr.New(dberr.InvalidArgument, "longer than "+strconv.Itoa(maxPatternBytes)+" bytes")
	}
	tree, err := syntax.Parse(s, syntax.Perl)
	if err != nil {
		return nil, err
	}
	prog, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return nil, err
	}
	if len(prog.Inst) > maxPatternInstrs {
		return nil, dberr.New(dberr.InvalidArgument, "too large: "+strconv.Itoa(len(prog.Inst))+" instructions of "+strconv.Itoa(maxPatternInstrs))
	}
	return regexp.Compile(s)
}

// operands sets the list of in, nin, containsAny and containsAll.
func (f *field) operands(t *node, n *bind.Node) error {
	if n.Kind != bind.List {
		return mismatch(n, t.op.String()+" of field "+f.quoted()+" needs a list, not "+shown(n))
	}
	typ := f.typ
	if t.op == ContainsAny || t.op == ContainsAll {
		typ = nil
		if f.isList() {
			typ = elem(f.typ)
		}
	}
	for _, item := range n.Items {
		if item.Missing {
			t.missing = true
			continue
		}
		v, ok := coerce(typ, item.Value())
		if !ok {
			return f.cannot(item)
		}
		t.values = append(t.values, v)
	}
	sorting.Func(t.values, value.Compare)
	t.values = slices.CompactFunc(t.values, value.Equal)
	t.set = make([]value.Raw, len(t.values))
	var all []byte
	for i, v := range t.values {
		from := len(all)
		all = value.Append(all, v)
		t.set[i] = value.Raw(all[from:len(all):len(all)])
	}
	return nil
}

// coerce returns an operand as a field of the type stores it; false if the
// field can never hold it. null fits everywhere.
func coerce(t *catalog.Type, v value.Value) (value.Value, bool) {
	k := v.Kind()
	if t == nil || t.Kind == catalog.Any || k == value.Null {
		return v, true
	}
	switch t.Kind {
	case catalog.Int, catalog.Float:
		return v, v.IsNumber()
	case catalog.Boolean:
		return v, k == value.Bool
	case catalog.DateTime:
		return parsed(v, value.DateTime, value.ParseDateTime)
	case catalog.Uuid:
		return parsed(v, value.Uuid, value.ParseUuid)
	case catalog.Bytes:
		return parsed(v, value.Bytes, value.ParseBase64)
	case catalog.Object:
		return coerceObject(t, v)
	case catalog.List:
		return coerceList(t.Elem, v)
	case catalog.Vector:
		return coerceList(elem(t), v)
	}
	return v, k == value.String
}

func parsed(v value.Value, k value.Kind, parse func(string) (value.Value, bool)) (value.Value, bool) {
	if v.Kind() == value.String {
		return parse(v.Str())
	}
	return v, v.Kind() == k
}

func coerceList(elem *catalog.Type, v value.Value) (value.Value, bool) {
	if v.Kind() != value.Array {
		return v, false
	}
	items := make([]value.Value, v.Len())
	for i, x := range v.Items() {
		var ok bool
		if items[i], ok = coerce(elem, x); !ok {
			return v, false
		}
	}
	return value.ArrayValue(items), true
}

func coerceObject(t *catalog.Type, v value.Value) (value.Value, bool) {
	if v.Kind() != value.Object || len(t.Fields) == 0 {
		return v, v.Kind() == value.Object
	}
	fields := slices.Clone(v.Fields())
	for i := range fields {
		for _, d := range t.Fields {
			if d.Name == fields[i].Name {
				var ok bool
				if fields[i].Value, ok = coerce(&d.Type, fields[i].Value); !ok {
					return v, false
				}
			}
		}
	}
	return value.ObjectValue(fields), true
}
