package plan

import (
	"context"
	"errors"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/filter"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/storage"
)

// Costs, in documents of a scan.
const (
	fetchCost = 2.5 // an index entry and the document that it names
	sortCost  = 0.5 // a row that is sorted
	seekCost  = 2.0 // a look-up
)

// probeRows is how many entries of a range are counted before a guess is made.
const probeRows = 64

// prober counts the entries of index ranges, up to a bound.
type prober struct {
	ctx    context.Context
	reader txn.Reader
}

// documents returns how many documents a collection has.
//
// Errors: those of the reader; CORRUPT.
func (p *prober) documents(coll *catalog.Collection) (n float64, err error) {
	var raw []byte
	key := catalog.CountKey(coll.ID)
	if tx, ok := p.reader.(*txn.Tx); ok {
		raw, err = tx.Peek(p.ctx, key)
	} else {
		raw, err = p.reader.Get(p.ctx, key)
	}
	if err != nil {
		return 0, ignoreNotFound(err)
	}
	c, err := catalog.DecodeCount(raw)
	return float64(c.Documents), err
}

// count returns the number of entries, whole == false if there are more.
func (p *prober) count(ranges []exec.KeyRange) (n int, whole bool) {
	for i := range ranges {
		for _, err := range p.reader.Scan(p.ctx, storage.Range{Start: ranges[i].Start, End: ranges[i].End}) {
			if err != nil || n >= probeRows {
				return n, false
			}
			n++
		}
	}
	return n, true
}

// entries estimates how many entries a span holds.
func (q *query) entries(s *span) float64 {
	switch {
	case s.est >= 0:
	case s.eq == 0 && !s.ranged && s.index != nil && !s.index.Multi:
		s.est = q.documents() // each has one
	default:
		s.est = q.estimate(s.ranges, s.guess)
	}
	return s.est
}

// guessed is the number of documents that a share of them is.
func (q *query) guessed(share float64) float64 {
	return min(max(share*q.documents(), 1), q.documents())
}

func (q *query) estimate(ranges []exec.KeyRange, share float64) float64 {
	if len(ranges) == 0 {
		return 0
	}
	guess := q.guessed(share)
	if !q.probe || q.documents() <= probeRows {
		return guess
	}
	n, whole := q.read.count(ranges)
	if whole {
		return float64(n)
	}
	return max(guess, float64(n))
}

// selectivity guesses the share of documents that a predicate lets through.
func selectivity(p *filter.Pred) float64 {
	switch p.Op {
	case filter.Eq:
		return 0.02
	case filter.In, filter.ContainsAny:
		return min(1, 0.02*float64(len(p.Values)))
	case filter.Contains, filter.ContainsAll, filter.StartsWith:
		return 0.05
	case filter.Gt, filter.Gte, filter.Lt, filter.Lte:
		return 0.4
	case filter.IsNull:
		return 0.1
	}
	return 0.8
}

// matches estimates how many of n rows pass the filter.
func (q *query) matches(n float64) float64 {
	if n <= 0 || q.filter.All() {
		return n
	}
	return min(n, max(q.share()*q.documents(), 1))
}

// share guesses the share of documents that pass the filter.
func (q *query) share() float64 {
	switch {
	case q.filter.All():
		return 1
	case len(q.preds) == 0:
		return 0.5
	}
	share := 1.0
	for i := range q.preds {
		share *= selectivity(&q.preds[i])
	}
	return share
}

// walked estimates how many of n rows in the right order are looked at until
// the answer is full.
func (q *query) walked(n float64) float64 {
	if q.want < 0 {
		return n
	}
	m := q.matches(n)
	if m <= 0 {
		return n
	}
	return min(n, float64(q.want+q.skip)*n/m)
}

// reading is the cost of a span of so many entries in the order of the answer. Rows
// that the offset passes over need no documents if the ranges say the whole filter.
func (q *query) reading(s *span, est float64) float64 {
	n := q.walked(est)
	if q.skip > 0 && q.filter.Exact() && q.implied(s.used) && q.after == nil && q.before == nil && !expires(q.coll) {
		skip := min(n, float64(q.skip))
		return seekCost + skip*entryCost + (n-skip)*fetchCost
	}
	return seekCost + n*fetchCost
}

func ignoreNotFound(err error) error {
	if errors.Is(err, dberr.NotFound) {
		return nil
	}
	return err
}
