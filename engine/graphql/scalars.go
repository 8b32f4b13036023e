package graphql

import "github.com/auroradb/aurora/engine/catalog"

// written returns the view's scalar of a declared type without fields; "" for
// lists and nested objects.
func written(k catalog.TypeKind) string {
	switch k {
	case catalog.String:
		return "String"
	case catalog.ID:
		return "ID"
	case catalog.Int:
		return "Int64"
	case catalog.Float:
		return "Float"
	case catalog.Boolean:
		return "Boolean"
	case catalog.Uuid:
		return "UUID"
	case catalog.DateTime:
		return "DateTime"
	case catalog.Date:
		return "Date"
	case catalog.Time:
		return "Time"
	case catalog.Email:
		return "Email"
	case catalog.URL:
		return "URL"
	case catalog.PhoneNumber:
		return "PhoneNumber"
	case catalog.Bytes:
		return "Bytes"
	case catalog.List, catalog.Vector:
		return ""
	}
	return "JSON"
}

// isText reports scalars that the text operators apply to.
func isText(name string) bool {
	switch name {
	case "String", "ID", "Email", "URL", "PhoneNumber", "Date", "Time":
		return true
	}
	return false
}

func isOrdered(name string) bool {
	switch name {
	case "Int64", "Float", "DateTime", "UUID", "Bytes":
		return true
	}
	return isText(name)
}
