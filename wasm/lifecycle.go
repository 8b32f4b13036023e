//go:build js

package main

import (
	"context"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// config is what JavaScript says at opening; js/src/engine-config.ts has the
// same fields.
type config struct {
	name            string
	storage         string
	durability      storage.Durability
	autoCollections bool
	graphql         bool
	drop            bool // delete the database instead
}

// openStore is an open storage and what its opening found.
type openStore struct {
	storage.Store
	created    bool
	generation string
}

// open opens the database and settles the call. Parts: the config as JSON.
func (b *bridge) open(id uint32, p parts) {
	c, err := parseConfig(p[0])
	if err == nil && b.opened != nil {
		err = dberr.New(dberr.Locked, "this instance holds a database already")
	}
	if err != nil {
		settle(id, kindRefusal, errorJSON(err))
		return
	}
	b.later(id, func(ctx context.Context) (uint32, []byte) {
		body, err := b.openNow(ctx, c)
		if err != nil {
			return kindRefusal, errorJSON(err)
		}
		return kindResult, body
	})
}

func (b *bridge) openNow(ctx context.Context, c config) ([]byte, error) {
	if c.drop {
		return []byte("{}"), dropDatabase(ctx, c)
	}
	store, err := openStorage(ctx, c)
	if err != nil {
		return nil, err
	}
	db, err := engine.Open(ctx, store.Store, &engine.Options{Durability: c.durability, AutoCollections: c.autoCollections, GraphQL: c.graphql})
	if err != nil {
		_ = store.Close()
		return nil, err
	}
	b.opened = &opened{db: db, store: store}
	body := append([]byte(`{"created":`), boolText(store.created)...)
	body = append(body, `,"generation":`...)
	return append(value.AppendJSONString(body, store.generation), '}'), nil
}

// close closes the database and settles the call.
func (b *bridge) close(id uint32) {
	o := b.opened
	b.opened = nil
	b.later(id, func(context.Context) (uint32, []byte) {
		if o == nil {
			return kindResult, []byte("{}")
		}
		err := o.db.Close()
		if storeErr := o.store.Close(); err == nil {
			err = storeErr
		}
		if err != nil {
			return kindRefusal, errorJSON(err)
		}
		return kindResult, []byte("{}")
	})
}

func parseConfig(b []byte) (config, error) {
	v, err := value.ParseJSON(b, value.Limits{})
	if err != nil {
		return config{}, err
	}
	text := func(name string) string {
		field, _ := v.Get(name)
		if field.Kind() != value.String {
			return ""
		}
		return field.Str()
	}
	flag := func(name string) bool {
		field, _ := v.Get(name)
		return field.Kind() == value.Bool && field.Bool()
	}
	durability, ok := storage.ParseDurability(text("durability"))
	if !ok {
		return config{}, dberr.New(dberr.InvalidArgument, "there is no durability "+text("durability"))
	}
	return config{
		name: text("name"), storage: text("storage"), durability: durability,
		autoCollections: flag("autoCollections"), graphql: flag("graphql"), drop: flag("drop"),
	}, nil
}

func boolText(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

func unsupportedStorage(kind string) error {
	return dberr.New(dberr.Unsupported, "this build of the engine has no storage "+kind)
}
