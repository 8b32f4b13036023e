package schema

import (
	"slices"
	"strings"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/filter"
	"github.com/auroradb/aurora/engine/fts"
	"github.com/auroradb/aurora/engine/value"
)

// applyDirectives reads the annotations of a field.
func applyDirectives(f *catalog.Field, list []*ast.Directive, top bool) error {
	seen := map[string]bool{}
	for _, d := range list {
		name := d.Name
		if name == "index" {
			name = "indexed"
		}
		apply := directive(name)
		if apply == nil {
			return dberr.At(dberr.UnknownDirective, d.Pos, "unknown directive @"+d.Name+" on field "+quote(f.Name)+
				dberr.DidYouMean(d.Name, "primary", "unique", "indexed", "search", "validate", "relation", "computed", "ttl", "vector"))
		}
		if seen[name] {
			return invalid(d.Pos, "directive @"+d.Name+" stands twice on field "+quote(f.Name))
		}
		seen[name] = true
		if !top && name != "validate" && name != "indexed" && name != "unique" {
			return invalid(d.Pos, "directive @"+d.Name+" is for fields of the collection, not for the nested field "+quote(f.Name))
		}
		args, err := readArgs(d, f.Name, name)
		if err != nil {
			return err
		}
		if err := apply(f, args); err != nil {
			return err
		}
	}
	return nil
}

// directive returns what a directive does, nil if there is none of that name.
func directive(name string) func(*catalog.Field, *args) error {
	switch name {
	case "primary":
		return func(f *catalog.Field, a *args) error {
			f.Primary, f.Required, f.Unique = true, true, true
			return checkIndexable(f, a.pos)
		}
	case "unique":
		return func(f *catalog.Field, a *args) error {
			f.Unique = true
			return checkIndexable(f, a.pos)
		}
	case "indexed":
		return func(f *catalog.Field, a *args) error {
			f.Indexed = true
			return checkIndexable(f, a.pos)
		}
	case "search":
		return applySearch
	case "validate":
		return applyValidate
	case "relation":
		return applyRelation
	case "computed":
		return applyComputed
	case "ttl":
		return applyTTL
	case "vector":
		return applyVector
	}
	return nil
}

// directiveArgs lists the arguments of each directive.
func directiveArgs(name string) []string {
	switch name {
	case "search":
		return []string{"language", "stem", "weight"}
	case "validate":
		return []string{"format", "min", "max", "minLength", "maxLength", "pattern"}
	case "relation":
		return []string{"to", "key", "onDelete"}
	case "computed":
		return []string{"expr"}
	case "ttl":
		return []string{"after"}
	case "vector":
		return []string{"metric"}
	}
	return nil
}

func checkIndexable(f *catalog.Field, pos ast.Pos) error {
	switch scalar(&f.Type).Kind {
	case catalog.Any, catalog.Vector:
		return invalid(pos, "field "+quote(f.Name)+" of type "+TypeName(&f.Type)+" cannot be unique or indexed")
	}
	return nil
}

func applySearch(f *catalog.Field, a *args) error {
	if !isText(scalar(&f.Type).Kind) {
		return invalid(a.pos, "@search is for texts; field "+quote(f.Name)+" is "+TypeName(&f.Type))
	}
	f.Search = &catalog.Search{Language: a.text("language"), Weight: 1}
	if _, given := a.get("language"); given && !slices.Contains(fts.Languages(), f.Search.Language) {
		return a.bad("language", "one of "+strings.Join(fts.Languages(), ", "))
	}
	if v, ok := a.get("stem"); ok {
		if v.Kind() != value.Bool {
			return a.bad("stem", "true or false")
		}
		f.Search.Stem = v.Bool()
	}
	if _, ok := fts.New(f.Search.Language, f.Search.Stem); !ok && a.err == nil {
		return dberr.At(dberr.Unsupported, a.places["stem"], "this build has no stems of the language of field "+quote(f.Name)+
			": the browser's and the Worker's have none, and \"none\" is no language")
	}
	if v, ok := a.get("weight"); ok {
		if !v.IsNumber() || !(v.Float() > 0) {
			return a.bad("weight", "a number above 0")
		}
		f.Search.Weight = v.Float()
	}
	return a.err
}

