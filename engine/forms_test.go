package engine_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/storage/memory"
)

// TestOneTextForAll asks one text with other variables from many goroutines, and in
// between with a mistake: the memory that its plan is made in goes from one to the
// other.
func TestOneTextForAll(t *testing.T) {
	ctx := context.Background()
	db, err := engine.Open(ctx, memory.New(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Execute(ctx, `schema { define collection c { k: String @indexed  n: Int @indexed } }`, nil); err != nil {
		t.Fatal(err)
	}
	docs := make([]map[string]any, 400)
	for i := range docs {
		docs[i] = map[string]any{"k": fmt.Sprint("k", i%20), "n": i}
	}
	if _, err := db.Collection("c").InsertMany(ctx, docs); err != nil {
		t.Fatal(err)
	}
	const text = `query($k: String, $n: Int, $limit: Int) { c(where: {k: {eq: $k}, n: {gte: $n}}, orderBy: {n: ASC}, limit: $limit) { n } }`
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 300 {
				k, limit := (g*7+i)%20, 1+i%3
				if i%11 == 0 {
					limit = -1
				}
				r, err := db.Execute(ctx, text, map[string]any{"k": fmt.Sprint("k", k), "n": 100, "limit": limit})
				if limit < 0 {
					if err == nil {
						t.Errorf("a limit of %d was taken", limit)
					}
					continue
				}
				want := ""
				for j := range limit {
					if j > 0 {
						want += ","
					}
					want += fmt.Sprintf(`{"n":%d}`, 100+k+20*j)
				}
				if got := string(r.Data()); err != nil || got != `{"c":[`+want+`]}` {
					t.Errorf("k%d, limit %d: %s, %v; want %s", k, limit, got, err, want)
					return
				}
			}
		})
	}
	wg.Wait()
}
