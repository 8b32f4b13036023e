package graphql

import (
	"strings"

	"github.com/auroradb/aurora/engine/catalog"
)

// template reads types from text, which is far smaller than code that makes
// them: GraphQL's schema language with descriptions behind what they describe,
// and @role behind a field that is more than a plain one. $ names are replaced.
type template struct {
	rest string
	with []string // pairs of a $ name and its text
	coll *catalog.Collection
}

// add reads all types of the text into a view; a field with @role is about the
// template's collection.
func (t *template) add(v *View) {
	for kw := t.word(); kw != ""; kw = t.word() {
		def := &typeDef{kind: kindOf(kw), name: t.word(), hidden: kw == "meta"}
		def.doc = t.doc()
		switch def.kind {
		case input:
			def.native = "Object"
		case enum:
			def.native = "String"
		case scalar:
			def.native = t.word()
			def.hidden = def.doc == ""
		}
		if def.kind != scalar {
			t.members(def)
		}
		v.extend(def)
	}
}

// extend adds a type, or its fields to the one of its name.
func (v *View) extend(def *typeDef) {
	if old := v.byName[def.name]; old != nil {
		old.fields = append(old.fields, def.fields...)
		return
	}
	v.add(def)
}

func kindOf(word string) kind {
	switch word {
	case "scalar":
		return scalar
	case "enum":
		return enum
	case "input":
		return input
	}
	return object
}

// members reads { … }.
func (t *template) members(def *typeDef) {
	t.word() // {
	for name := t.word(); name != "}"; name = t.word() {
		if def.kind == enum {
			def.values = append(def.values, name)
			continue
		}
		def.fields = append(def.fields, t.field(name))
	}
}

// field reads what stands behind a field's name: (arguments): type "doc" @role.
func (t *template) field(name string) *fieldDef {
	f := &fieldDef{name: name}
	if w := t.word(); w == "(" {
		for arg := t.word(); arg != ")"; arg = t.word() {
			f.args = append(f.args, t.field(arg))
		}
		t.word() // :
	}
	f.typ = t.word()
	f.doc = t.doc()
	if t.next() == '@' {
		f.role, f.coll = roleOf(t.word()[1:]), t.coll
	}
	return f
}

// doc reads a description if there is one.
func (t *template) doc() string {
	if t.next() != '"' {
		return ""
	}
	return t.word()
}

// next returns the first byte of the next word, 0 at the end.
func (t *template) next() byte {
	t.rest = strings.TrimLeft(t.rest, " ,\t\n")
	if t.rest == "" {
		return 0
	}
	return t.rest[0]
}

// word reads a word, a mark or a text in quotation marks.
func (t *template) word() string {
	const marks = "(){}:"
	c := t.next()
	end := 1
	switch {
	case c == 0:
		return ""
	case c == '"':
		end = strings.IndexByte(t.rest[1:], '"') + 1
		s := t.rest[1:end]
		t.rest = t.rest[end+1:]
		return t.replaced(s)
	case strings.IndexByte(marks, c) < 0:
		end = strings.IndexAny(t.rest, " ,\t\n\""+marks)
	}
	s := t.rest[:end]
	t.rest = t.rest[end:]
	return t.replaced(s)
}

func (t *template) replaced(s string) string {
	for i := 0; i < len(t.with); i += 2 {
		s = strings.ReplaceAll(s, t.with[i], t.with[i+1])
	}
	return s
}
