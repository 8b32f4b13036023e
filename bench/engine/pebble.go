package main

import (
	"bytes"
	"errors"
	"io"
	"log"
	"sync"

	"github.com/cockroachdb/pebble/v2"
)

// pebbleStore is JSON over pebble with its default options. A lock makes the
// look and the write of an insert one step.
type pebbleStore struct {
	kvStore
	db *pebble.DB
	mu sync.Mutex
}

// pebbleTx reads from r and, when b is not nil, writes to the batch.
type pebbleTx struct {
	r pebble.Reader
	b *pebble.Batch
}

func (t pebbleTx) get(key []byte) ([]byte, error) {
	v, closer, err := t.r.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	v = bytes.Clone(v)
	return v, closer.Close()
}
func (t pebbleTx) put(key, val []byte) error { return t.b.Set(key, val, nil) }
func (t pebbleTx) del(key []byte) error      { return t.b.Delete(key, nil) }
func (t pebbleTx) scan(start []byte, visit func(key, val []byte) bool) error {
	it, err := t.r.NewIter(&pebble.IterOptions{LowerBound: start})
	if err != nil {
		return err
	}
	for ok := it.First(); ok && visit(it.Key(), it.Value()); ok = it.Next() {
	}
	return it.Close()
}

func (s *pebbleStore) Open(path string, strict bool) error {
	db, err := pebble.Open(path, &pebble.Options{Logger: quiet{log.New(io.Discard, "", 0)}})
	if err != nil {
		return err
	}
	s.db = db
	s.view = func(do func(kvTx) error) error { return do(pebbleTx{r: db}) }
	mode := pebble.NoSync
	if strict {
		mode = pebble.Sync
	}
	s.update = func(do func(kvTx) error) error {
		b := db.NewIndexedBatch()
		s.mu.Lock()
		err := do(pebbleTx{r: b, b: b})
		var done error
		if err == nil {
			done = db.ApplyNoSyncWait(b, mode)
		}
		s.mu.Unlock()
		if mode.Sync && err == nil && done == nil {
			done = b.SyncWait()
		}
		return errors.Join(err, done, b.Close())
	}
	if !strict {
		s.update = func(do func(kvTx) error) error {
			b := db.NewIndexedBatch()
			s.mu.Lock()
			defer s.mu.Unlock()
			return errors.Join(do(pebbleTx{r: b, b: b}), b.Commit(mode))
		}
	}
	return nil
}

func (s *pebbleStore) Close() error { return s.db.Close() }

// quiet drops pebble's messages but for what ends the process.
type quiet struct{ *log.Logger }

func (q quiet) Infof(string, ...any)  {}
func (q quiet) Errorf(string, ...any) {}
