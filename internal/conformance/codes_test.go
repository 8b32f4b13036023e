package conformance_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/internal/conformance"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/file"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/lsm/faultmedium"
	"github.com/auroradb/aurora/storage/memory"
)

// meeting brings a user to an error.
type meeting func(ctx context.Context, dir string) error

// meetings are the codes that no text of the suite can bring about.
func meetings() map[dberr.Code]meeting {
	return map[dberr.Code]meeting{
		dberr.Conflict:          conflict,
		dberr.TransactionClosed: transactionClosed,
		dberr.Lagged:            lagged,
		dberr.Timeout:           timeout,
		dberr.Canceled:          canceled,
		dberr.Closed:            closedDatabase,
		dberr.Locked:            locked,
		dberr.Corrupt:           corrupt,
		dberr.QuotaExceeded:     onBadDisk(faultmedium.Quota, 1),
		dberr.Unavailable:       onBadDisk(faultmedium.Fail, 1),
		dberr.ReadOnly:          onBadDisk(faultmedium.Fail, 2),
		dberr.Unsupported:       unsupported,
		dberr.Internal:          internal,
		dberr.LimitExceeded:     limitExceeded,
		dberr.ResumeExpired:     resumeExpired,
		dberr.IndexNotFound:     indexNotFound,
	}
}

// unreachable are the codes that no user meets in these tests, with the reason.
func unreachable() map[dberr.Code]string {
	return map[dberr.Code]string{
		dberr.Unauthenticated: "there is no server that asks who one is",
		dberr.Forbidden:       "a directory without rights; the tests may run as root, who has them all",
	}
}

