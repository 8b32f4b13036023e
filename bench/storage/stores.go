package main

import (
	"bytes"
	"context"
	"io"
	"log"

	"github.com/cockroachdb/pebble/v2"
	"go.etcd.io/bbolt"

	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/file"
	"github.com/auroradb/aurora/storage/lsm"
)

type auroraStore struct {
	ctx context.Context // of the program
	s   *lsm.Store
}

func (a *auroraStore) open(dir string) (err error) {
	a.s, err = file.Open(a.ctx, dir, nil)
	return err
}

func (a *auroraStore) put(pairs []pair, d storage.Durability) error {
	b := &storage.Batch{Durability: d}
	for _, p := range pairs {
		b.Put(keyOf(p.key), p.value)
	}
	ack, err := a.s.Apply(a.ctx, b)
	if err != nil {
		return err
	}
	return ack.Wait(a.ctx)
}

// get and scan read the newest state, as those of the peers do.
func (a *auroraStore) get(k uint64) ([]byte, error) {
	snap, err := a.s.Snapshot(a.ctx)
	if err != nil {
		return nil, err
	}
	v, err := snap.Get(a.ctx, keyOf(k))
	snap.Close()
	return v, err
}

func (a *auroraStore) scan(from, to uint64, visit func(key, val []byte)) error {
	snap, err := a.s.Snapshot(a.ctx)
	if err != nil {
		return err
	}
	defer snap.Close()
	for kv, err := range snap.Scan(a.ctx, storage.Range{Start: keyOf(from), End: keyOf(to), Transient: true}) {
		if err != nil {
			return err
		}
		visit(kv.Key, kv.Value)
	}
	return nil
}

func (a *auroraStore) close() error {
	return a.s.Close()
}

type quiet struct{ *log.Logger }

func (quiet) Infof(string, ...any)  {}
func (quiet) Errorf(string, ...any) {}
func (quiet) Fatalf(f string, a ...any) {
	log.Fatalf(f, a...)
}

// pebbleStore has pebble's default options with a cache of 64 MiB, ours.
type pebbleStore struct{ db *pebble.DB }

func (p *pebbleStore) open(dir string) (err error) {
	cache := pebble.NewCache(64 << 20)
	defer cache.Unref()
	p.db, err = pebble.Open(dir, &pebble.Options{Cache: cache, Logger: quiet{log.New(io.Discard, "", 0)}})
	return err
}

func (p *pebbleStore) put(pairs []pair, d storage.Durability) error {
	b := p.db.NewBatch()
	for _, p := range pairs {
		if err := b.Set(keyOf(p.key), p.value, nil); err != nil {
			return err
		}
	}
	if d == storage.Strict {
		return b.Commit(pebble.Sync)
	}
	return b.Commit(pebble.NoSync)
}

func (p *pebbleStore) get(k uint64) ([]byte, error) {
	v, closer, err := p.db.Get(keyOf(k))
	if err != nil {
		return nil, err
	}
	v = bytes.Clone(v)
	return v, closer.Close()
}

func (p *pebbleStore) scan(from, to uint64, visit func(key, val []byte)) error {
	it, err := p.db.NewIter(&pebble.IterOptions{LowerBound: keyOf(from), UpperBound: keyOf(to)})
	if err != nil {
		return err
	}
	for ok := it.First(); ok; ok = it.Next() {
		visit(it.Key(), it.Value())
	}
	return it.Close()
}

func (p *pebbleStore) close() error { return p.db.Close() }

// bboltStore syncs strict commits only.
type bboltStore struct{ db *bbolt.DB }

func (s *bboltStore) open(dir string) (err error) {
	if s.db, err = bbolt.Open(dir, 0o600, &bbolt.Options{NoSync: true, NoFreelistSync: true, FreelistType: bbolt.FreelistMapType}); err != nil {
		return err
	}
	return s.db.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucketIfNotExists([]byte("b"))
		return err
	})
}

func (s *bboltStore) put(pairs []pair, d storage.Durability) error {
	write := func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte("b"))
		for _, p := range pairs {
			if err := b.Put(keyOf(p.key), p.value); err != nil {
				return err
			}
		}
		return nil
	}
	if d != storage.Strict {
		return s.db.Update(write)
	}
	if err := s.db.Batch(write); err != nil { // callers share a commit
		return err
	}
	return s.db.Sync()
}

func (s *bboltStore) get(k uint64) (v []byte, err error) {
	err = s.db.View(func(tx *bbolt.Tx) error {
		v = bytes.Clone(tx.Bucket([]byte("b")).Get(keyOf(k)))
		return nil
	})
	return v, err
}

func (s *bboltStore) scan(from, to uint64, visit func(key, val []byte)) error {
	return s.db.View(func(tx *bbolt.Tx) error {
		c := tx.Bucket([]byte("b")).Cursor()
		end := keyOf(to)
		for k, v := c.Seek(keyOf(from)); k != nil && bytes.Compare(k, end) < 0; k, v = c.Next() {
			visit(k, v)
		}
		return nil
	})
}

func (s *bboltStore) close() error { return s.db.Close() }
