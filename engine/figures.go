package engine

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/sorting"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/storage"
)

// CollectionStats are the figures of a collection.
type CollectionStats struct {
	Documents int
	Bytes     int64 // of the documents as they are stored, without keys and indexes
}

// Stats counts the documents and their bytes.
//
// Errors: COLLECTION_NOT_FOUND, those of the store. Cost: every document is read.
func (c *Collection) Stats(ctx context.Context) (s CollectionStats, err error) {
	for d, err := range c.All(ctx) {
		if err != nil {
			return s, err
		}
		s.Documents++
		s.Bytes += int64(len(d.raw))
	}
	return s, nil
}

// IndexStats are the figures of an index.
type IndexStats struct {
	Name    string
	Fields  []string
	Unique  bool
	Entries int // one for a document, or for an element of a list
	Values  int // distinct ones
}

// IndexStats counts the entries of each index.
//
// Errors: COLLECTION_NOT_FOUND, those of the store. Cost: every entry is read.
func (c *Collection) IndexStats(ctx context.Context) (out []IndexStats, err error) {
	defer recovered(&err)
	err = c.read(ctx, func(r txn.Reader, coll *catalog.Collection, _ *exec.Env) error {
		for _, x := range coll.Indexes {
			s := IndexStats{Name: x.Name, Unique: x.Unique}
			for _, p := range x.Parts {
				s.Fields = append(s.Fields, strings.Join(p.Path, "."))
			}
			var last []byte
			for kv, err := range r.Scan(ctx, storage.Prefix(catalog.IndexPrefix(coll.ID, x.ID))) {
				if err != nil {
					return err
				}
				s.Entries++
				if key := kv.Key[:len(kv.Key)-8]; !bytes.Equal(key, last) {
					s.Values++
					last = key
				}
			}
			out = append(out, s)
		}
		return nil
	})
	return out, edge("index stats", err)
}

// Advice is an index that would have helped queries which had to read documents
// one by one.
type Advice struct {
	Fields  []string
	Queries int   // since the database was opened
	Rows    int64 // documents that they looked at, by estimate
}

// Advice returns the indexes that the queries so far could have used, the most
// useful first. It is kept in memory.
//
// Errors: COLLECTION_NOT_FOUND, TRANSACTION_CLOSED.
func (c *Collection) Advice(ctx context.Context) (out []Advice, err error) {
	err = c.read(ctx, func(_ txn.Reader, coll *catalog.Collection, _ *exec.Env) error {
		out = c.db.observed.advice(coll)
		return nil
	})
	return out, edge("advice", err)
}

// Optimize makes the indexes that Advice names, and returns them.
//
// Errors: as Advice and CreateIndex. Cost: every document is read for each.
func (c *Collection) Optimize(ctx context.Context) ([]Advice, error) {
	advice, err := c.Advice(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range advice {
		if err := c.CreateIndex(ctx, a.Fields...); err != nil {
			return nil, err
		}
	}
	return advice, nil
}

// observed remembers which fields scans were filtered by.
type observed struct {
	mu   sync.Mutex // held for moments only
	seen map[observedKey]*Advice
}

type observedKey struct {
	coll   uint32
	fields string
}

const (
	observedMost = 256 // ways to filter that are remembered
	observedRows = 100 // smaller collections need no index
)

// note is called by the planner for a query that reads every document.
func (o *observed) note(coll *catalog.Collection, fields []string, rows int) {
	if rows < observedRows {
		return
	}
	key := observedKey{coll.ID, strings.Join(fields, ",")}
	o.mu.Lock()
	defer o.mu.Unlock()
	a := o.seen[key]
	if a == nil {
		if len(o.seen) >= observedMost {
			return
		}
		if o.seen == nil {
			o.seen = map[observedKey]*Advice{}
		}
		a = &Advice{Fields: slices.Clone(fields)}
		o.seen[key] = a
	}
	a.Queries++
	a.Rows += int64(rows)
}

// advice leaves out what an index serves by now.
func (o *observed) advice(coll *catalog.Collection) []Advice {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []Advice
	for key, a := range o.seen {
		if key.coll == coll.ID && !served(coll, a.Fields) {
			out = append(out, Advice{Fields: slices.Clone(a.Fields), Queries: a.Queries, Rows: a.Rows})
		}
	}
	sorting.Func(out, func(a, b Advice) int {
		if a.Rows != b.Rows {
			if a.Rows > b.Rows {
				return -1
			}
			return 1
		}
		return slices.Compare(a.Fields, b.Fields)
	})
	return out
}

func served(coll *catalog.Collection, fields []string) bool {
	return slices.ContainsFunc(coll.Indexes, func(x *catalog.Index) bool {
		if len(x.Parts) < len(fields) {
			return false
		}
		for i, f := range fields {
			if strings.Join(x.Parts[i].Path, ".") != f {
				return false
			}
		}
		return true
	})
}