// Every code of the table is met by a user: in a case of the suite that accepts
// nothing else, or in one of the meetings.
func TestEveryCodeIsMet(t *testing.T) {
	suites, err := conformance.Load(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	met := map[dberr.Code]bool{}
	for _, s := range suites {
		for _, c := range s.Cases {
			for _, step := range c.Steps {
				if code, ok := expected(step); ok {
					met[code] = true
				}
			}
		}
	}
	for code, meet := range meetings() {
		t.Run(string(code), func(t *testing.T) {
			if err := meet(t.Context(), t.TempDir()); dberr.CodeOf(err) != code {
				t.Errorf("got %s: %v", dberr.CodeOf(err), err)
			} else if strings.Contains(err.Error(), string(code)) {
				t.Errorf("the message repeats the code: %v", err)
			}
		})
		met[code] = true
	}
	for _, code := range conformance.Codes() {
		reason := unreachable()[dberr.Code(code)]
		if met[dberr.Code(code)] == (reason != "") {
			t.Errorf("%s: met %v, listed as unreachable %q", code, met[dberr.Code(code)], reason)
		}
	}
}

// expected returns the one code that a step wants.
func expected(step *conformance.Object) (dberr.Code, bool) {
	expect, ok := step.Get("expect")
	if !ok {
		return "", false
	}
	want, _ := expect.(*conformance.Object).Get("error")
	code, ok := want.(string)
	return dberr.Code(code), ok && code != "*"
}

// open returns a database with a collection t that has one document.
func open(ctx context.Context, store storage.Store, opts *engine.Options) (*engine.DB, error) {
	db, err := engine.Open(ctx, store, opts)
	if err != nil {
		return nil, err
	}
	_, err = db.Execute(ctx, `schema { define collection t if not exists { a: Int } } mutation { insertInto(collection: "t", data: {a: 1}) { a } }`, nil)
	return db, err
}

// inMemory runs fn on a fresh database.
func inMemory(ctx context.Context, opts *engine.Options, fn func(db *engine.DB) error) error {
	db, err := open(ctx, memory.New(), opts)
	if err != nil {
		return err
	}
	defer db.Close()
	return fn(db)
}

const increment = `mutation { update(collection: "t", all: true, set: {a: {increment: 1}}) { a } }`

func conflict(ctx context.Context, _ string) error {
	return inMemory(ctx, nil, func(db *engine.DB) error {
		tx, err := db.Begin(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback()
		if _, err := tx.Execute(ctx, increment, nil); err != nil {
			return err
		}
		if _, err := db.Execute(ctx, increment, nil); err != nil {
			return err
		}
		return tx.Commit(ctx)
	})
}

func transactionClosed(ctx context.Context, _ string) error {
	return inMemory(ctx, nil, func(db *engine.DB) error {
		tx, err := db.Begin(ctx, nil)
		if err != nil {
			return err
		}
		tx.Rollback()
		_, err = tx.Execute(ctx, `{ t { a } }`, nil)
		return err
	})
}

func lagged(ctx context.Context, _ string) error {
	return inMemory(ctx, &engine.Options{QueueRecords: 1}, func(db *engine.DB) error {
		sub, err := db.Stream(ctx, engine.Request{Text: `subscription { t { a } }`})
		if err != nil {
			return err
		}
		defer sub.Close()
		for range 10 {
			if _, err := db.Execute(ctx, increment, nil); err != nil {
				return err
			}
		}
		for range 11 {
			if _, err = sub.Next(ctx); err != nil {
				break
			}
		}
		return err
	})
}

func timeout(ctx context.Context, _ string) error {
	return inMemory(ctx, nil, func(db *engine.DB) error {
		ctx, cancel := context.WithDeadline(ctx, time.Now().Add(-time.Second))
		defer cancel()
		_, err := db.Execute(ctx, `{ t { a } }`, nil)
		return err
	})
}

func canceled(ctx context.Context, _ string) error {
	return inMemory(ctx, nil, func(db *engine.DB) error {
		ctx, cancel := context.WithCancel(ctx)
		cancel()
		_, err := db.Execute(ctx, `{ t { a } }`, nil)
		return err
	})
}

func closedDatabase(ctx context.Context, _ string) error {
	db, err := open(ctx, memory.New(), nil)
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	_, err = db.Execute(ctx, `{ t { a } }`, nil)
	return err
}

func locked(ctx context.Context, dir string) error {
	store, err := file.Open(ctx, dir, nil)
	if err != nil {
		return err
	}
	defer store.Close()
	_, err = file.Open(ctx, dir, nil)
	return err
}

// corrupt inverts a byte in the middle of the largest file.
func corrupt(ctx context.Context, dir string) error {
	store, err := file.Open(ctx, dir, nil)
	if err != nil {
		return err
	}
	db, err := open(ctx, store, nil)
	if err != nil {
		return err
	}
	for range 100 {
		if _, err := db.Execute(ctx, `mutation { insertInto(collection: "t", data: {a: 7}) { a } }`, nil); err != nil {
			return err
		}
	}
	if err := db.Close(); err != nil {
		return err
	}
	if err := damage(dir); err != nil {
		return err
	}
	if store, err = file.Open(ctx, dir, nil); err != nil {
		return err
	}
	defer store.Close()
	if db, err = engine.Open(ctx, store, nil); err != nil {
		return err
	}
	_, err = db.Execute(ctx, `{ t { a } }`, nil)
	return err
}

func damage(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		return err
	}
	largest, size := "", int64(0)
	for _, f := range files {
		if info, err := os.Stat(f); err == nil && info.Size() > size {
			largest, size = f, info.Size()
		}
	}
	text, err := os.ReadFile(largest)
	if err != nil {
		return err
	}
	text[len(text)/2] ^= 0xff
	return os.WriteFile(largest, text, 0o600)
}

func unsupported(ctx context.Context, _ string) error {
	return inMemory(ctx, nil, func(db *engine.DB) error {
		_, err := db.Explain(ctx, engine.Request{Text: increment})
		return err
	})
}

// internal lets a clock that the program gave panic.
func internal(ctx context.Context, _ string) error {
	broken := false
	clock := func() time.Time {
		if broken {
			panic("no time")
		}
		return time.Now()
	}
	return inMemory(ctx, &engine.Options{Clock: clock}, func(db *engine.DB) error {
		broken = true
		defer func() { broken = false }()
		_, err := db.Execute(ctx, `mutation { insertInto(collection: "t", data: {a: 1}) { a } }`, nil)
		return err
	})
}

func limitExceeded(ctx context.Context, _ string) error {
	return inMemory(ctx, nil, func(db *engine.DB) error {
		_, err := db.Execute(ctx, `{ t(where: `+strings.Repeat("{not: ", 1000)+"{}"+strings.Repeat("}", 1000)+`) { a } }`, nil)
		return err
	})
}

func resumeExpired(ctx context.Context, _ string) error {
	return inMemory(ctx, &engine.Options{LogRecords: 2}, func(db *engine.DB) error {
		for range 20 {
			if _, err := db.Execute(ctx, increment, nil); err != nil {
				return err
			}
		}
		after := uint64(1)
		sub, err := db.Listen(ctx, "t", &engine.ListenOptions{After: &after})
		if err == nil {
			sub.Close()
		}
		return err
	})
}

func indexNotFound(ctx context.Context, _ string) error {
	return inMemory(ctx, nil, func(db *engine.DB) error {
		return db.Do(ctx, engine.Request{Text: `schema { drop index on t (a) }`, Variables: value.NullValue()}).Err()
	})
}

// onBadDisk writes twice to a medium whose appends fail and returns the error
// of the given attempt.
func onBadDisk(fault faultmedium.Fault, attempt int) meeting {
	return func(ctx context.Context, _ string) error {
		bad := false
		hook := func(c faultmedium.Call) faultmedium.Fault {
			if bad && c.Op == "append" && !c.After {
				return fault
			}
			return faultmedium.OK
		}
		store, err := lsm.Open(ctx, faultmedium.NewDisk().Open(faultmedium.Options{Hook: hook}), nil)
		if err != nil {
			return err
		}
		db, err := open(ctx, store, nil)
		if err != nil {
			return err
		}
		defer db.Close()
		bad = true
		for range attempt {
			_, err = db.Execute(ctx, increment, nil)
		}
		return err
	}
}
