package engine

import (
	"context"
	"encoding/binary"
	"iter"
	"time"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/mutation"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/storage"
)

// Keys is the keyspace of raw keys and values, apart from all collections: no
// schema, no events, but the same commits. Outside of a transaction each call
// that writes is a commit of its own.
type Keys struct {
	db *DB
	tx *Tx
}

// Keys returns the raw keys of the database.
func (db *DB) Keys() *Keys { return &Keys{db: db} }

// Keys returns the raw keys inside the transaction.
func (tx *Tx) Keys() *Keys { return &Keys{db: tx.db, tx: tx} }

// KeyValue is a pair of the raw keyspace. The bytes must not be changed.
type KeyValue struct{ Key, Value []byte }

// KeyWrite is a write of Keys.Write. A Delete has no value; a TTL above 0 is
// the time after which the pair is gone.
type KeyWrite struct {
	Key, Value []byte
	Delete     bool
	TTL        time.Duration
}

// KeyRange is Start <= key < End; nil is no bound. Limit 0 is no limit.
type KeyRange struct {
	Start, End []byte
	Reverse    bool
	Limit      int
}

// The stored value begins with the time of its expiry, nanoseconds since 1970,
// 0 for none. Expiring keys stand in an index by that time as well.
const expirySize = 8

// Put sets a key. A ttl above 0 is the time after which it is gone, also after
// the database was closed and opened again; 0 keeps it.
//
// Errors: INVALID_ARGUMENT for an empty key or a negative ttl, LIMIT_EXCEEDED
// for a key above 64 KiB or a value above 32 MiB, TRANSACTION_CLOSED, CONFLICT,
// those of the store.
func (k *Keys) Put(ctx context.Context, key, val []byte, ttl time.Duration) error {
	return k.Write(ctx, []KeyWrite{{Key: key, Value: val, TTL: ttl}})
}

// Delete removes a key; an absent one is no error.
//
// Errors: as Put.
func (k *Keys) Delete(ctx context.Context, key []byte) error {
	return k.Write(ctx, []KeyWrite{{Key: key, Delete: true}})
}

