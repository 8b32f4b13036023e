//go:build !js

package engine

import (
	"encoding/json"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// fromOther converts what encoding/json can write.
func fromOther(x any) (value.Value, error) {
	b, err := json.Marshal(x)
	if err != nil {
		return value.Value{}, dberr.Wrap(dberr.TypeMismatch, "a value that no document can hold", err)
	}
	return value.ParseJSON(b, value.Limits{})
}

// Decode stores the data of a response in what v points to, as
// encoding/json.Unmarshal does. It is there natively only.
//
// Errors: the request error if there is one, INVALID_ARGUMENT for a batch, and
// TYPE_MISMATCH if the data do not fit.
func (r *Response) Decode(v any) error {
	if r.err != nil {
		return r.err
	}
	if r.data == nil {
		return dberr.New(dberr.InvalidArgument, "the response of several operations has no single data")
	}
	if err := json.Unmarshal(r.data, v); err != nil {
		return dberr.Wrap(dberr.TypeMismatch, "decoding the data of a response", err)
	}
	return nil
}

// Decode stores the document in what v points to, as encoding/json.Unmarshal
// does. It is there natively only.
//
// Errors: TYPE_MISMATCH if the document does not fit.
func (d Document) Decode(v any) error {
	if err := json.Unmarshal(d.JSON(), v); err != nil {
		return dberr.Wrap(dberr.TypeMismatch, "decoding document "+quote(d.ID()), err)
	}
	return nil
}
