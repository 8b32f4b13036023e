package graphql

import "github.com/auroradb/aurora/engine/catalog"

// scalarDef describes a scalar of the view.
type scalarDef struct{ name, native, doc string }

// scalars are the scalars of the view in their order; those without a
// description are GraphQL's own. Int of AQL has 64 bits and GraphQL's has 32,
// so it gets a name of its own.
func scalars() []scalarDef {
	return []scalarDef{
		{"String", "String", ""}, {"ID", "ID", ""}, {"Int", "Int", ""}, {"Float", "Float", ""}, {"Boolean", "Boolean", ""},
		{"Int64", "Int", "An integer of 64 bits with a sign, as a JSON number."},
		{"DateTime", "DateTime", "A moment: RFC 3339 with up to nanoseconds, answered in UTC."},
		{"Date", "Date", "A day: 2026-01-31."},
		{"Time", "Time", "A time of day: 13:45:00."},
		{"UUID", "Uuid", "A UUID in its text form, answered in lower case."},
		{"Bytes", "Bytes", "Bytes as base64."},
		{"Email", "Email", "An address for electronic mail."},
		{"URL", "URL", "An address with a scheme."},
		{"PhoneNumber", "PhoneNumber", "A telephone number."},
		{"JSON", "JSON", "Any JSON value."},
	}
}

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
