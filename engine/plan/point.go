package plan

import (
	"encoding/binary"
	"errors"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// point is the short way of the commonest query of all: one root field whose
// only argument asks for equality with one value of the id or of a unique
// field, users(where: {id: {eq: $id}}) { … }. It is found once for a text;
// afterwards a request neither compiles a filter nor looks for a plan. Whatever
// it does not expect (a value of another kind, @explain) goes the long way.
type point struct {
	coll  *catalog.Collection
	index *catalog.Index // unique, of one part; nil for the id
	kind  value.Kind     // of the operand; Int stands for all numbers
	val   *ast.Value     // a variable or a literal
	proj  *exec.Projection
}

// pointOf returns the short way of a compiled root field, nil if it has none.
func pointOf(env *exec.Env, f *ast.Field, r *root) *point {
	if r.proj == nil || len(f.Args) != 1 || len(f.Directives) > 0 || expires(r.coll) || !static(env, f.Selections) {
		return nil
	}
	if name := f.Args[0].Name; name != "where" && name != "filter" {
		return nil
	}
	field, cond := onlyMember(f.Args[0].Value)
	op, val := onlyMember(cond)
	if op != "eq" || val.Kind != ast.Variable && val.Kind != ast.Literal {
		return nil
	}
	p := &point{coll: r.coll, val: val, proj: r.proj, kind: value.String}
	if field == "id" || field == "_sid" {
		return p
	}
	d := r.coll.Field(field)
	if d == nil {
		return nil
	}
	switch d.Type.Kind {
	case catalog.String, catalog.ID:
	case catalog.Int, catalog.Float:
		p.kind = value.Int
	default:
		return nil
	}
	for _, x := range r.coll.Indexes {
		if x.Unique && !x.Multi && len(x.Parts) == 1 && len(x.Parts[0].Path) == 1 && x.Parts[0].Path[0] == field {
			p.index = x
			return p
		}
	}
	return nil
}

// onlyMember returns the member of an object literal that has just one.
func onlyMember(v *ast.Value) (string, *ast.Value) {
	if v == nil || v.Kind != ast.Object || len(v.Fields) != 1 {
		return "", nil
	}
	return v.Fields[0].Key, v.Fields[0].Value
}

// operand returns the value that is looked for; ok is false if it is not of the
// kind that the short way expects.
func (p *point) operand(vars *bind.Vars) (v value.Value, ok bool) {
	if p.val.Kind == ast.Literal {
		v = p.val.Lit
	} else if v, ok = vars.Get(p.val.Name); !ok {
		return v, false
	}
	if p.kind == value.Int {
		return v, v.IsNumber()
	}
	return v, v.Kind() == p.kind
}

// run writes the answer; done is false if the long way has to be gone.
func (p *point) run(w *exec.Writer) (done bool, err error) {
	v, ok := p.operand(w.Env.Vars)
	if !ok {
		return false, nil
	}
	num, found, err := p.row(w, v)
	if err != nil {
		return true, err
	}
	if !found {
		w.Buf = append(w.Buf, "[]"...)
		return true, nil
	}
	doc, err := w.Env.Reader.Get(w.Ctx, catalog.DocumentKey(p.coll.ID, num))
	if err != nil {
		if errors.Is(err, dberr.NotFound) {
			err = dberr.New(dberr.Corrupt, "an index of collection \""+p.coll.Name+"\" names a document that does not exist")
		}
		return true, err
	}
	w.Begin(p.proj)
	w.Buf = append(w.Buf, '[')
	err = w.Element(0, p.proj, &exec.Row{Num: num, Doc: doc})
	w.Buf = append(w.Buf, ']')
	return true, err
}

// row finds the row number.
func (p *point) row(w *exec.Writer, v value.Value) (num uint64, found bool, err error) {
	if p.index != nil {
		key := catalog.IndexPrefix(p.coll.ID, p.index.ID)
		if p.index.Parts[0].Desc {
			key = value.AppendKeyDesc(key, v)
		} else {
			key = value.AppendKey(key, v)
		}
		for kv, err := range w.Env.Reader.Scan(w.Ctx, storage.Prefix(key)) {
			if err != nil {
				return 0, false, err
			}
			num, found = catalog.IndexRow(kv.Key)
			return num, found, nil
		}
		return 0, false, nil
	}
	raw, err := w.Env.Reader.Get(w.Ctx, catalog.IDKey(p.coll.ID, v.Str()))
	if errors.Is(err, dberr.NotFound) {
		return 0, false, nil
	}
	if err == nil && len(raw) != 8 {
		err = dberr.New(dberr.Corrupt, "the id index of collection \""+p.coll.Name+"\" is damaged")
	}
	if err != nil {
		return 0, false, err
	}
	return binary.BigEndian.Uint64(raw), true, nil
}
