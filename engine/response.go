package engine

import (
	"context"
	"errors"
	"strconv"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// Response is the answer to a text: a GraphQL response, or {"batch": […]} for
// several operations. It is immutable.
type Response struct {
	body []byte
	err  *dberr.Error
	data []byte // of a single operation
}

// JSON returns the whole answer. The bytes must not be changed.
func (r *Response) JSON() []byte { return r.body }

// Data returns the value of "data" as JSON, nil if there is none or if the text
// had several operations. The bytes must not be changed.
func (r *Response) Data() []byte { return r.data }

// Err returns the first request error, which is the reason why there is no
// data: nil if every operation has data, with or without errors beside it.
func (r *Response) Err() error {
	if r.err == nil {
		return nil
	}
	return r.err
}

// ErrorResponse returns the response that tells an error: no data.
func ErrorResponse(err error) *Response {
	return failed(err).response()
}

// result is the outcome of one operation.
type result struct {
	data       []byte
	whole      []byte       // the data behind answerHead, nil if it stands alone
	err        *dberr.Error // a request error: no data
	errors     []*dberr.Error
	extensions []byte // members without braces, "" for none
}

func failed(err error) *result { return &result{err: asError(err)} }

// asError returns the *dberr.Error of any error.
func asError(err error) *dberr.Error {
	if e, ok := errors.AsType[*dberr.Error](err); ok {
		return e
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return dberr.Wrap(dberr.Timeout, "the request took too long", err)
	case errors.Is(err, context.Canceled):
		return dberr.Wrap(dberr.Canceled, "the request was canceled", err)
	}
	return dberr.Wrap(dberr.CodeOf(err), "the request failed", err)
}

// edge names the operation in an error that leaves the package; nil stays nil.
func edge(op string, err error) error {
	if err == nil {
		return nil
	}
	e := *asError(err)
	if e.Op == "" {
		e.Op = op
	}
	return &e
}

// answerHead is what stands before the data in an answer.
const answerHead = `{"data":`

func (r *result) response() *Response {
	if r.whole != nil && r.err == nil && len(r.errors) == 0 && len(r.extensions) == 0 { // without copying the data
		body := append(r.whole, '}')
		return &Response{body: body, data: body[len(answerHead) : len(body)-1 : len(body)-1]}
	}
	return &Response{body: r.append(nil), err: r.err, data: r.data}
}

// append writes the response of one operation: data, errors, extensions.
func (r *result) append(dst []byte) []byte {
	dst = append(dst, '{')
	if r.err != nil {
		dst = append(dst, `"errors":[`...)
		dst = appendError(dst, r.err)
		dst = append(dst, ']')
	} else {
		dst = append(dst, answerHead[1:]...)
		dst = append(dst, r.data...)
		for i, e := range r.errors {
			if i == 0 {
				dst = append(dst, `,"errors":[`...)
			} else {
				dst = append(dst, ',')
			}
			dst = appendError(dst, e)
		}
		if len(r.errors) > 0 {
			dst = append(dst, ']')
		}
	}
	if len(r.extensions) > 0 {
		dst = append(dst, `,"extensions":{`...)
		dst = append(dst, r.extensions...)
		dst = append(dst, '}')
	}
	return append(dst, '}')
}

// appendError writes one entry of "errors".
func appendError(dst []byte, e *dberr.Error) []byte {
	dst = append(dst, `{"message":`...)
	plain := *e
	plain.Op = ""
	dst = value.AppendJSONString(dst, plain.Error())
	if !e.Pos.IsZero() {
		dst = append(dst, `,"locations":[{"line":`...)
		dst = strconv.AppendInt(dst, int64(e.Pos.Line), 10)
		dst = append(dst, `,"column":`...)
		dst = strconv.AppendInt(dst, int64(e.Pos.Column), 10)
		dst = append(dst, `}]`...)
	}
	for i, p := range e.Path {
		if i == 0 {
			dst = append(dst, `,"path":[`...)
		} else {
			dst = append(dst, ',')
		}
		switch p := p.(type) {
		case string:
			dst = value.AppendJSONString(dst, p)
		case int:
			dst = strconv.AppendInt(dst, int64(p), 10)
		}
	}
	if len(e.Path) > 0 {
		dst = append(dst, ']')
	}
	dst = append(dst, `,"extensions":{"code":`...)
	dst = value.AppendJSONString(dst, string(e.Code))
	if e.Outcome != "" {
		dst = append(dst, `,"outcome":`...)
		dst = value.AppendJSONString(dst, e.Outcome)
	}
	return append(dst, `}}`...)
}

// batch writes the answer to several operations.
func batch(results []*result) *Response {
	if len(results) == 1 {
		return results[0].response()
	}
	resp := &Response{body: []byte(`{"batch":[`)}
	for i, r := range results {
		if i > 0 {
			resp.body = append(resp.body, ',')
		}
		resp.body = r.append(resp.body)
		if resp.err == nil {
			resp.err = r.err
		}
	}
	resp.body = append(resp.body, `]}`...)
	return resp
}
