package engine

import (
	"context"
	"sync"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/feed"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/engine/write"
	"github.com/auroradb/aurora/storage"
)

// lock takes the gate.
//
// Errors: CANCELED and TIMEOUT while waiting, CLOSED.
func (db *DB) lock(ctx context.Context) error {
	select {
	case db.gate <- struct{}{}:
	default:
		select {
		case db.gate <- struct{}{}:
		case <-ctx.Done():
			return storage.ContextError(ctx)
		}
	}
	if db.closed.Load() {
		db.unlock()
		return errClosed()
	}
	return nil
}

func (db *DB) tryLock() bool {
	select {
	case db.gate <- struct{}{}:
		return true
	default:
		return false
	}
}

func (db *DB) unlock() { <-db.gate }

// head is the newest state, upon which a commit is built.
type head struct {
	snap  storage.Snapshot
	state catalog.Head
}

// head opens the newest state and brings the catalog in line with it: after a
// failed batch the definitions that it carried are gone. The gate is held.
func (db *DB) head(ctx context.Context) (head, error) {
	snap, err := storage.Latest(ctx, db.store)
	if err != nil {
		return head{}, err
	}
	st, err := catalog.ReadHead(ctx, snap)
	if err == nil && st.Version != db.latest.Version {
		var cat *catalog.Catalog
		if cat, err = catalog.Load(ctx, snap); err == nil {
			cat.Version = st.Version
			db.latest = cat
		}
	}
	if err != nil {
		snap.Close()
		return head{}, err
	}
	return head{snap: snap, state: st}, nil
}

// commit is a writer's transaction on its way.
type commit struct {
	w          *write.Writer
	durability storage.Durability
	txid       string
	answer     []byte // kept beside the txid
}

// apply hands a transaction to the store. The gate is held; nothing is waited
// for. If there is nothing to commit it returns the last commit that was not
// acknowledged yet: the answer may rest on it ("if not exists" of a collection
// that another caller is just defining).
func (db *DB) apply(ctx context.Context, h head, c *commit) (*pending, error) {
	w := c.w
	if w.Tx.Len() == 0 && len(w.Changes) == 0 && c.txid == "" {
		return db.delivery.last(), nil
	}
	if h.state.Seq != db.sealed {
		db.env.Words.Forget() // a commit between failed
	}
	if err := w.Seal(ctx, h.snap); err != nil {
		db.env.Words.Forget()
		return nil, err
	}
	st := h.state
	st.Seq++
	db.sealed = st.Seq
	defined := w.Catalog.Version != db.latest.Version
	if defined {
		st.Version = w.Catalog.Version
	}
	rec := &feed.Record{Seq: st.Seq, Changes: w.Changes}
	body := rec.Encode(st.Total)
	st.Total = rec.Total
	b := w.Tx.Batch(c.durability)
	b.Put(feed.Key(st.Seq), body)
	if err := db.trim(ctx, h.snap, &st, b); err != nil {
		return nil, err
	}
	if c.txid != "" {
		if err := db.rememberTxid(ctx, h.snap, b, st.Seq, c.txid, c.answer); err != nil {
			return nil, err
		}
	}
	b.Put(catalog.HeadKey(), st.Encode())
	h.snap.Close() // nobody reads it any more, and what nobody reads need not be copied to be changed
	if defined {
		db.views.begin()
	}
	ack, err := db.store.Apply(ctx, b)
	if err != nil {
		if defined {
			db.views.publish(nil)
		}
		return nil, err
	}
	p := &pending{db: db, record: rec, ack: ack}
	if defined {
		db.latest, p.catalog = w.Catalog, w.Catalog
	}
	if db.open.Load() > 0 {
		db.history.Add(st.Seq, w.Tx.Keys())
	} else {
		db.history.Skip(st.Seq)
	}
	db.delivery.push(p)
	return p, nil
}

// conflict checks a transaction that began on an older state. The gate is held.
func (db *DB) conflict(t *txn.Tx, began *catalog.Catalog, seq uint64) error {
	if began.Version != db.latest.Version {
		return dberr.New(dberr.Conflict, "definitions changed while the transaction was open")
	}
	return db.history.Conflict(t, seq)
}

