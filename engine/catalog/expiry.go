package catalog

import (
	"time"

	"github.com/auroradb/aurora/engine/value"
)

// Expired reports whether a document has outlived one of its @ttl fields: the
// instant in the field plus the interval lies before now. A document without
// the field never expires. Every read hides expired documents.
func (c *Collection) Expired(doc value.Raw, now time.Time) bool {
	for _, f := range c.Fields {
		if !f.HasTTL {
			continue
		}
		r, ok := doc.Field(f.Name)
		if !ok || r.Kind() != value.DateTime {
			continue
		}
		sec, nsec := r.Time()
		sec += f.TTL / 1e9
		end := int64(nsec) + f.TTL%1e9
		if end >= 1e9 {
			sec, end = sec+1, end-1e9
		}
		if s := now.Unix(); s > sec || s == sec && int64(now.Nanosecond()) >= end {
			return true
		}
	}
	return false
}