// Write applies several writes, all or none, in their order.
//
// Errors: as Put.
func (k *Keys) Write(ctx context.Context, writes []KeyWrite) (err error) {
	defer recovered(&err)
	expires := false
	for _, w := range writes {
		if err := w.check(); err != nil {
			return edge("write keys", err)
		}
		expires = expires || w.TTL > 0
	}
	c := Collection{db: k.db, tx: k.tx}
	err = c.write(ctx, func(ctx context.Context, s *mutation.Session) error {
		for _, w := range writes {
			if err := putKey(ctx, s.W.Tx, w, k.db.now()); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && expires {
		k.db.sweeper.raw.Store(true)
		k.db.watch(k.db.Catalog())
	}
	return edge("write keys", err)
}

func (w *KeyWrite) check() error {
	switch {
	case len(w.Key) == 0:
		return dberr.New(dberr.InvalidArgument, "a key has at least one byte")
	case len(w.Key) > storage.MaxKeyBytes-16:
		return dberr.New(dberr.LimitExceeded, "a key has at most 65,520 bytes")
	case len(w.Value) > storage.MaxValueBytes-expirySize:
		return dberr.New(dberr.LimitExceeded, "a value has less than 32 MiB; blobs are for more")
	case w.TTL < 0:
		return dberr.New(dberr.InvalidArgument, "a time to live is not negative")
	case w.Delete && (w.Value != nil || w.TTL > 0):
		return dberr.New(dberr.InvalidArgument, "a delete has no value")
	}
	return nil
}

func rawKey(key []byte) []byte {
	return append(append(make([]byte, 0, len(key)+1), catalog.SpaceRaw), key...)
}

// expiryKey orders the keys that expire by time.
func expiryKey(at uint64, key []byte) []byte {
	return append(binary.BigEndian.AppendUint64([]byte{catalog.SpaceRawExpiry}, at), key...)
}

func putKey(ctx context.Context, tx *txn.Tx, w KeyWrite, now time.Time) error {
	old, err := tx.Get(ctx, rawKey(w.Key))
	switch {
	case dberr.CodeOf(err) == dberr.NotFound:
	case err != nil:
		return err
	default:
		at, _, err := splitRaw(old)
		if err != nil {
			return err
		}
		if at != 0 {
			tx.Delete(expiryKey(at, w.Key))
		}
	}
	if w.Delete {
		tx.Delete(rawKey(w.Key))
		return nil
	}
	at := uint64(0)
	if w.TTL > 0 {
		at = uint64(now.Add(w.TTL).UnixNano())
		tx.Put(expiryKey(at, w.Key), nil)
	}
	tx.Put(rawKey(w.Key), append(binary.LittleEndian.AppendUint64(make([]byte, 0, expirySize+len(w.Value)), at), w.Value...))
	return nil
}

func splitRaw(b []byte) (at uint64, val []byte, err error) {
	if len(b) < expirySize {
		return 0, nil, dberr.New(dberr.Corrupt, "a raw value without its expiry")
	}
	return binary.LittleEndian.Uint64(b), b[expirySize:], nil
}

// unexpired returns the value of stored bytes; ok is false if it has expired.
func unexpired(b []byte, now time.Time) (val []byte, ok bool, err error) {
	at, val, err := splitRaw(b)
	return val, err == nil && (at == 0 || uint64(now.UnixNano()) < at), err
}

// Get returns the value of a key, which must not be changed.
//
// Errors: NOT_FOUND if it is absent or has expired, TRANSACTION_CLOSED, those
// of the store. Cost: one read.
func (k *Keys) Get(ctx context.Context, key []byte) (val []byte, err error) {
	defer recovered(&err)
	err = k.view(ctx, func(r txn.Reader) error {
		b, err := r.Get(ctx, rawKey(key))
		if err != nil {
			return err
		}
		v, ok, err := unexpired(b, k.db.now())
		if err == nil && !ok {
			err = storage.ErrNotFound
		}
		val = v
		return err
	})
	return val, edge("get key", err)
}

// Scan iterates over a range in key order. The pairs are those of one state,
// held until the loop ends; inside a transaction nothing may be written in the
// loop.
//
// Errors, as the last pair: TRANSACTION_CLOSED, those of the store.
func (k *Keys) Scan(ctx context.Context, r KeyRange) iter.Seq2[KeyValue, error] {
	return func(yield func(KeyValue, error) bool) {
		stopped := false
		err := k.view(ctx, func(view txn.Reader) error {
			in := storage.Prefix([]byte{catalog.SpaceRaw})
			if r.Start != nil {
				in.Start = rawKey(r.Start)
			}
			if r.End != nil {
				in.End = rawKey(r.End)
			}
			in.Reverse = r.Reverse
			now, n := k.db.now(), 0
			for kv, err := range view.Scan(ctx, in) {
				if err != nil {
					return err
				}
				val, ok, err := unexpired(kv.Value, now)
				if err != nil {
					return err
				}
				if !ok {
					continue
				}
				if n++; !yield(KeyValue{kv.Key[1:], val}, nil) {
					stopped = true
					return nil
				}
				if n == r.Limit {
					return nil
				}
			}
			return nil
		})
		if err != nil && !stopped {
			yield(KeyValue{}, edge("scan keys", err))
		}
	}
}

// view runs a function over the database or the transaction.
func (k *Keys) view(ctx context.Context, do func(txn.Reader) error) error {
	if k.tx == nil {
		snap, _, err := k.db.snapshot(ctx)
		if err != nil {
			return err
		}
		defer snap.Close()
		return do(snap)
	}
	k.tx.mu.Lock()
	defer k.tx.mu.Unlock()
	if k.tx.done {
		return errTxClosed()
	}
	return do(k.tx.w.Tx)
}

// sweepKeys deletes up to sweepRows keys that have expired, in one commit, and
// returns how many there were and whether any key is left that will expire.
func (db *DB) sweepKeys(ctx context.Context) (n int, left bool, err error) {
	if !db.tryLock() {
		return 0, true, nil
	}
	if db.closed.Load() {
		db.unlock()
		return 0, false, nil
	}
	p, err := func() (*pending, error) {
		defer db.unlock()
		return db.transact(ctx, db.plainTurn(), func(ctx context.Context, s *mutation.Session) error {
			var err error
			n, left, err = expireKeys(ctx, s.W.Tx, uint64(db.now().UnixNano()))
			return err
		})
	}()
	if err == nil {
		err = p.wait(ctx)
	}
	return n, left, err
}

func expireKeys(ctx context.Context, tx *txn.Tx, now uint64) (n int, left bool, err error) {
	var gone [][]byte
	for kv, err := range tx.Scan(ctx, storage.Prefix([]byte{catalog.SpaceRawExpiry})) {
		if err != nil {
			return 0, true, err
		}
		if len(kv.Key) < 10 {
			return 0, true, dberr.New(dberr.Corrupt, "the expiry of a raw key")
		}
		if binary.BigEndian.Uint64(kv.Key[1:]) > now || len(gone) == sweepRows {
			left = true
			break
		}
		gone = append(gone, kv.Key)
	}
	for _, key := range gone {
		tx.Delete(key)
		tx.Delete(rawKey(key[9:]))
	}
	return len(gone), left, nil
}
