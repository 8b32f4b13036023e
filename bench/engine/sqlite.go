package main

import (
	"database/sql"
	"encoding/json"

	_ "github.com/mattn/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	_ "modernc.org/sqlite"
)

// sqlite holds orders in a JSON column with indexes on expressions. Statements
// are prepared once.
type sqlite struct {
	driver string
	db     *sql.DB
	stmts  map[string]*sql.Stmt
}

func (s *sqlite) Open(path string, strict bool) error {
	db, err := s.open(path)
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	s.db, s.stmts = db, map[string]*sql.Stmt{}
	sync := "OFF"
	if strict {
		sync = "FULL"
	}
	for _, q := range []string{
		"PRAGMA journal_mode=WAL", "PRAGMA synchronous=" + sync,
		"CREATE TABLE IF NOT EXISTS orders(id TEXT PRIMARY KEY, doc TEXT) WITHOUT ROWID",
		"CREATE UNIQUE INDEX IF NOT EXISTS number ON orders(doc->>'number')",
		"CREATE INDEX IF NOT EXISTS customer ON orders(doc->>'customer')",
		"CREATE INDEX IF NOT EXISTS placed ON orders(doc->>'placed')",
	} {
		if _, err := db.Exec(q); err != nil {
			return err
		}
	}
	return nil
}

// open opens a file. Two of the drivers register themselves under the same
// name; the Makefile builds with the flag that silences ncruces.
func (s *sqlite) open(path string) (*sql.DB, error) {
	switch s.driver {
	case "mattn":
		return sql.Open("sqlite3", path)
	case "modernc":
		return sql.Open("sqlite", path)
	}
	return driver.Open("file:" + path)
}

func (s *sqlite) stmt(q string) (*sql.Stmt, error) {
	if st := s.stmts[q]; st != nil {
		return st, nil
	}
	st, err := s.db.Prepare(q)
	if err == nil {
		s.stmts[q] = st
	}
	return st, err
}

const insertSQL = "INSERT INTO orders(id, doc) VALUES(?, ?)"

func (s *sqlite) InsertMany(os []order) error {
	tx, err := s.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	st, err := tx.Prepare(insertSQL)
	if err != nil {
		return err
	}
	for i := range os {
		doc, err := json.Marshal(&os[i])
		if err != nil {
			return err
		}
		if _, err := st.Exec(os[i].ID, string(doc)); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (s *sqlite) Insert(o order) error {
	doc, err := json.Marshal(&o)
	if err != nil {
		return err
	}
	_, err = s.db.Exec(insertSQL, o.ID, string(doc))
	return err
}

func (s *sqlite) Get(id string) (o order, err error) {
	st, err := s.stmt("SELECT doc FROM orders WHERE id = ?")
	if err != nil {
		return o, err
	}
	var doc []byte
	if err = st.QueryRow(id).Scan(&doc); err != nil {
		return o, err
	}
	return o, json.Unmarshal(doc, &o)
}

// rows reads the documents of a query.
func (s *sqlite) rows(q string, args ...any) (found int, err error) {
	st, err := s.stmt(q)
	if err != nil {
		return 0, err
	}
	rows, err := st.Query(args...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var doc sql.RawBytes
		if err := rows.Scan(&doc); err != nil {
			return 0, err
		}
		found++
	}
	return found, rows.Err()
}

func (s *sqlite) ByNumber(n int64) (int, error) {
	return s.rows("SELECT doc FROM orders WHERE doc->>'number' = ?", n)
}

func (s *sqlite) ByCustomer(c string) (int, error) {
	return s.rows("SELECT doc FROM orders WHERE doc->>'customer' = ?", c)
}

func (s *sqlite) From(placed int64, limit int) (int, error) {
	return s.rows("SELECT doc FROM orders WHERE doc->>'placed' >= ? ORDER BY doc->>'placed' LIMIT ?", placed, limit)
}

func (s *sqlite) Above(total float64) (int, error) {
	return s.rows("SELECT doc FROM orders WHERE doc->>'total' > ?", total)
}

func (s *sqlite) SumByStatus() (int, error) {
	return s.rows("SELECT doc->>'status' || sum(doc->>'total') FROM orders GROUP BY doc->>'status'")
}

func (s *sqlite) Update(id string, total float64) error {
	st, err := s.stmt("UPDATE orders SET doc = json_set(doc, '$.total', ?) WHERE id = ?")
	if err != nil {
		return err
	}
	return one(st.Exec(total, id))
}

func (s *sqlite) Delete(id string) error {
	st, err := s.stmt("DELETE FROM orders WHERE id = ?")
	if err != nil {
		return err
	}
	return one(st.Exec(id))
}

// one checks that a statement changed one row.
func one(r sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := r.RowsAffected()
	return expect(int(n), 1, err)
}

func (s *sqlite) Close() error { return s.db.Close() }
