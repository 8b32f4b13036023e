package schema

import (
	"slices"
	"strings"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
)

// wanted reports whether a field brings an index of its own along.
func wanted(f *catalog.Field) bool { return f.Unique || f.Indexed || f.Relation != nil || f.HasTTL }

// deriveIndexes gives each @unique, @indexed, @relation and @ttl field its index.
// Indexes that are there already keep their ids.
func deriveIndexes(c *catalog.Collection) error {
	return walkFields(c.Fields, nil, func(path []string, f *catalog.Field) error {
		if !wanted(f) || len(path) == 1 && path[0] == "id" {
			return nil
		}
		x := &catalog.Index{
			Parts: []catalog.Part{{Path: slices.Clone(path)}}, Unique: f.Unique,
			Multi: f.Type.Kind == catalog.List,
		}
		for _, old := range c.Indexes {
			if sameParts(old, x) && old.Unique == x.Unique && old.Multi == x.Multi {
				return nil
			}
		}
		x.Name = freeName(c, indexName(c, x))
		appendIndex(c, x)
		return nil
	})
}

// walkFields visits the fields and those of nested objects.
func walkFields(fields []*catalog.Field, path []string, visit func([]string, *catalog.Field) error) error {
	for _, f := range fields {
		p := append(path, f.Name)
		if err := visit(p, f); err != nil {
			return err
		}
		if f.Type.Kind == catalog.Object {
			if err := walkFields(f.Type.Fields, p, visit); err != nil {
				return err
			}
		}
	}
	return nil
}

func appendIndex(c *catalog.Collection, x *catalog.Index) {
	x.ID = c.NextID
	c.NextID++
	c.Indexes = append(c.Indexes, x)
}

func indexName(c *catalog.Collection, x *catalog.Index) string {
	s := c.Name
	for _, p := range x.Parts {
		s += "_" + strings.Join(p.Path, "_")
	}
	return s
}

// freeName returns the name, with a number behind it if it is taken.
func freeName(c *catalog.Collection, name string) string {
	free := name
	for n := int64(2); c.Index(free) != nil; n++ {
		free = name + "_" + itoa(n)
	}
	return free
}

// Find returns an index with the same parts, a declared one if there are
// several, nil if there is none.
func Find(c *catalog.Collection, x *catalog.Index) *catalog.Index {
	var found *catalog.Index
	for _, o := range c.Indexes {
		if sameParts(o, x) && (found == nil || o.Declared) {
			found = o
		}
	}
	return found
}

func sameParts(a, b *catalog.Index) bool {
	return slices.EqualFunc(a.Parts, b.Parts, func(a, b catalog.Part) bool {
		return a.Desc == b.Desc && slices.Equal(a.Path, b.Path)
	})
}

// Index builds a declared index of a collection. It has no id yet.
//
// Errors: INVALID_DEFINITION, FIELD_NOT_FOUND.
func Index(c *catalog.Collection, d *ast.IndexDef) (*catalog.Index, error) {
	if len(d.Parts) == 0 {
		return nil, invalid(d.Pos, "an index on collection "+quote(c.Name)+" needs a field")
	}
	x := &catalog.Index{Name: d.Name, Unique: d.Unique, Declared: true}
	for _, p := range d.Parts {
		path := strings.Split(p.Path, ".")
		if p.Path == "_sid" {
			path[0] = "id"
		}
		list, err := indexable(c, path, p)
		if err != nil {
			return nil, err
		}
		for _, o := range x.Parts {
			if slices.Equal(o.Path, path) {
				return nil, invalid(p.Pos, "field "+quote(p.Path)+" stands twice in an index")
			}
		}
		x.Parts = append(x.Parts, catalog.Part{Path: path, Desc: p.Desc})
		x.Multi = list && len(d.Parts) == 1
	}
	return x, nil
}

