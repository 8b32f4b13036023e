//go:build js

package indexeddb

import (
	"context"
	"syscall/js"

	"github.com/hack-pad/go-indexeddb/idb"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/internal/jsx"
)

// version is the IndexedDB version; our own format is versioned inside.
const version = 1

// stores are the object stores; js/src/idb-layout.ts names the same.
var stores = [...]string{"log", "pages", "meta"}

// databaseName is the name that IndexedDB knows.
func databaseName(name string) string { return "aurora:" + name }

// factory returns the factory that the host lends this instance: the browser's,
// watched, so that the connection is known to the imported functions too.
func factory() (*idb.Factory, error) {
	lent := js.Global().Get("auroraIndexedDB")
	if !lent.Truthy() {
		return nil, dberr.New(dberr.Unsupported, "there is no IndexedDB here")
	}
	f, err := idb.WrapFactory(lent)
	if err != nil {
		return nil, dberr.Wrap(dberr.Unavailable, "IndexedDB", err)
	}
	return f, nil
}

// connect opens the IndexedDB database and makes its stores if it is new.
func connect(ctx context.Context, session uint32, name string) error {
	f, err := factory()
	if err != nil {
		return err
	}
	return watched(ctx, session, name, "open", func(ctx context.Context) error {
		req, err := f.Open(ctx, databaseName(name), version, createStores)
		if err != nil {
			return err
		}
		_, err = req.Await(ctx)
		return err
	})
}

func createStores(db *idb.Database, _, _ uint) error {
	for _, store := range stores {
		if _, err := db.CreateObjectStore(store, idb.ObjectStoreOptions{}); err != nil {
			return err
		}
	}
	return nil
}

// Delete removes a database; it is no error if there is none.
//
// Errors: LOCKED if another connection keeps it open, UNSUPPORTED, UNAVAILABLE.
func Delete(ctx context.Context, name string) error {
	f, err := factory()
	if err != nil {
		return err
	}
	session := jsx.NewID()
	defer idbEnd(session)
	return watched(ctx, session, name, "delete", func(ctx context.Context) error {
		req, err := f.DeleteDatabase(databaseName(name))
		if err != nil {
			return err
		}
		return req.Await(ctx)
	})
}

// watched runs a request that another connection may block.
func watched(ctx context.Context, session uint32, name, what string, run func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := jsx.Begin()
	defer watch.Cancel()
	idbWatch(watch.ID(), session)
	defer idbUnwatch(session)
	go func() {
		select {
		case <-watch.Done():
			cancel(dberr.New(dberr.Locked, "database "+quote(name)+" is held open by another tab or worker"))
		case <-ctx.Done():
		}
	}()
	err := run(ctx)
	if cause := context.Cause(ctx); cause != nil {
		if dberr.CodeOf(cause) == dberr.Locked {
			return cause
		}
		return dberr.Wrap(dberr.Canceled, what+" of database "+quote(name), cause)
	}
	if err != nil {
		return openError(name, what, err)
	}
	return nil
}

func openError(name, what string, err error) error {
	text := err.Error()
	switch {
	case contains(text, "QuotaExceeded"):
		return dberr.Wrap(dberr.QuotaExceeded, "no space for database "+quote(name), err)
	case contains(text, "VersionError"):
		return dberr.Wrap(dberr.Unsupported, "database "+quote(name)+" was made by a newer release", err)
	}
	return dberr.Wrap(dberr.Unavailable, "the browser refused to "+what+" database "+quote(name), err)
}
