package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
)

// kvTx is a transaction of a store of ordered keys.
type kvTx interface {
	get(key []byte) ([]byte, error) // nil if absent
	put(key, val []byte) error
	del(key []byte) error
	// scan walks the keys from start on until visit returns false.
	scan(start []byte, visit func(key, val []byte) bool) error
}

// kvStore keeps orders as JSON over ordered keys with indexes kept by hand:
//
//	d<id> = order   n<number> = id   c<customer>\0<id>   p<placed><id>
type kvStore struct {
	view   func(func(kvTx) error) error
	update func(func(kvTx) error) error
}

func docKey(id string) []byte { return append([]byte{'d'}, id...) }

func intKey(kind byte, n int64) []byte {
	return binary.BigEndian.AppendUint64([]byte{kind}, uint64(n))
}

func customerKey(c string) []byte { return append(append([]byte{'c'}, c...), 0) }

func entries(o *order) [][]byte {
	return [][]byte{
		append(customerKey(o.Customer), o.ID...),
		append(intKey('p', o.Placed), o.ID...),
	}
}

func insertKV(tx kvTx, o *order) error {
	number := intKey('n', o.Number)
	for _, key := range [][]byte{docKey(o.ID), number} {
		if old, err := tx.get(key); err != nil || old != nil {
			return errors.Join(err, errors.New("the order exists already"))
		}
	}
	doc, err := json.Marshal(o)
	if err != nil {
		return err
	}
	err = errors.Join(tx.put(docKey(o.ID), doc), tx.put(number, []byte(o.ID)))
	for _, key := range entries(o) {
		err = errors.Join(err, tx.put(key, nil))
	}
	return err
}

func (s *kvStore) InsertMany(os []order) error {
	return s.update(func(tx kvTx) error {
		for i := range os {
			if err := insertKV(tx, &os[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *kvStore) Insert(o order) error { return s.InsertMany([]order{o}) }

func load(tx kvTx, id string) (o order, err error) {
	doc, err := tx.get(docKey(id))
	if err != nil {
		return o, err
	}
	return o, json.Unmarshal(doc, &o)
}

func (s *kvStore) Get(id string) (o order, err error) {
	err = s.view(func(tx kvTx) error {
		o, err = load(tx, id)
		return err
	})
	return o, err
}

func (s *kvStore) ByNumber(n int64) (found int, err error) {
	err = s.view(func(tx kvTx) error {
		id, err := tx.get(intKey('n', n))
		if err != nil || id == nil {
			return err
		}
		_, err = load(tx, string(id))
		found++
		return err
	})
	return found, err
}

// through reads the orders that an index names, behind head bytes of its keys.
func (s *kvStore) through(start []byte, head int, in func(key []byte) bool, limit int) (found int, err error) {
	err = s.view(func(tx kvTx) error {
		var failed error
		err := tx.scan(start, func(key, _ []byte) bool {
			if !in(key) || found == limit {
				return false
			}
			if _, failed = load(tx, string(key[head:])); failed != nil {
				return false
			}
			found++
			return true
		})
		return errors.Join(err, failed)
	})
	return found, err
}

func (s *kvStore) ByCustomer(c string) (int, error) {
	prefix := customerKey(c)
	return s.through(prefix, len(prefix), func(k []byte) bool { return bytes.HasPrefix(k, prefix) }, -1)
}

func (s *kvStore) From(placed int64, limit int) (int, error) {
	return s.through(intKey('p', placed), 9, func(k []byte) bool { return k[0] == 'p' }, limit)
}

func (s *kvStore) Above(total float64) (found int, err error) {
	err = s.view(func(tx kvTx) error {
		var failed error
		err := tx.scan([]byte{'d'}, func(key, doc []byte) bool {
			if key[0] != 'd' {
				return false
			}
			var o order
			if failed = json.Unmarshal(doc, &o); failed != nil {
				return false
			}
			if o.Total > total {
				found++
			}
			return true
		})
		return errors.Join(err, failed)
	})
	return found, err
}

func (s *kvStore) Update(id string, total float64) error {
	return s.update(func(tx kvTx) error {
		o, err := load(tx, id)
		if err != nil {
			return err
		}
		o.Total = total // no index holds it
		doc, err := json.Marshal(&o)
		if err != nil {
			return err
		}
		return tx.put(docKey(id), doc)
	})
}

func (s *kvStore) Delete(id string) error {
	return s.update(func(tx kvTx) error {
		o, err := load(tx, id)
		if err != nil {
			return err
		}
		err = errors.Join(tx.del(docKey(id)), tx.del(intKey('n', o.Number)))
		for _, key := range entries(&o) {
			err = errors.Join(err, tx.del(key))
		}
		return err
	})
}
