package main

import "go.etcd.io/bbolt"

// boltStore is JSON over bbolt.
type boltStore struct {
	kvStore
	db *bbolt.DB
}

type boltTx struct{ b *bbolt.Bucket }

func (t boltTx) get(key []byte) ([]byte, error) { return t.b.Get(key), nil }
func (t boltTx) put(key, val []byte) error      { return t.b.Put(key, val) }
func (t boltTx) del(key []byte) error           { return t.b.Delete(key) }
func (t boltTx) scan(start []byte, visit func(key, val []byte) bool) error {
	c := t.b.Cursor()
	for k, v := c.Seek(start); k != nil && visit(k, v); k, v = c.Next() {
	}
	return nil
}

func (s *boltStore) Open(path string, strict bool) error {
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		return err
	}
	db.NoSync = !strict
	s.db = db
	name := []byte("orders")
	s.view = func(do func(kvTx) error) error {
		return db.View(func(tx *bbolt.Tx) error { return do(boltTx{tx.Bucket(name)}) })
	}
	change := db.Update
	if strict {
		change = db.Batch // joins concurrent callers into one sync
	}
	s.update = func(do func(kvTx) error) error {
		return change(func(tx *bbolt.Tx) error { return do(boltTx{tx.Bucket(name)}) })
	}
	return db.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucketIfNotExists(name)
		return err
	})
}

func (s *boltStore) Close() error { return s.db.Close() }