func applyValidate(f *catalog.Field, a *args) error {
	v := &catalog.Validation{Format: a.text("format"), Pattern: a.text("pattern")}
	kind := scalar(&f.Type).Kind
	text := isText(kind)
	if _, given := a.get("format"); given && (!text || !knownFormat(v.Format)) {
		return a.bad("format", "a known format of a text")
	}
	if _, given := a.get("pattern"); given {
		if !text {
			return a.bad("pattern", "for texts only")
		}
		if _, err := filter.CompilePattern(v.Pattern); err != nil {
			return a.bad("pattern", "a regular expression: "+err.Error())
		}
	}
	var err error
	if v.Min, err = a.bound("min", f, kind); err != nil {
		return err
	}
	if v.Max, err = a.bound("max", f, kind); err != nil {
		return err
	}
	if v.MinLength, err = a.length("minLength", text || kind == catalog.Bytes); err != nil {
		return err
	}
	if v.MaxLength, err = a.length("maxLength", text || kind == catalog.Bytes); err != nil {
		return err
	}
	if v.Min != nil && v.Max != nil && value.Compare(*v.Min, *v.Max) > 0 ||
		v.MinLength != nil && v.MaxLength != nil && *v.MinLength > *v.MaxLength {
		return invalid(a.pos, "@validate of field "+quote(f.Name)+" lets nothing pass: its minimum is above its maximum")
	}
	f.Validate = v
	return a.err
}

func applyRelation(f *catalog.Field, a *args) error {
	r := &catalog.Relation{To: a.text("to"), Key: "id"}
	if _, ok := a.get("key"); ok {
		r.Key = a.text("key")
	}
	if a.err == nil && (r.To == "" || r.Key == "") {
		return a.bad("to", "the name of a collection")
	}
	switch a.text("onDelete") {
	case "", "RESTRICT":
		if v, ok := a.get("onDelete"); ok && v.Str() == "" {
			return a.bad("onDelete", "RESTRICT, CASCADE or SET_NULL")
		}
	case "CASCADE":
		r.OnDelete = catalog.Cascade
	case "SET_NULL":
		r.OnDelete = catalog.SetNull
		if f.Required {
			return invalid(a.pos, "field "+quote(f.Name)+" is required and cannot be set to null: onDelete SET_NULL")
		}
	default:
		return a.bad("onDelete", "RESTRICT, CASCADE or SET_NULL")
	}
	switch scalar(&f.Type).Kind {
	case catalog.Any, catalog.Object, catalog.Vector:
		return invalid(a.pos, "@relation needs a key; field "+quote(f.Name)+" is "+TypeName(&f.Type))
	}
	f.Relation = r
	return a.err
}

func applyComputed(f *catalog.Field, a *args) error {
	f.Computed = a.text("expr")
	if a.err == nil && f.Computed == "" {
		return a.bad("expr", "an expression")
	}
	return a.err
}

func applyTTL(f *catalog.Field, a *args) error {
	if f.Type.Kind != catalog.DateTime {
		return invalid(a.pos, "@ttl is for a DateTime; field "+quote(f.Name)+" is "+TypeName(&f.Type))
	}
	n, ok := ParseInterval(a.text("after"))
	if !ok {
		return a.bad("after", `an interval such as "30d"`)
	}
	f.HasTTL, f.TTL = true, n
	return a.err
}

func applyVector(f *catalog.Field, a *args) error {
	if f.Type.Kind != catalog.Vector {
		return invalid(a.pos, "@vector is for a Vector; field "+quote(f.Name)+" is "+TypeName(&f.Type))
	}
	f.Metric = "COSINE"
	if _, ok := a.get("metric"); ok {
		f.Metric = a.text("metric")
	}
	switch f.Metric {
	case "COSINE", "DOT", "EUCLIDEAN":
		return a.err
	}
	return a.bad("metric", "COSINE, DOT or EUCLIDEAN")
}
