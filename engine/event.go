package engine

import (
	"strconv"

	"github.com/auroradb/aurora/engine/feed"
	"github.com/auroradb/aurora/engine/value"
)

// Event is one change as a subscription tells it.
type Event struct {
	Seq        uint64 // of the commit, the same for all its events; Subscription.Seq tells from where to resume
	Collection string
	Type       string // insert, update, delete; snapshot and change of a live query
	ID         string
	JSON       []byte // the whole event as a JSON object; the bytes must not be changed
	Data       []byte // over the GraphQL view: the part of JSON that is the result's data
}

// appendEvent writes an event. A nil document or old one is null; root is left
// out if it is empty.
func appendEvent(dst []byte, seq uint64, root string, c *feed.Change, doc, old []byte) []byte {
	dst = append(dst, `{"seq":`...)
	dst = strconv.AppendUint(dst, seq, 10)
	if root != "" {
		dst = append(dst, `,"root":`...)
		dst = value.AppendJSONString(dst, root)
	}
	dst = append(dst, `,"collection":`...)
	dst = value.AppendJSONString(dst, c.Collection)
	dst = append(dst, `,"type":"`...)
	dst = append(dst, c.Type.String()...)
	dst = append(dst, `","id":`...)
	dst = value.AppendJSONString(dst, c.ID)
	dst = append(dst, `,"document":`...)
	dst = appendOrNull(dst, doc)
	dst = append(dst, `,"old":`...)
	dst = appendOrNull(dst, old)
	dst = appendNames(append(dst, `,"changed":`...), changed(c))
	return append(dst, '}')
}

func appendOrNull(dst, json []byte) []byte {
	if json == nil {
		return append(dst, "null"...)
	}
	return append(dst, json...)
}

// changed names the stored top-level fields that an update changed, those of
// the new document first.
func changed(c *feed.Change) []string {
	if c.Type != feed.Update {
		return nil
	}
	var out []string
	for name, now := range c.New.Each() {
		if was, ok := c.Old.Field(string(name)); !ok || was.Kind() != now.Kind() || !value.EqualRaw(was, now) {
			out = append(out, string(name))
		}
	}
	for name := range c.Old.Each() {
		if _, ok := c.New.Field(string(name)); !ok {
			out = append(out, string(name))
		}
	}
	return out
}
