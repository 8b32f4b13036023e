package main

import (
	"bufio"
	"encoding/json"
	"sync"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/value"
)

// lineWriter writes answers, one whole line at a time. It is safe for
// concurrent use. After a failed write the rest is dropped.
type lineWriter struct {
	mu  sync.Mutex
	w   *bufio.Writer
	err error
}

func (l *lineWriter) line(parts ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err != nil {
		return
	}
	for _, p := range parts {
		l.w.WriteString(p)
	}
	l.w.WriteByte('\n')
	l.err = l.w.Flush()
}

func (l *lineWriter) failure() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

func (l *lineWriter) ok(id json.RawMessage) { l.line(`{"id":`, idText(id), `,"ok":true}`) }

func (l *lineWriter) response(id json.RawMessage, body []byte) {
	l.line(`{"id":`, idText(id), `,"response":`, string(body), `}`)
}

// refuse answers an error.
func (l *lineWriter) refuse(id json.RawMessage, err error) {
	l.response(id, engine.ErrorResponse(err).JSON())
}

func (l *lineWriter) event(stream string, body []byte) {
	l.line(`{"stream":`, quote(stream), `,"event":`, string(body), `}`)
}

// end tells that a stream is over, and why if it did not end by itself.
func (l *lineWriter) end(stream string, err error) {
	if err == nil {
		l.line(`{"stream":`, quote(stream), `,"end":true}`)
		return
	}
	body := engine.ErrorResponse(err).JSON() // {"errors":[…]}
	l.line(`{"stream":`, quote(stream), `,"end":true,`, string(body[1:]))
}

func idText(id json.RawMessage) string {
	if id == nil {
		return "null"
	}
	return string(id)
}

func quote(s string) string { return string(value.AppendJSONString(nil, s)) }
