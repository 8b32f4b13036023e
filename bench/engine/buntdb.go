package main

import (
	"encoding/json"
	"errors"

	"github.com/tidwall/buntdb"
	"github.com/tidwall/gjson"
)

// bunt holds JSON in memory, with JSON indexes, and an append-only file.
type bunt struct{ db *buntdb.DB }

func (s *bunt) Open(path string, strict bool) error {
	db, err := buntdb.Open(path)
	if err != nil {
		return err
	}
	s.db = db
	var cfg buntdb.Config
	if err := db.ReadConfig(&cfg); err != nil {
		return err
	}
	cfg.SyncPolicy = buntdb.Never
	if strict {
		cfg.SyncPolicy = buntdb.Always
	}
	err = db.SetConfig(cfg)
	for _, field := range []string{"number", "customer", "placed"} {
		err = errors.Join(err, db.CreateIndex(field, "*", buntdb.IndexJSON(field)))
	}
	return err
}

func (s *bunt) InsertMany(os []order) error {
	return s.db.Update(func(tx *buntdb.Tx) error {
		for i := range os {
			doc, err := json.Marshal(&os[i])
			if err != nil {
				return err
			}
			if taken, err := equals(tx, "number", pivot("number", os[i].Number), 1, nil); err != nil || taken > 0 {
				return errors.Join(err, errors.New("the order exists already"))
			}
			if _, _, err := tx.Set(os[i].ID, string(doc), nil); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *bunt) Insert(o order) error { return s.InsertMany([]order{o}) }

func (s *bunt) Get(id string) (o order, err error) {
	err = s.db.View(func(tx *buntdb.Tx) error {
		doc, err := tx.Get(id)
		if err != nil {
			return err
		}
		return json.Unmarshal([]byte(doc), &o)
	})
	return o, err
}

func pivot(field string, v any) string {
	b, _ := json.Marshal(map[string]any{field: v}) // strings and integers only
	return string(b)
}

func equals(tx *buntdb.Tx, field, pivot string, limit int, o *order) (found int, err error) {
	var failed error
	err = tx.AscendEqual(field, pivot, func(_, doc string) bool {
		if o != nil {
			failed = json.Unmarshal([]byte(doc), o)
		}
		found++
		return failed == nil && found != limit
	})
	return found, errors.Join(err, failed)
}

func (s *bunt) find(field string, v any) (found int, err error) {
	err = s.db.View(func(tx *buntdb.Tx) error {
		var o order
		found, err = equals(tx, field, pivot(field, v), -1, &o)
		return err
	})
	return found, err
}

func (s *bunt) ByNumber(n int64) (int, error)    { return s.find("number", n) }
func (s *bunt) ByCustomer(c string) (int, error) { return s.find("customer", c) }

func (s *bunt) From(placed int64, limit int) (found int, err error) {
	err = s.db.View(func(tx *buntdb.Tx) error {
		var o order
		var failed error
		err := tx.AscendGreaterOrEqual("placed", pivot("placed", placed), func(_, doc string) bool {
			failed = json.Unmarshal([]byte(doc), &o)
			found++
			return failed == nil && found != limit
		})
		return errors.Join(err, failed)
	})
	return found, err
}

func (s *bunt) Above(total float64) (found int, err error) {
	err = s.db.View(func(tx *buntdb.Tx) error {
		return tx.Ascend("", func(_, doc string) bool {
			if gjson.Get(doc, "total").Float() > total {
				found++
			}
			return true
		})
	})
	return found, err
}

func (s *bunt) Update(id string, total float64) error {
	return s.db.Update(func(tx *buntdb.Tx) error {
		doc, err := tx.Get(id)
		if err != nil {
			return err
		}
		var o order
		if err := json.Unmarshal([]byte(doc), &o); err != nil {
			return err
		}
		o.Total = total
		b, err := json.Marshal(&o)
		if err != nil {
			return err
		}
		_, _, err = tx.Set(id, string(b), nil)
		return err
	})
}

func (s *bunt) Delete(id string) error {
	return s.db.Update(func(tx *buntdb.Tx) error {
		_, err := tx.Delete(id)
		return err
	})
}

func (s *bunt) Close() error { return s.db.Close() }
