package schema

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
)

// maxVector is the largest dimension of a Vector.
const maxVector = 1 << 16

// typeKind returns the kind of a type's name.
func typeKind(name string) (catalog.TypeKind, bool) {
	switch name {
	case "String":
		return catalog.String, true
	case "ID":
		return catalog.ID, true
	case "Int":
		return catalog.Int, true
	case "Float":
		return catalog.Float, true
	case "Boolean", "Bool":
		return catalog.Boolean, true
	case "Uuid", "UUID":
		return catalog.Uuid, true
	case "DateTime":
		return catalog.DateTime, true
	case "Date":
		return catalog.Date, true
	case "Time":
		return catalog.Time, true
	case "Email":
		return catalog.Email, true
	case "URL":
		return catalog.URL, true
	case "PhoneNumber":
		return catalog.PhoneNumber, true
	case "Bytes":
		return catalog.Bytes, true
	case "Object":
		return catalog.Object, true
	case "JSON", "Any":
		return catalog.Any, true
	case "Vector":
		return catalog.Vector, true
	}
	return 0, false
}

// TypeName returns a type as it is written in a definition.
func TypeName(t *catalog.Type) string {
	s := ""
	switch t.Kind {
	case catalog.Any:
		s = "Any"
	case catalog.String:
		s = "String"
	case catalog.ID:
		s = "ID"
	case catalog.Int:
		s = "Int"
	case catalog.Float:
		s = "Float"
	case catalog.Boolean:
		s = "Boolean"
	case catalog.Uuid:
		s = "Uuid"
	case catalog.DateTime:
		s = "DateTime"
	case catalog.Date:
		s = "Date"
	case catalog.Time:
		s = "Time"
	case catalog.Email:
		s = "Email"
	case catalog.URL:
		s = "URL"
	case catalog.PhoneNumber:
		s = "PhoneNumber"
	case catalog.Bytes:
		s = "Bytes"
	case catalog.Object:
		s = "Object"
	case catalog.List:
		s = "[" + TypeName(t.Elem) + "]"
	case catalog.Vector:
		s = "Vector(" + itoa(int64(t.Size)) + ")"
	}
	if t.NonNull {
		s += "!"
	}
	return s
}

// buildType builds a type as written; field names it in messages.
func buildType(r *ast.TypeRef, field string) (catalog.Type, error) {
	t := catalog.Type{NonNull: r.NonNull}
	switch {
	case r.Elem != nil:
		elem, err := buildType(r.Elem, field)
		if err != nil {
			return t, err
		}
		t.Kind, t.Elem = catalog.List, &elem
		return t, nil
	case r.Name == "":
		t.Kind, t.Fields = catalog.Object, []*catalog.Field{}
		for _, fd := range r.Fields {
			f, err := buildField(fd, false)
			if err != nil {
				return t, err
			}
			for _, o := range t.Fields {
				if o.Name == f.Name {
					return t, invalid(fd.Pos, "field "+quote(f.Name)+" is defined twice in "+quote(field))
				}
			}
			t.Fields = append(t.Fields, f)
		}
		return t, nil
	}
	kind, ok := typeKind(r.Name)
	if !ok {
		return t, invalid(r.Pos, "field "+quote(field)+" has the unknown type "+quote(r.Name)+dberr.DidYouMean(r.Name,
			"String", "ID", "Int", "Float", "Boolean", "Uuid", "DateTime", "Date", "Time", "Email", "URL", "PhoneNumber", "Bytes", "Object", "JSON", "Vector"))
	}
	t.Kind = kind
	switch {
	case kind == catalog.Vector && (r.Size < 1 || r.Size > maxVector):
		return t, invalid(r.Pos, "field "+quote(field)+" needs a size: Vector(1) to Vector(65536)")
	case kind != catalog.Vector && r.Size != 0:
		return t, invalid(r.Pos, "type "+r.Name+" of field "+quote(field)+" takes no size")
	}
	t.Size = r.Size
	return t, nil
}

// isText reports whether values of a type are stored as text.
func isText(k catalog.TypeKind) bool {
	switch k {
	case catalog.String, catalog.ID, catalog.Email, catalog.URL, catalog.PhoneNumber, catalog.Date, catalog.Time:
		return true
	}
	return false
}

// scalar returns the type of the elements of a list, or the type itself.
func scalar(t *catalog.Type) *catalog.Type {
	for t.Kind == catalog.List {
		t = t.Elem
	}
	return t
}
