//go:build js

package main

import (
	"context"
	"errors"
	"runtime"
	"strconv"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
)

// command runs one of the small calls. Parts: its name; for explain text, JSON
// of the variables, operation name.
func (b *bridge) command(id uint32, p parts) uint32 {
	if b.opened == nil {
		return b.refuse(errNotOpen())
	}
	db := b.opened.db
	switch name := string(p[0]); name {
	case "stats":
		return b.out.answer(kindResult, b.opened.stats(), false)
	case "flush":
		b.later(id, func(ctx context.Context) (uint32, []byte) {
			if err := db.Flush(ctx); err != nil {
				return kindRefusal, errorJSON(err)
			}
			return kindResult, []byte("{}")
		})
		return b.out.answer(kindPending, nil, true)
	case "explain":
		req, err := request(p[1], p[2], p[3])
		if err != nil {
			return b.refuse(err)
		}
		explain := func(ctx context.Context) (uint32, []byte, error) {
			plan, err := db.Explain(ctx, req)
			if err != nil {
				return kindRefusal, errorJSON(err), err
			}
			return kindResult, plan, nil
		}
		kind, body, err := explain(storage.NoWait(context.Background()))
		if !errors.Is(err, storage.ErrWouldWait) {
			return b.out.answer(kind, body, false)
		}
		b.later(id, func(ctx context.Context) (uint32, []byte) {
			kind, body, _ := explain(ctx)
			return kind, body
		})
		return b.out.answer(kindPending, nil, true)
	default:
		return b.refuse(dberr.New(dberr.InvalidArgument, "there is no command "+name))
	}
}

// stats are the figures of engine and storage as JSON; js/src/stats.ts has the
// same fields.
func (o *opened) stats() []byte {
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	st := o.db.Stats()
	out := append([]byte(`{"storage":{"kind":"`), st.Store.Kind...)
	out = append(out, '"')
	out = appendFigures(out, []figure{
		{"keys", st.Store.Keys}, {"logBytes", st.Store.LogBytes}, {"pageBytes", st.Store.PageBytes},
		{"pages", st.Store.Pages}, {"runs", st.Store.Runs}, {"memBytes", st.Store.MemBytes},
		{"cacheHits", st.Store.Cache.Hits}, {"cacheMiss", st.Store.Cache.Misses}, {"commits", st.Store.Commits},
		{"logWrites", st.Store.LogWrites}, {"flushes", st.Store.Flushes},
		{"lastSeq", int64(st.Store.LastSeq)}, {"durableSeq", int64(st.Store.DurableSeq)},
	})
	out = append(out, '}')
	out = appendFigures(out, []figure{
		{"seq", int64(st.Seq)}, {"collections", int64(st.Collections)}, {"subscriptions", int64(st.Subscriptions)},
		{"transactions", int64(st.Transactions)}, {"parsedTexts", int64(st.ParsedTexts)}, {"parsedBytes", int64(st.ParsedBytes)},
		{"memoryBytes", int64(mem.Sys)}, {"heapBytes", int64(mem.HeapAlloc)},
	})
	return append(out, '}')
}

// figure is a named number.
type figure struct {
	name  string
	value int64
}

// appendFigures appends members to an object that has some already.
func appendFigures(dst []byte, figures []figure) []byte {
	for _, f := range figures {
		dst = append(append(append(dst, `,"`...), f.name...), `":`...)
		dst = strconv.AppendInt(dst, f.value, 10)
	}
	return dst
}
