package exec

import (
	"context"
	"strconv"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// Join finds the documents of a collection whose field equals a field of a
// given document: by id, by an index, or through a table of the collection that
// is built once when it pays. Null joins nothing; a text and the number or Uuid
// that it spells join; a list joins each of its elements.
type Join struct {
	Coll     *catalog.Collection
	Local    Ref
	Foreign  Ref
	Elements bool           // the foreign field is a list: its elements are compared
	ByID     bool           // the foreign field is the id
	Index    *catalog.Index // begins with the foreign field; nil without one
}

// Rows returns an operator that emits the joined rows of a document, without
// their documents, in no order and perhaps twice. Errors: those of the store.
func (j *Join) Rows(w *Writer, r *Row) (Op, error) {
	local, ok := get(&j.Local, r.Doc)
	if !ok {
		return Empty{}, nil
	}
	vals := joinValues(nil, local)
	switch {
	case j.ByID:
		l := &IDLookup{Coll: j.Coll}
		for _, v := range vals {
			if v.Kind() == value.String {
				l.IDs = append(l.IDs, v.Str())
			}
		}
		return l, nil
	case j.Index != nil:
		s := &IndexScan{Coll: j.Coll, Index: j.Index, Ranges: make([]KeyRange, len(vals))}
		prefix := catalog.IndexPrefix(j.Coll.ID, j.Index.ID)
		prefix = prefix[:len(prefix):len(prefix)]
		for i, v := range vals {
			key := prefix
			if j.Index.Parts[0].Desc {
				key = value.AppendKeyDesc(key, v)
			} else {
				key = value.AppendKey(key, v)
			}
			s.Ranges[i] = KeyRange{Start: key, End: storage.PrefixEnd(key), Exact: len(j.Index.Parts) == 1}
		}
		return s, nil
	}
	t, _ := w.State(j).(map[string][]uint64)
	if t == nil {
		var err error
		if t, err = j.table(w.Ctx, w.Env); err != nil {
			return nil, err
		}
		w.SetState(j, t)
	}
	var nums rowList
	var key []byte
	for _, v := range vals {
		key = value.AppendKey(key[:0], v)
		nums = append(nums, t[string(key)]...)
	}
	return nums, nil
}

// table maps every value of the foreign field to the rows that have it.
func (j *Join) table(ctx context.Context, env *Env) (map[string][]uint64, error) {
	t := make(map[string][]uint64)
	scan := Scan{Coll: j.Coll}
	var key []byte
	add := func(v value.Raw, num uint64) {
		if v.Kind() == value.Null {
			return
		}
		key = v.AppendKey(key[:0])
		t[string(key)] = append(t[string(key)], num)
	}
	err := scan.Run(ctx, env, func(r *Row) bool {
		v, ok := get(&j.Foreign, r.Doc)
		switch {
		case !ok:
		case j.Elements && v.Kind() == value.Array:
			for x := range v.Items() {
				add(x, r.Num)
			}
		default:
			add(v, r.Num)
		}
		return true
	})
	return t, err
}

// joinValues appends the values that join a local one.
func joinValues(dst []value.Value, local value.Raw) []value.Value {
	if local.Kind() == value.Array {
		for x := range local.Items() {
			if k := x.Kind(); k != value.Array && k != value.Null {
				dst = joinValues(dst, x)
			}
		}
		return dst
	}
	v, err := local.Decode()
	if err != nil {
		return dst
	}
	dst = append(dst, v)
	switch v.Kind() {
	case value.Int, value.Float:
		if n, ok := v.AsInt(); ok {
			return append(dst, value.StringValue(strconv.FormatInt(n, 10)))
		}
		return append(dst, value.StringValue(v.Text()))
	case value.Uuid:
		return append(dst, value.StringValue(v.Text()))
	case value.String:
		return appendSpelled(dst, v.Str())
	}
	return dst
}

// appendSpelled appends the number or Uuid whose text is exactly s.
func appendSpelled(dst []value.Value, s string) []value.Value {
	if s == "" || len(s) > 40 {
		return dst
	}
	if c := s[0]; c == '-' || '0' <= c && c <= '9' {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			if strconv.FormatInt(n, 10) == s {
				return append(dst, value.IntValue(n))
			}
		} else if f, err := strconv.ParseFloat(s, 64); err == nil {
			if v, ok := value.CheckedFloat(f); ok && v.Text() == s {
				return append(dst, v)
			}
		}
	}
	if len(s) == 36 {
		if u, ok := value.ParseUuid(s); ok && u.Text() == s {
			dst = append(dst, u)
		}
	}
	return dst
}

// rowList emits rows of which the numbers are known.
type rowList []uint64

// Run implements Op.
func (l rowList) Run(_ context.Context, _ *Env, emit func(*Row) bool) error {
	var row Row
	for _, n := range l {
		row = Row{Num: n}
		if !emit(&row) {
			return nil
		}
	}
	return nil
}

// Describe implements Op.
func (l rowList) Describe() Description { return Description{Op: "joinTable"} }