// oldest is the Total of the oldest change record, so that it is read once.
type oldest struct{ seq, total uint64 }

// trim removes the oldest change records when the log has grown beyond its
// bounds by an eighth, many at a time.
func (db *DB) trim(ctx context.Context, snap storage.Snapshot, st *catalog.Head, b *storage.Batch) error {
	keep, room := uint64(db.opts.LogRecords), uint64(db.opts.LogBytes)
	end := st.First
	if n := st.Seq + 1 - st.First; n > keep+keep/8 {
		end = st.First + n - keep
	}
	kept := func(seq uint64) (uint64, error) { // bytes of the records after seq
		if seq >= st.Seq {
			return 0, nil
		}
		if db.oldest.seq == seq {
			return st.Total - db.oldest.total, nil
		}
		body, err := snap.Get(ctx, feed.Key(seq))
		if err != nil {
			return 0, err
		}
		total, err := feed.Total(body)
		if seq == st.First {
			db.oldest = oldest{seq: seq, total: total}
		}
		return st.Total - total, err
	}
	if n, err := kept(st.First); err != nil {
		return err
	} else if n > room+room/8 {
		lo, hi := max(end, st.First), st.Seq // the first record after which the rest fits
		for lo < hi {
			mid := lo + (hi-lo)/2
			if n, err = kept(mid); err != nil {
				return err
			} else if n > room {
				lo = mid + 1
			} else {
				hi = mid
			}
		}
		end = max(end, lo)
	}
	for seq := st.First; seq < end; seq++ {
		b.Delete(feed.Key(seq))
	}
	st.First = end
	return nil
}

// pending is a commit that was applied and may not be acknowledged yet.
type pending struct {
	db      *DB
	record  *feed.Record
	ack     storage.Ack
	catalog *catalog.Catalog // new definitions, nil if there are none

	once sync.Once
}

// wait waits for the acknowledgement; afterwards queries see the commit. If the
// context ends first somebody else sees to the delivery.
//
// Errors: those of the acknowledgement; UNAVAILABLE, CANCELED or TIMEOUT with
// the outcome unknown.
func (p *pending) wait(ctx context.Context) error {
	if p == nil {
		return nil
	}
	err := p.ack.Wait(ctx)
	if err != nil && !p.ack.Done() {
		go func() {
			p.settle(p.ack.Wait(context.Background()))
			p.db.delivery.drain()
		}()
		e := &dberr.Error{Code: dberr.CodeOf(err), Msg: "the commit was applied but not yet acknowledged", Outcome: dberr.OutcomeUnknown, Err: err}
		return e
	}
	p.settle(err)
	p.db.delivery.drain()
	return err
}

// settle publishes definitions once the outcome is known.
func (p *pending) settle(err error) {
	p.once.Do(func() {
		switch {
		case p.catalog == nil:
		case err == nil:
			p.db.views.publish(p.catalog)
			p.db.watch(p.catalog)
		default:
			p.db.views.publish(nil)
		}
	})
}

// delivery hands acknowledged commits to the listeners in commit order.
type delivery struct {
	db    *DB
	mu    sync.Mutex // held while records are put into queues, never while waiting
	queue []*pending
}

func (d *delivery) push(p *pending) {
	d.mu.Lock()
	d.queue = append(d.queue, p)
	d.mu.Unlock()
}

// last returns the newest commit that waits for its acknowledgement; nil if
// there is none.
func (d *delivery) last() *pending {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.queue) == 0 {
		return nil
	}
	return d.queue[len(d.queue)-1]
}

// drain delivers the commits at the head of the queue whose outcome is known.
func (d *delivery) drain() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for len(d.queue) > 0 && d.queue[0].ack.Done() {
		p := d.queue[0]
		d.queue[0] = nil
		d.queue = d.queue[1:]
		err := p.ack.Wait(context.Background()) // it is done: no waiting
		p.settle(err)
		if err == nil {
			d.db.bus.Publish(p.record)
		}
	}
	if len(d.queue) == 0 {
		d.queue = nil
	}
}