// indexable checks one part and reports whether it is a list.
func indexable(c *catalog.Collection, path []string, p ast.IndexPart) (list bool, err error) {
	if len(path) == 1 && path[0] == "id" {
		return false, nil
	}
	fields := c.Fields
	for i, name := range path {
		k := slices.IndexFunc(fields, func(f *catalog.Field) bool { return f.Name == name })
		if k < 0 {
			return false, c.Lacks(p.Path, fields, p.Pos)
		}
		f := fields[k]
		if i == len(path)-1 {
			return f.Type.Kind == catalog.List, checkIndexable(f, p.Pos)
		}
		switch {
		case f.Type.Kind == catalog.Object && f.Type.Fields == nil:
			return false, nil // an open object: values of any kind
		case f.Type.Kind == catalog.Object:
			fields = f.Type.Fields
		default:
			return false, invalid(p.Pos, "field "+quote(name)+" of type "+TypeName(&f.Type)+" has no field "+quote(path[i+1])+" to index")
		}
	}
	return false, nil
}

// AddIndex adds a declared index to a definition that is being changed, and
// reports whether it is new: the same one again is skipped. An index that a
// field brought along becomes a declared one; a unique one serves as well.
//
// Errors: INVALID_DEFINITION for another index of that name, or of these parts
// with another kind of uniqueness.
func AddIndex(c *catalog.Collection, x *catalog.Index, pos ast.Pos) (added bool, err error) {
	old := Find(c, x)
	if x.Name != "" {
		if named := c.Index(x.Name); named != nil && named != old {
			return false, invalid(pos, "collection "+quote(c.Name)+" has another index named "+quote(x.Name))
		}
	}
	switch {
	case old == nil:
		if x.Name == "" {
			x.Name = freeName(c, indexName(c, x))
		}
		appendIndex(c, x)
		return true, nil
	case old.Declared && old.Unique == x.Unique && (x.Name == "" || x.Name == old.Name):
		return false, nil
	case old.Declared:
		return false, invalid(pos, "collection "+quote(c.Name)+" has the index "+quote(old.Name)+" on these fields, defined otherwise")
	case x.Unique && !old.Unique:
		// The field's own index stays; this one stands beside it.
		x.Name = freeName(c, indexName(c, x))
		appendIndex(c, x)
		return true, nil
	}
	now := *old
	now.Declared = true
	if x.Name != "" {
		now.Name = x.Name
	}
	c.Indexes[slices.Index(c.Indexes, old)] = &now
	return true, nil
}

// RemoveIndex removes the declared index of a name or of parts. An index that
// a field needs stays as the field's own.
//
// Errors: INDEX_NOT_FOUND.
func RemoveIndex(c *catalog.Collection, d *ast.DropIndex) error {
	var x *catalog.Index
	what := quote(d.Name)
	if d.Name != "" {
		x = c.Index(d.Name)
	} else {
		parts := make([]catalog.Part, len(d.Parts))
		names := make([]string, len(d.Parts))
		for i, p := range d.Parts {
			parts[i], names[i] = catalog.Part{Path: strings.Split(p.Path, "."), Desc: p.Desc}, p.Path
		}
		what = "on (" + strings.Join(names, ", ") + ")"
		x = Find(c, &catalog.Index{Parts: parts})
	}
	if x == nil || !x.Declared {
		var names []string
		for _, x := range c.Indexes {
			if x.Declared {
				names = append(names, x.Name)
			}
		}
		return dberr.At(dberr.IndexNotFound, d.Pos, "collection "+quote(c.Name)+" has no declared index "+what+dberr.DidYouMean(d.Name, names...))
	}
	i := slices.Index(c.Indexes, x)
	if needed(c, x) {
		now := *x
		now.Declared = false
		c.Indexes[i] = &now
		return nil
	}
	c.Indexes = slices.Delete(c.Indexes, i, i+1)
	return nil
}

// needed reports whether a directive of a field asks for this index.
func needed(c *catalog.Collection, x *catalog.Index) bool {
	found := false
	_ = walkFields(c.Fields, nil, func(path []string, f *catalog.Field) error {
		if wanted(f) && len(x.Parts) == 1 && !x.Parts[0].Desc &&
			slices.Equal(x.Parts[0].Path, path) && x.Unique == f.Unique {
			found = true
		}
		return nil
	})
	return found
}
