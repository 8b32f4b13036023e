package plan

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
)

// lookup shows the documents of another collection whose field equals one of
// this document: lookup(…) { … } and relation fields.
type lookup struct {
	root *root
	join exec.Join
	one  bool // a relation to one document: the object or null
	many bool // a relation to a list of documents: in the order of the list
}

// lookupArgs are the arguments of lookup.
var lookupArgs = []string{
	"collection", "localField", "foreignField", "where", "filter", "orderBy", "limit", "take", "offset", "skip",
}

// lookup compiles lookup(collection:, localField:, foreignField:, …) { … }.
func (c *compiler) lookup(f *ast.Field) (exec.Item, error) {
	if err := checkArgs(f.Args, "lookup", lookupArgs...); err != nil {
		return nil, err
	}
	name, pos, err := needText(c.env, f.Args, "collection", "lookup", f.NamePos)
	if err != nil {
		return nil, err
	}
	coll, err := collection(c.env, name, pos)
	if err != nil {
		return nil, err
	}
	l := new(lookup)
	if name, pos, err = needText(c.env, f.Args, "localField", "lookup", f.NamePos); err != nil {
		return nil, err
	}
	if c.nested {
		l.join.Local = exec.NewRef(name)
	} else if l.join.Local, _, err = ref(c.coll, name, pos); err != nil {
		return nil, err
	}
	if name, pos, err = needText(c.env, f.Args, "foreignField", "lookup", f.NamePos); err != nil {
		return nil, err
	}
	var t *catalog.Type
	if l.join.Foreign, t, err = ref(coll, name, pos); err != nil {
		return nil, err
	}
	l.join.Coll, l.join.Elements = coll, t != nil && t.Kind == catalog.List
	l.root, err = compileReading(c.env, coll, f, c.path+"."+f.Key())
	if err != nil {
		return nil, err
	}
	return l, l.access()
}

// relation compiles a relation field with a selection of its target.
func (c *compiler) relation(f *ast.Field, d *catalog.Field) (exec.Item, error) {
	coll, err := collection(c.env, d.Relation.To, f.NamePos)
	if err != nil {
		return nil, err
	}
	key := d.Relation.Key
	if key == "" {
		key = "id"
	}
	l := &lookup{one: d.Type.Kind != catalog.List, many: d.Type.Kind == catalog.List}
	l.join = exec.Join{Coll: coll, Local: exec.NewRef(f.Name), Foreign: exec.NewRef(key)}
	inner := compiler{env: c.env, coll: coll, path: c.path + "." + f.Key()}
	p, err := inner.projection(f.Selections)
	if err != nil {
		return nil, err
	}
	l.root = &root{source: &source{coll: coll, limit: -1, first: -1, last: -1}, key: f.Key(), proj: p}
	if l.one {
		l.root.limit = 1
	}
	return l, l.access()
}

// access chooses the index that finds the foreign documents: the id, else an
// index that begins with the field, the shortest first.
func (l *lookup) access() error {
	j := &l.join
	if len(j.Foreign.Path) == 1 && j.Foreign.Name == "id" {
		j.ByID = true
		return nil
	}
	for _, x := range j.Coll.Indexes {
		if x.Multi != j.Elements || !sameTexts(x.Parts[0].Path, j.Foreign.Path) {
			continue
		}
		if j.Index == nil || len(x.Parts) < len(j.Index.Parts) {
			j.Index = x
		}
	}
	if u := l.root.useIndex; u != nil {
		if !sameTexts(u.Parts[0].Path, j.Foreign.Path) || u.Multi != j.Elements {
			return dberr.New(dberr.InvalidArgument, "index \""+u.Name+"\" does not begin with the foreign field \""+j.Foreign.Name+"\"")
		}
		j.Index = u
	}
	return nil
}

// Append implements exec.Item.
func (l *lookup) Append(w *exec.Writer, r *exec.Row) error {
	base, err := l.join.Rows(w, r)
	if err != nil {
		return err
	}
	if !l.one && !l.many {
		return l.root.runOver(w, base)
	}
	q := l.root.query()
	q.base, q.asGiven = base, true
	if l.one {
		q.want = 1
	}
	op, err := q.plan(w.Ctx, w.Env)
	if err != nil {
		return err
	}
	if l.many {
		return w.List(op, l.root.proj)
	}
	found := false
	var failed error
	err = op.Run(w.Ctx, w.Env, func(target *exec.Row) bool {
		found = true
		failed = l.root.proj.Append(w, target)
		return false
	})
	if !found {
		w.Buf = append(w.Buf, "null"...)
	}
	if failed != nil {
		return failed
	}
	return err
}
