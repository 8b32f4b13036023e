package graphql

import "slices"

// schemaNode is the schema as a whole.
type schemaNode struct{}

func (schemaNode) typename() string { return "__Schema" }

func (schemaNode) get(v *View, name string) (any, bool) {
	root := func(name string) any {
		if v.byName[name] == nil {
			return nil
		}
		return typeNode{typ: name}
	}
	switch name {
	case "description":
		return "The collections of an Aurora database.", true
	case "types":
		var out []node
		shown := v.visible()
		for _, t := range v.types {
			if t.hidden || slices.Contains(shown, t) {
				out = append(out, typeNode{typ: t.name})
			}
		}
		return out, true
	case "queryType":
		return root("Query"), true
	case "mutationType":
		return root("Mutation"), true
	case "subscriptionType":
		return root("Subscription"), true
	case "directives":
		return directives(), true
	}
	return nil, false
}

// typeNode is a type as it is written, lists and ! included.
type typeNode struct{ typ string }

func (typeNode) typename() string { return "__Type" }

func (n typeNode) get(v *View, name string) (any, bool) {
	last := len(n.typ) - 1
	switch {
	case n.typ[last] == '!':
		return wrapper(name, "NON_NULL", n.typ[:last])
	case n.typ[0] == '[':
		return wrapper(name, "LIST", n.typ[1:last])
	}
	t := v.byName[n.typ]
	switch name {
	case "kind":
		return [...]string{"SCALAR", "OBJECT", "ENUM", "INPUT_OBJECT"}[t.kind], true
	case "name":
		return t.name, true
	case "description":
		return text(t.doc), true
	case "fields":
		if t.kind != object {
			return nil, true
		}
		return nodes(t.fields, func(f *fieldDef) node { return fieldNode{f} }), true
	case "inputFields":
		if t.kind != input {
			return nil, true
		}
		return inputs(t.fields), true
	case "enumValues":
		if t.kind != enum {
			return nil, true
		}
		return nodes(t.values, func(s string) node { return enumNode(s) }), true
	case "interfaces":
		if t.kind != object {
			return nil, true
		}
		return []node{}, true
	case "isOneOf":
		if t.kind != input {
			return nil, true
		}
		return false, true
	case "possibleTypes", "ofType", "specifiedByURL":
		return nil, true
	}
	return nil, false
}

// wrapper is a list or a non-null type.
func wrapper(name, kind, of string) (any, bool) {
	switch name {
	case "kind":
		return kind, true
	case "ofType":
		return typeNode{typ: of}, true
	case "name", "description", "fields", "inputFields", "enumValues", "interfaces", "possibleTypes", "specifiedByURL", "isOneOf":
		return nil, true
	}
	return nil, false
}

func text(doc string) any {
	if doc == "" {
		return nil
	}
	return doc
}

func nodes[T any](of []T, make func(T) node) []node {
	out := []node{}
	for _, x := range of {
		out = append(out, make(x))
	}
	return out
}

func inputs(fields []*fieldDef) []node {
	return nodes(fields, func(f *fieldDef) node { return inputNode{f} })
}

// fieldNode is a field of an object.
type fieldNode struct{ f *fieldDef }

func (fieldNode) typename() string { return "__Field" }

func (n fieldNode) get(_ *View, name string) (any, bool) {
	if name == "args" {
		return inputs(n.f.args), true
	}
	return described(n.f, name)
}

// inputNode is a field of an input, or an argument.
type inputNode struct{ f *fieldDef }

func (inputNode) typename() string { return "__InputValue" }

func (n inputNode) get(_ *View, name string) (any, bool) {
	if name == "defaultValue" {
		return nil, true
	}
	return described(n.f, name)
}

func described(f *fieldDef, name string) (any, bool) {
	switch name {
	case "name":
		return f.name, true
	case "description":
		return text(f.doc), true
	case "type":
		return typeNode{typ: f.typ}, true
	}
	return current(name)
}

// current tells that something is not deprecated: nothing is.
func current(name string) (any, bool) {
	switch name {
	case "isDeprecated":
		return false, true
	case "deprecationReason":
		return nil, true
	}
	return nil, false
}

// enumNode is a value of an enum.
type enumNode string

func (enumNode) typename() string { return "__EnumValue" }

func (n enumNode) get(_ *View, name string) (any, bool) {
	switch name {
	case "name":
		return string(n), true
	case "description":
		return nil, true
	}
	return current(name)
}

// directiveNode is a directive.
type directiveNode struct {
	name, doc string
	locations []string
	args      []*fieldDef
}

func (directiveNode) typename() string { return "__Directive" }

func (n directiveNode) get(_ *View, name string) (any, bool) {
	switch name {
	case "name":
		return n.name, true
	case "description":
		return n.doc, true
	case "isRepeatable":
		return false, true
	case "locations":
		return n.locations, true
	case "args":
		return inputs(n.args), true
	}
	return nil, false
}

// directives are those that the view understands.
func directives() []node {
	cond := []*fieldDef{{name: "if", typ: "Boolean!"}}
	anywhere := []string{"FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"}
	return []node{
		directiveNode{name: "include", doc: "Takes the selection only if the condition is true.", locations: anywhere, args: cond},
		directiveNode{name: "skip", doc: "Leaves the selection out if the condition is true.", locations: anywhere, args: cond},
		directiveNode{name: "explain", doc: "Answers the plan beside the data, in extensions.explain.", locations: []string{"QUERY"}},
	}
}
