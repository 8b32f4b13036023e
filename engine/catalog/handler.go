package catalog

import (
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// Handler is a stored action that runs in the commit that triggers it.
type Handler struct {
	Name       string
	Order      uint32 // rank of definition
	Event      string // insert, update or delete
	Collection string
	Source     string // text of the action's braces
}

// Encode returns the stored form of the handler.
func (h *Handler) Encode() value.Raw {
	return value.Encode(value.ObjectValue([]value.Field{
		text("name", h.Name), number("order", int64(h.Order)), text("event", h.Event),
		text("collection", h.Collection), text("source", h.Source),
	}))
}

func decodeHandler(r value.Raw) (*Handler, error) {
	v, err := r.Decode()
	if err != nil || v.Kind() != value.Object {
		return nil, dberr.Wrap(dberr.Corrupt, "definition of a handler", err)
	}
	return &Handler{
		Name: getText(v, "name"), Order: uint32(getInt(v, "order")), Event: getText(v, "event"),
		Collection: getText(v, "collection"), Source: getText(v, "source"),
	}, nil
}
