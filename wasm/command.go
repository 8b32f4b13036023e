//go:build js

package main

import (
	"context"
	"runtime"
	"strconv"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
)

// command runs one of the small calls. Parts: its name, its argument.
func (b *bridge) command(id uint32, p parts) uint32 {
	if b.opened == nil {
		return b.refuse(errNotOpen())
	}
	db := b.opened.db
	switch name := string(p[0]); name {
	case "stats":
		return b.out.answer(kindResult, b.opened.statsJSON(), b.pump())
	case "flush":
		b.later(id, func(ctx context.Context) (uint32, []byte) {
			if err := db.Flush(ctx); err != nil {
				return kindRefusal, errorJSON(err)
			}
			return kindResult, []byte("{}")
		})
		return b.out.answer(kindPending, nil, true)
	default:
		return b.refuse(dberr.New(dberr.InvalidArgument, "there is no command "+name))
	}
}

func (o *opened) statsJSON() []byte {
	var st storage.Stats
	if s, ok := o.store.Store.(storage.Statser); ok {
		st = s.Stats()
	}
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	out := append([]byte(`{"storage":{"kind":"`), st.Kind...)
	out = append(out, '"')
	for _, f := range []struct {
		name  string
		value int64
	}{
		{"keys", st.Keys}, {"logBytes", st.LogBytes}, {"pageBytes", st.PageBytes}, {"pages", st.Pages}, {"runs", st.Runs},
		{"memBytes", st.MemBytes}, {"cacheHits", st.CacheHits}, {"cacheMiss", st.CacheMiss}, {"commits", st.Commits},
		{"logWrites", st.LogWrites}, {"flushes", st.Flushes}, {"lastSeq", int64(st.LastSeq)}, {"durableSeq", int64(st.DurableSeq)},
	} {
		out = append(append(append(out, `,"`...), f.name...), `":`...)
		out = strconv.AppendInt(out, f.value, 10)
	}
	out = append(out, `},"memoryBytes":`...)
	return append(strconv.AppendUint(out, mem.Sys, 10), '}')
}
