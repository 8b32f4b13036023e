package main

import (
	"github.com/dgraph-io/badger/v4"
	"github.com/timshannon/badgerhold/v4"
)

// badgerHold stores structs with indexes over badger, in its own encoding.
type badgerHold struct{ s *badgerhold.Store }

func (h *badgerHold) Open(path string, strict bool) (err error) {
	o := badgerhold.DefaultOptions
	o.Dir, o.ValueDir, o.SyncWrites, o.Logger = path, path, strict, nil
	h.s, err = badgerhold.Open(o)
	return err
}

func (h *badgerHold) InsertMany(os []order) error {
	return h.s.Badger().Update(func(tx *badger.Txn) error {
		for i := range os {
			if err := h.s.TxInsert(tx, os[i].ID, &os[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (h *badgerHold) Insert(o order) error {
	for { // concurrent writers of an index list conflict and try again
		if err := h.s.Insert(o.ID, &o); err != badger.ErrConflict {
			return err
		}
	}
}

func (h *badgerHold) Get(id string) (o order, err error) { return o, h.s.Get(id, &o) }

func (h *badgerHold) find(q *badgerhold.Query) (int, error) {
	var os []order
	err := h.s.Find(&os, q)
	return len(os), err
}

func (h *badgerHold) ByNumber(n int64) (int, error) {
	return h.find(badgerhold.Where("Number").Eq(n).Index("Number"))
}

func (h *badgerHold) ByCustomer(c string) (int, error) {
	return h.find(badgerhold.Where("Customer").Eq(c).Index("Customer"))
}

func (h *badgerHold) From(placed int64, limit int) (int, error) {
	return h.find(badgerhold.Where("Placed").Ge(placed).Index("Placed").SortBy("Placed").Limit(limit))
}

func (h *badgerHold) Above(total float64) (int, error) {
	return h.find(badgerhold.Where("Total").Gt(total))
}

func (h *badgerHold) Update(id string, total float64) error {
	o, err := h.Get(id)
	if err != nil {
		return err
	}
	o.Total = total
	return h.s.Update(id, &o)
}

func (h *badgerHold) Delete(id string) error { return h.s.Delete(id, &order{}) }
func (h *badgerHold) Close() error           { return h.s.Close() }
