//go:build unix

package file_test

import (
	"testing"

	"github.com/auroradb/aurora/storage"
)

// put writes commits from to to, as the killed writer does.
func put(t testing.TB, s storage.Store, from, to int) {
	t.Helper()
	for n := from; n <= to; n++ {
		b := &storage.Batch{}
		commitOps(n, func(k, v string) { b.Put([]byte(k), []byte(v)) }, func(k string) { b.Delete([]byte(k)) })
		ack, err := s.Apply(t.Context(), b)
		if err == nil {
			err = ack.Wait(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
