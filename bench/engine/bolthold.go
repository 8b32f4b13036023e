package main

import (
	"encoding/json"

	"github.com/timshannon/bolthold"
	"go.etcd.io/bbolt"
)

// boltHold stores structs with indexes over bbolt, encoded as JSON.
type boltHold struct{ s *bolthold.Store }

func (h *boltHold) Open(path string, strict bool) (err error) {
	h.s, err = bolthold.Open(path, 0o600, &bolthold.Options{Encoder: json.Marshal, Decoder: json.Unmarshal})
	if err == nil {
		h.s.Bolt().NoSync = !strict
	}
	return err
}

func (h *boltHold) InsertMany(os []order) error {
	return h.s.Bolt().Update(func(tx *bbolt.Tx) error {
		for i := range os {
			if err := h.s.TxInsert(tx, os[i].ID, &os[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (h *boltHold) Insert(o order) error { return h.s.Insert(o.ID, &o) }

func (h *boltHold) Get(id string) (o order, err error) { return o, h.s.Get(id, &o) }

func (h *boltHold) find(q *bolthold.Query) (int, error) {
	var os []order
	err := h.s.Find(&os, q)
	return len(os), err
}

func (h *boltHold) ByNumber(n int64) (int, error) {
	return h.find(bolthold.Where("Number").Eq(n).Index("Number"))
}

func (h *boltHold) ByCustomer(c string) (int, error) {
	return h.find(bolthold.Where("Customer").Eq(c).Index("Customer"))
}

func (h *boltHold) From(placed int64, limit int) (int, error) {
	return h.find(bolthold.Where("Placed").Ge(placed).Index("Placed").SortBy("Placed").Limit(limit))
}

func (h *boltHold) Above(total float64) (int, error) {
	return h.find(bolthold.Where("Total").Gt(total))
}

func (h *boltHold) Update(id string, total float64) error {
	o, err := h.Get(id)
	if err != nil {
		return err
	}
	o.Total = total
	return h.s.Update(id, &o)
}

func (h *boltHold) Delete(id string) error { return h.s.Delete(id, &order{}) }
func (h *boltHold) Close() error           { return h.s.Close() }
