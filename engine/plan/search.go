package plan

import (
	"encoding/binary"
	"hash/fnv"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/filter"
	"github.com/auroradb/aurora/engine/postings"
	"github.com/auroradb/aurora/engine/value"
)

// ranking is what search or near adds to a source: where the rows come from, or
// what is kept of them, and their scores.
type ranking struct {
	search *exec.Search
	near   *exec.Near
	arg    *bind.Node // what was asked
	asked  string     // its digest, once somebody needed it
}

// scope names what a cursor belongs to: the collection and, where the order is
// that of scores, the search or the vector that gave them.
func (s *source) scope() string {
	scored := false
	for i := range s.order {
		scored = scored || s.order[i].Score
	}
	if s.ranking == nil || !scored {
		return s.coll.Name
	}
	if s.ranking.asked == "" {
		h := fnv.New64a()
		h.Write(s.ranking.arg.Value().AppendJSON(nil))
		s.ranking.asked = string(binary.BigEndian.AppendUint64(nil, h.Sum64()))
	}
	return s.coll.Name + "\x00" + s.ranking.asked
}

// rankingArgs reads search and near. Without orderBy the best row comes first.
func (s *source) rankingArgs(env *exec.Env, args []*ast.Argument) error {
	search, err := s.rankingArg(env, ast.Arg(args, "search"))
	if err != nil {
		return err
	}
	near, err := s.rankingArg(env, ast.Arg(args, "near"))
	if err != nil {
		return err
	}
	switch {
	case search == nil && near == nil:
		return nil
	case search != nil && near != nil:
		return dberr.At(dberr.InvalidArgument, near.Pos, "\"search\" and \"near\" exclude each other")
	}
	if search != nil {
		return s.search(search)
	}
	s.ranking = &ranking{arg: near}
	s.ordered(exec.OrderKey{Ref: exec.NewRef("_distance"), Score: true})
	return s.nearArg(near)
}

// search makes the source one of a search.
func (s *source) search(n *bind.Node) error {
	s.ranking = &ranking{arg: n}
	s.ordered(exec.OrderKey{Ref: exec.NewRef("_score"), Desc: true, Score: true})
	return s.searchArg(n)
}

// ordered puts the best row first if there is no other order, and knows the
// score in one that there is.
func (s *source) ordered(score exec.OrderKey) {
	if len(s.order) == 0 {
		s.order = exec.Order{score}
	}
	for i := range s.order {
		if s.order[i].Name == score.Name {
			s.order[i].Score = true
		}
	}
}

// rankingArg returns the value of search or near, nil if it was not given or is
// null. A variable without a value is a condition that nobody knows: no row
// matches, as with where.
func (s *source) rankingArg(env *exec.Env, a *ast.Argument) (*bind.Node, error) {
	if a == nil {
		return nil, nil
	}
	n, err := env.Vars.Bind(a.Value, env.Chain)
	if err != nil {
		return nil, err
	}
	if absent(a, n) {
		return nil, nil
	}
	if n.Missing {
		s.filter, err = filter.Compile(s.coll, n)
		return nil, err
	}
	if n.Kind == bind.Leaf && n.Val.IsNull() {
		return nil, nil
	}
	return n, nil
}

// members checks the keys of an argument that is an object.
func members(n *bind.Node, what string, names ...string) error {
	if n.Kind != bind.Object {
		return dberr.At(dberr.TypeMismatch, n.Pos, "\""+what+"\" must be an object")
	}
	for _, m := range n.Members {
		known := false
		for _, name := range names {
			known = known || name == m.Key
		}
		if !known {
			return dberr.At(dberr.UnknownArgument, m.Pos, "\""+what+"\" has no \""+m.Key+"\""+dberr.DidYouMean(m.Key, names...))
		}
	}
	return nil
}

// given returns a member, nil if it is absent, null or without a value.
func given(n *bind.Node, key string) *bind.Node {
	m := n.Get(key)
	if m == nil || m.Missing || m.IsNull() {
		return nil
	}
	return m
}

// searchArg reads {query: "…", fields: ["…"], fuzzy: true or 0..2, minScore: 0.2}.
func (s *source) searchArg(n *bind.Node) error {
	if err := members(n, "search", "query", "fields", "fuzzy", "minScore"); err != nil {
		return err
	}
	query := given(n, "query")
	if query == nil {
		return dberr.At(dberr.InvalidArgument, n.Pos, "\"search\" needs a \"query\"")
	}
	if query.Val.Kind() != value.String {
		return dberr.At(dberr.TypeMismatch, query.Pos, "the \"query\" of search must be a String")
	}
	fuzzy, err := fuzziness(given(n, "fuzzy"))
	if err != nil {
		return err
	}
	s.ranking.search = &exec.Search{Coll: s.coll, Query: postings.Analyzer(s.coll).NewQuery(query.Val.Str(), fuzzy)}
	if m := given(n, "minScore"); m != nil {
		if !m.Val.IsNumber() {
			return dberr.At(dberr.TypeMismatch, m.Pos, "\"minScore\" must be a number")
		}
		s.ranking.search.MinScore = m.Val.Float()
	}
	return s.searchFields(n, given(n, "fields"))
}

