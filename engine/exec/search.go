package exec

import (
	"context"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/fts"
	"github.com/auroradb/aurora/engine/value"
)

// Search emits, in insertion order, the documents that a full-text query finds,
// with their scores. The statistics are those of the whole collection, whatever
// the filter above lets through. Through the index the rows come without their
// documents; without one every document is read.
type Search struct {
	Coll     *catalog.Collection
	Fields   []SearchField
	Query    *fts.Query
	MinScore float64
	Indexed  bool // the collection has an index that answers the query
}

// SearchField is a field that is searched.
type SearchField struct {
	Ref
	Weight float64
}

// found is a document with any of the words.
type found struct {
	row  Row
	hits fts.Hits
}

// Run pushes the documents that are found. Errors: those of the store.
func (s *Search) Run(ctx context.Context, env *Env, emit func(*Row) bool) error {
	if s.Query.Len() == 0 {
		return nil
	}
	if s.Indexed {
		return s.lookup(ctx, env, emit)
	}
	var (
		rank fts.Ranking
		all  []found
		hits fts.Hits
	)
	scan := Scan{Coll: s.Coll}
	err := scan.Run(ctx, env, func(r *Row) bool {
		hits.Reset(s.Query)
		for i := range s.Fields {
			if v, ok := s.Fields[i].Get(r.Doc); ok {
				s.add(&hits, v, s.Fields[i].Weight)
			}
		}
		rank.Count(&hits)
		if hits.Found() {
			all = append(all, found{*r, hits})
			hits = fts.Hits{}
		}
		return true
	})
	if err != nil {
		return err
	}
	for i := range all {
		all[i].row.Score = rank.Score(&all[i].hits)
		if all[i].row.Score < s.MinScore {
			continue
		}
		if !emit(&all[i].row) {
			return nil
		}
	}
	return nil
}

// add counts the words of a text or of a list of texts.
func (s *Search) add(hits *fts.Hits, v value.Raw, weight float64) {
	switch v.Kind() {
	case value.String:
		hits.Add(s.Query, string(v.StrBytes()), weight)
	case value.Array:
		for x := range v.Items() {
			if x.Kind() == value.String {
				hits.Add(s.Query, string(x.StrBytes()), weight)
			}
		}
	}
}

// Describe implements Op.
func (s *Search) Describe() Description {
	d := Description{Op: "search", Collection: s.Coll.Name, Detail: "reads every document; fields"}
	if s.Indexed {
		d.Detail = "full-text index; fields"
	}
	for i := range s.Fields {
		d.Detail += " " + s.Fields[i].Name
	}
	return d
}
