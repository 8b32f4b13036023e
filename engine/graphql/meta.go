package graphql

// metaTypes adds the types of introspection, as the GraphQL specification has
// them: a client may ask for them, and fragments are on them.
func metaTypes(v *View) {
	type f = fieldDef
	deprecated := []*f{{name: "includeDeprecated", typ: "Boolean"}}
	object := func(name string, fields ...*f) {
		v.add(&typeDef{name: name, kind: object, fields: fields, hidden: true})
	}
	named := func(name string, fields ...*f) {
		object(name, append([]*f{{name: "name", typ: "String!"}, {name: "description", typ: "String"}}, fields...)...)
	}
	object("__Schema",
		&f{name: "description", typ: "String"}, &f{name: "types", typ: "[__Type!]!"}, &f{name: "queryType", typ: "__Type!"},
		&f{name: "mutationType", typ: "__Type"}, &f{name: "subscriptionType", typ: "__Type"}, &f{name: "directives", typ: "[__Directive!]!"})
	object("__Type",
		&f{name: "kind", typ: "__TypeKind!"}, &f{name: "name", typ: "String"}, &f{name: "description", typ: "String"},
		&f{name: "specifiedByURL", typ: "String"}, &f{name: "fields", typ: "[__Field!]", args: deprecated}, &f{name: "interfaces", typ: "[__Type!]"},
		&f{name: "possibleTypes", typ: "[__Type!]"}, &f{name: "enumValues", typ: "[__EnumValue!]", args: deprecated},
		&f{name: "inputFields", typ: "[__InputValue!]", args: deprecated}, &f{name: "ofType", typ: "__Type"}, &f{name: "isOneOf", typ: "Boolean"})
	outdated := []*f{{name: "isDeprecated", typ: "Boolean!"}, {name: "deprecationReason", typ: "String"}}
	named("__Field", append([]*f{{name: "args", typ: "[__InputValue!]!", args: deprecated}, {name: "type", typ: "__Type!"}}, outdated...)...)
	named("__InputValue", append([]*f{{name: "type", typ: "__Type!"}, {name: "defaultValue", typ: "String"}}, outdated...)...)
	named("__EnumValue", outdated...)
	named("__Directive", &f{name: "isRepeatable", typ: "Boolean!"}, &f{name: "locations", typ: "[__DirectiveLocation!]!"},
		&f{name: "args", typ: "[__InputValue!]!", args: deprecated})
	v.add(&typeDef{kind: enum, name: "__TypeKind", hidden: true, values: []string{
		"SCALAR", "OBJECT", "INTERFACE", "UNION", "ENUM", "INPUT_OBJECT", "LIST", "NON_NULL",
	}})
	v.add(&typeDef{kind: enum, name: "__DirectiveLocation", hidden: true, values: []string{
		"QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT", "VARIABLE_DEFINITION",
		"SCHEMA", "SCALAR", "OBJECT", "FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INTERFACE", "UNION", "ENUM", "ENUM_VALUE",
		"INPUT_OBJECT", "INPUT_FIELD_DEFINITION",
	}})
}
