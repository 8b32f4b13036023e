package engine

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/index"
	"github.com/auroradb/aurora/engine/mutation"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/engine/write"
)

// Reads hide expired documents at once; this is what deletes them some time
// later, so that their space is free and their delete events are told.

// sweepPause is the time between two looks for expired documents; sweepRows is
// how many are deleted in one commit.
const (
	sweepPause = 5 * time.Second
	sweepRows  = 1000
)

// sweeper looks for expired documents while a collection has a @ttl field.
type sweeper struct {
	mu      sync.Mutex // held for moments only
	timer   *time.Timer
	stopped bool
	raw     atomic.Bool // raw keys may expire
}

// watch starts the timer if a collection needs it and it does not run yet.
func (db *DB) watch(cat *catalog.Catalog) {
	needed := db.sweeper.raw.Load()
	for _, c := range cat.Collections() {
		for _, f := range c.Fields {
			needed = needed || f.HasTTL
		}
	}
	s := &db.sweeper
	s.mu.Lock()
	defer s.mu.Unlock()
	if needed && s.timer == nil && !s.stopped {
		s.timer = time.AfterFunc(sweepPause, db.tick)
	}
}

func (db *DB) tick() {
	s := &db.sweeper
	s.mu.Lock()
	s.timer = nil
	stopped := s.stopped
	s.mu.Unlock()
	if stopped {
		return
	}
	var err error
	func() {
		defer recovered(&err)
		if db.sweeper.raw.Load() {
			err = db.sweepRaw(context.Background())
		}
		if err == nil {
			_, err = db.sweep(context.Background())
		}
	}()
	// A failure is met again, and told, by the next write; here nobody listens.
	if err == nil {
		db.watch(db.Catalog())
	}
}

// sweepRaw deletes the raw keys that have expired and forgets about them when
// none is left.
func (db *DB) sweepRaw(ctx context.Context) error {
	for {
		db.sweeper.raw.Store(false) // a Put meanwhile sets it again
		n, left, err := db.sweepKeys(ctx)
		if left || err != nil {
			db.sweeper.raw.Store(true)
		}
		if err != nil || n < sweepRows {
			return err
		}
	}
}

func (s *sweeper) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopped = true
	if s.timer != nil {
		s.timer.Stop()
	}
}

// sweep deletes expired documents, at most sweepRows a commit, and returns how
// many there were. If another commit is being prepared it leaves it at that.
func (db *DB) sweep(ctx context.Context) (int, error) {
	total := 0
	for {
		if !db.tryLock() {
			return total, nil
		}
		if db.closed.Load() {
			db.unlock()
			return total, nil
		}
		n := 0
		p, err := func() (*pending, error) {
			defer db.unlock()
			return db.transact(ctx, db.plainTurn(), func(ctx context.Context, s *mutation.Session) (err error) {
				n, err = expire(ctx, s, db.now())
				return err
			})
		}()
		if err == nil {
			err = p.wait(ctx)
		}
		total += n
		if err != nil || n < sweepRows {
			return total, err
		}
	}
}

// expire deletes up to sweepRows expired documents in a transaction.
func expire(ctx context.Context, s *mutation.Session, now time.Time) (int, error) {
	n := 0
	for _, c := range s.W.Catalog.Collections() {
		for _, f := range c.Fields {
			if !f.HasTTL {
				continue
			}
			rows, err := expired(ctx, s.W, c, f, now, sweepRows-n)
			if err != nil {
				return n, err
			}
			for _, r := range rows {
				gone, err := expireRow(ctx, s.W, c, r)
				if err != nil {
					return n, err
				}
				if gone {
					n++
				}
			}
		}
	}
	return n, nil
}

// expireRow deletes one document unless others still refer to it.
func expireRow(ctx context.Context, w *write.Writer, c *catalog.Collection, r write.Row) (bool, error) {
	mark := w.Savepoint()
	err := w.Delete(ctx, c, r)
	if err == nil {
		err = w.Check(ctx)
	}
	if dberr.CodeOf(err) == dberr.ReferenceViolation {
		w.Rollback(mark)
		return false, nil
	}
	return err == nil, err
}

// expired walks the index of a @ttl field from its oldest instant.
func expired(ctx context.Context, w *write.Writer, c *catalog.Collection, f *catalog.Field, now time.Time, most int) ([]write.Row, error) {
	var out []write.Row
	for _, x := range c.Indexes {
		if len(x.Parts) != 1 || x.Parts[0].Desc || len(x.Parts[0].Path) != 1 || x.Parts[0].Path[0] != f.Name {
			continue
		}
		for row, err := range index.Below(ctx, w.Tx, c.ID, x, value.TimeValue(now.Add(-time.Duration(f.TTL)))) {
			if err != nil {
				return nil, err
			}
			if len(out) == most {
				break
			}
			doc, err := w.Tx.Get(ctx, catalog.DocumentKey(c.ID, row))
			if err != nil {
				return nil, err
			}
			if c.Expired(doc, now) {
				out = append(out, write.Row{Num: row, Doc: doc})
			}
		}
		break
	}
	return out, nil
}