func fuzziness(n *bind.Node) (int, error) {
	if n == nil {
		return 0, nil
	}
	switch n.Val.Kind() {
	case value.Bool:
		if n.Val.Bool() {
			return 1, nil
		}
		return 0, nil
	case value.Int:
		if i := n.Val.Int(); i >= 0 && i <= 2 {
			return int(i), nil
		}
		return 0, dberr.At(dberr.InvalidArgument, n.Pos, "\"fuzzy\" must be 0, 1 or 2")
	}
	return 0, dberr.At(dberr.TypeMismatch, n.Pos, "\"fuzzy\" must be a Boolean or 0, 1 or 2")
}

// searchFields are those that were given, or all that are @search.
func (s *source) searchFields(n, fields *bind.Node) error {
	add := func(f *catalog.Field) {
		weight := f.Search.Weight
		if weight <= 0 {
			weight = 1
		}
		s.ranking.search.Fields = append(s.ranking.search.Fields, exec.SearchField{Ref: exec.NewRef(f.Name), Weight: weight})
	}
	if fields == nil {
		for _, f := range s.coll.Fields {
			if f.Search != nil {
				add(f)
			}
		}
		if len(s.ranking.search.Fields) == 0 {
			return dberr.At(dberr.InvalidArgument, n.Pos, "collection \""+s.coll.Name+"\" has no @search field")
		}
		return nil
	}
	if fields.Kind != bind.List {
		return dberr.At(dberr.TypeMismatch, fields.Pos, "the \"fields\" of search must be a list of Strings")
	}
	if len(fields.Items) == 0 {
		return dberr.At(dberr.InvalidArgument, fields.Pos, "the \"fields\" of search are none; leave them out to search all")
	}
	named := map[*catalog.Field]bool{}
	for _, x := range fields.Items {
		if x.Kind != bind.Leaf || x.Val.Kind() != value.String {
			return dberr.At(dberr.TypeMismatch, x.Pos, "the \"fields\" of search must be a list of Strings")
		}
		f := s.coll.Field(x.Val.Str())
		if f == nil || f.Search == nil {
			return dberr.At(dberr.InvalidArgument, x.Pos, "field \""+x.Val.Str()+"\" of collection \""+s.coll.Name+"\" is not @search")
		}
		if !named[f] { // one named twice weighs once
			named[f] = true
			add(f)
		}
	}
	return nil
}

// defaultNear is how many rows near answers when k is not given.
const defaultNear = 10

// nearArg reads {field: "embedding", vector: [...], k: 10}.
func (s *source) nearArg(n *bind.Node) error {
	if err := members(n, "near", "field", "vector", "k"); err != nil {
		return err
	}
	name, vector := given(n, "field"), given(n, "vector")
	if name == nil || vector == nil {
		return dberr.At(dberr.InvalidArgument, n.Pos, "\"near\" needs a \"field\" and a \"vector\"")
	}
	if name.Val.Kind() != value.String {
		return dberr.At(dberr.TypeMismatch, name.Pos, "the \"field\" of near must be a String")
	}
	f := s.coll.Field(name.Val.Str())
	if f == nil || f.Type.Kind != catalog.Vector {
		return dberr.At(dberr.InvalidArgument, name.Pos, "field \""+name.Val.Str()+"\" of collection \""+s.coll.Name+"\" is no vector")
	}
	near := &exec.Near{Field: exec.NewRef(f.Name), Metric: f.Metric, K: defaultNear}
	if vector.Kind != bind.List {
		return dberr.At(dberr.TypeMismatch, vector.Pos, "the \"vector\" of near must be a list of numbers")
	}
	for _, x := range vector.Items {
		if x.Kind != bind.Leaf || !x.Val.IsNumber() {
			return dberr.At(dberr.TypeMismatch, x.Pos, "the \"vector\" of near must be a list of numbers")
		}
		near.Vector = append(near.Vector, x.Val.Float())
	}
	if f.Type.Size > 0 && len(near.Vector) != f.Type.Size {
		return dberr.At(dberr.InvalidArgument, vector.Pos,
			"a vector of "+itoa(len(near.Vector))+" numbers; field \""+f.Name+"\" holds "+itoa(f.Type.Size))
	}
	if k := given(n, "k"); k != nil {
		if k.Val.Kind() != value.Int {
			return dberr.At(dberr.TypeMismatch, k.Pos, "\"k\" must be an Int")
		}
		if k.Val.Int() < 0 || k.Val.Int() > topLimit {
			return dberr.At(dberr.InvalidArgument, k.Pos, "\"k\" must be between 0 and "+itoa(topLimit))
		}
		near.K = int(k.Val.Int())
	}
	s.ranking.near = near
	return nil
}

// item is the item of _score, _distance or _highlight, nil for another name
// or a source that has none.
func (r *ranking) item(name string) exec.Item {
	switch {
	case r == nil:
	case r.search != nil && name == "_score", r.near != nil && name == "_distance":
		return exec.ScoreItem{}
	case r.search != nil && name == "_highlight":
		return &exec.HighlightItem{Fields: r.search.Fields, Query: r.search.Query}
	}
	return nil
}
