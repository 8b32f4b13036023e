package write

import (
	"bytes"
	"context"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/index"
	"github.com/auroradb/aurora/engine/sorting"
	"github.com/auroradb/aurora/storage"
)

const (
	// walkFrom is how many checks are worth a walk; fewer seek one by one.
	walkFrom = 8
	// walkSteps is how many entries between two checks are stepped over before
	// the walk seeks instead: a seek costs about as much.
	walkSteps = 4
)

// suspects returns the checks that a look at the indexes could not clear, in
// the order given; checkUnique judges them. The checks of a large statement are
// sorted and walked beside the index, so that new values that stand next to
// each other, as rising numbers do, cost one seek together.
//
// A transaction that records its reads is left to single seeks: the gaps that a
// walk passes would be conflicts with what others insert there.
//
// Errors: those of the view.
func (w *Writer) suspects(ctx context.Context, checks []uniqueCheck) ([]uniqueCheck, error) {
	if len(checks) < walkFrom || w.Tx.Reads() != nil {
		return checks, nil
	}
	order := make([]int, len(checks))
	for i := range order {
		order[i] = i
	}
	sorting.Func(order, func(a, b int) int {
		return bytes.Compare(checks[a].entry.Key, checks[b].entry.Key)
	})
	clash := make([]bool, len(checks))
	for rest := order; len(rest) > 0; {
		n, err := w.walk(ctx, checks, rest, clash)
		if err != nil {
			return nil, err
		}
		rest = rest[n:]
	}
	var out []uniqueCheck
	for i := range checks {
		if clash[i] {
			out = append(out, checks[i])
		}
	}
	return out, nil
}

// walk goes through the index from the first check on and marks those that meet
// an entry of another row. It returns how many checks it has dealt with.
func (w *Writer) walk(ctx context.Context, checks []uniqueCheck, order []int, clash []bool) (done int, err error) {
	head := func(i int) []byte {
		e := &checks[order[i]].entry
		return e.Key[:e.Prefix]
	}
	r := storage.Range{Start: head(0), End: storage.PrefixEnd(head(len(order) - 1))}
	steps := 0
	for kv, err := range w.Tx.Scan(ctx, r) {
		if err != nil {
			return 0, err
		}
		for done < len(order) && !bytes.HasPrefix(kv.Key, head(done)) && bytes.Compare(head(done), kv.Key) < 0 {
			done++ // the walk is past every entry of this check
		}
		end := done
		for end < len(order) && sameHead(kv.Key, head(end)) {
			end++
		}
		switch {
		case end == done:
			if steps++; done == len(order) || steps > walkSteps && done > 0 {
				return done, nil
			}
			continue
		case end > done+1: // equal values within the statement: all are looked at
			for ; done < end; done++ {
				clash[order[done]] = true
			}
		case !bytes.Equal(kv.Key, checks[order[done]].entry.Key):
			clash[order[done]] = true
		}
		steps = 0
	}
	return len(order), nil
}

// sameHead reports whether a key is an entry with the given values.
func sameHead(key, head []byte) bool {
	return len(key) == len(head)+8 && bytes.HasPrefix(key, head)
}

// gone reports whether the entry of a check was taken back by a later write of
// the statement.
func (w *Writer) gone(ctx context.Context, e index.Entry) (bool, error) {
	_, err := w.Tx.Peek(ctx, e.Key)
	if dberr.CodeOf(err) == dberr.NotFound {
		return true, nil
	}
	return false, err
}
