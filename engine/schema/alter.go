package schema

import (
	"slices"
	"strings"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/expr"
	"github.com/auroradb/aurora/engine/value"
)

// Rewrite is what an altered definition means for the stored documents.
type Rewrite struct {
	steps []step
}

// step is a renamed, a dropped or a filled top-level field.
type step struct {
	from string       // rename, drop
	to   string       // rename
	add  *value.Value // fill an absent field
	name string       // add
}

// None reports whether documents stay as they are.
func (r *Rewrite) None() bool { return len(r.steps) == 0 }

// Apply returns the members of a document after the steps.
func (r *Rewrite) Apply(fields []value.Field) []value.Field {
	for _, s := range r.steps {
		i := find(fields, s.from)
		switch {
		case s.add != nil:
			if find(fields, s.name) < 0 {
				fields = append(fields, value.Field{Name: s.name, Value: *s.add})
			}
		case s.to != "":
			// An undeclared field of the new name gives way to the declared one.
			if j := find(fields, s.to); j >= 0 {
				fields = slices.Delete(fields, j, j+1)
				i = find(fields, s.from)
			}
			if i >= 0 {
				fields[i].Name = s.to
			}
		case i >= 0:
			fields = slices.Delete(fields, i, i+1)
		}
	}
	return fields
}

// Alter builds the changed definition and what it means for documents. The old
// definition stays as it is.
//
// Errors: FIELD_NOT_FOUND, INVALID_DEFINITION and those of Define.
func Alter(old *catalog.Collection, a *ast.Alter, lib *expr.Library) (*catalog.Collection, *Rewrite, error) {
	now := *old
	now.Fields, now.Indexes = slices.Clone(old.Fields), slices.Clone(old.Indexes)
	b := &alteration{builder: builder{coll: &now, lib: lib}, rw: &Rewrite{}}
	for _, act := range a.Actions {
		if err := b.apply(act); err != nil {
			return nil, nil, err
		}
	}
	if err := b.finish(); err != nil {
		return nil, nil, err
	}
	return &now, b.rw, nil
}

type alteration struct {
	builder
	rw *Rewrite
}

func (b *alteration) apply(act ast.AlterAction) error {
	switch act.Kind {
	case ast.AlterAdd:
		if err := b.add(act.Field); err != nil {
			return err
		}
		if d := b.coll.Field(act.Field.Name).Default; d != nil {
			b.rw.steps = append(b.rw.steps, step{name: act.Field.Name, add: d})
		}
		return nil
	case ast.AlterModify:
		return b.modify(act)
	case ast.AlterRename:
		return b.rename(act)
	case ast.AlterDrop:
		return b.drop(act)
	}
	return invalid(act.Pos, "unknown action")
}

// declared returns the position of a field that an action names.
func (b *alteration) declared(name string, pos ast.Pos) (int, error) {
	i := slices.IndexFunc(b.coll.Fields, func(f *catalog.Field) bool { return f.Name == name })
	if i < 0 {
		return 0, b.coll.Lacks(name, b.coll.Fields, pos)
	}
	if name == "id" {
		return 0, invalid(pos, `field "id" cannot be changed`)
	}
	return i, nil
}

// modify replaces a field's definition. Its own indexes go and are derived
// anew; declared indexes stay if the new type can carry them.
func (b *alteration) modify(act ast.AlterAction) error {
	i, err := b.declared(act.Field.Name, act.Pos)
	if err != nil {
		return err
	}
	f, err := buildField(act.Field, true)
	if err != nil {
		return err
	}
	was := b.coll.Fields[i]
	b.coll.Fields[i] = f
	kept := b.coll.Indexes[:0:0]
	for _, x := range b.coll.Indexes {
		if !touches(x, f.Name) || !x.Declared && needed(b.coll, x) && x.Multi == (f.Type.Kind == catalog.List) {
			kept = append(kept, x)
			continue
		}
		if x.Declared {
			if err := checkIndexable(f, act.Pos); err != nil {
				return invalid(act.Pos, "field "+quote(f.Name)+" is part of the index "+quote(x.Name)+", which its new type cannot carry")
			}
			if (was.Type.Kind == catalog.List) == (f.Type.Kind == catalog.List) {
				kept = append(kept, x)
				continue
			}
			n := *x // the entries are of another shape: a new index of the same name
			n.ID, n.Multi = b.coll.NextID, len(x.Parts) == 1 && f.Type.Kind == catalog.List
			b.coll.NextID++
			kept = append(kept, &n)
		}
	}
	b.coll.Indexes = kept
	return nil
}

// rename gives a field another name. Index entries hold values, not names, so
// the indexes stay as they are.
func (b *alteration) rename(act ast.AlterAction) error {
	i, err := b.declared(act.Name, act.Pos)
	if err != nil {
		return err
	}
	if b.coll.Field(act.To) != nil || act.To == "id" || act.To == "_sid" {
		return invalid(act.Pos, "collection "+quote(b.coll.Name)+" already has a field "+quote(act.To))
	}
	if err := b.unused(act.Name, act.Pos); err != nil {
		return err
	}
	f := *b.coll.Fields[i]
	f.Name = act.To
	b.coll.Fields[i] = &f
	for k, x := range b.coll.Indexes {
		if !touches(x, act.Name) {
			continue
		}
		n := *x
		n.Parts = slices.Clone(x.Parts)
		for j, p := range n.Parts {
			if p.Path[0] == act.Name {
				n.Parts[j].Path = slices.Clone(p.Path)
				n.Parts[j].Path[0] = act.To
			}
		}
		if x.Name == indexName(b.coll, x) {
			n.Name = freeName(b.coll, indexName(b.coll, &n))
		}
		b.coll.Indexes[k] = &n
	}
	b.rw.steps = append(b.rw.steps, step{from: act.Name, to: act.To})
	return nil
}

func (b *alteration) drop(act ast.AlterAction) error {
	i, err := b.declared(act.Name, act.Pos)
	if err != nil {
		return err
	}
	if err := b.unused(act.Name, act.Pos); err != nil {
		return err
	}
	b.coll.Fields = slices.Delete(b.coll.Fields, i, i+1)
	b.coll.Indexes = slices.DeleteFunc(b.coll.Indexes, func(x *catalog.Index) bool { return touches(x, act.Name) })
	b.rw.steps = append(b.rw.steps, step{from: act.Name})
	return nil
}

// unused refuses to take away a field that a computed one reads.
func (b *alteration) unused(name string, pos ast.Pos) error {
	all, err := parseComputed(b.coll, b.lib)
	if err != nil {
		return err
	}
	for _, cf := range all {
		if slices.Contains(cf.uses, name) {
			return invalid(pos, "field "+quote(name)+" is used by the computed field "+quote(cf.field.Name)+": "+strings.TrimSpace(cf.field.Computed))
		}
	}
	return nil
}

// touches reports whether an index has the field in one of its parts.
func touches(x *catalog.Index, name string) bool {
	return slices.ContainsFunc(x.Parts, func(p catalog.Part) bool { return p.Path[0] == name })
}
