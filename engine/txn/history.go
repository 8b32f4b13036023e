package txn

import (
	"github.com/auroradb/aurora/engine/dberr"
)

// The bounds of a History: older commits are forgotten, and a transaction that
// began before them is refused.
const (
	historyCommits = 4096
	historyBytes   = 8 << 20
)

// commit is one remembered commit.
type commit struct {
	seq   uint64
	keys  [][]byte
	bytes int
}

// History remembers which keys the recent commits wrote, so that a transaction
// with an older snapshot can be checked: first committer wins. Whoever orders
// the commits guards it; nil keys cost nothing.
type History struct {
	commits []commit // by sequence
	bytes   int
	floor   uint64 // commits up to here are not remembered
}

// NewHistory returns an empty history that begins after a sequence.
func NewHistory(seq uint64) *History { return &History{floor: seq} }

// Add remembers a commit. It keeps the slices.
func (h *History) Add(seq uint64, keys [][]byte) {
	n := 0
	for _, k := range keys {
		n += len(k) + 24
	}
	h.commits = append(h.commits, commit{seq: seq, keys: keys, bytes: n})
	h.bytes += n
	drop := 0
	for drop < len(h.commits)-1 && (len(h.commits)-drop > historyCommits || h.bytes > historyBytes) {
		h.bytes -= h.commits[drop].bytes
		h.floor = h.commits[drop].seq
		h.commits[drop] = commit{}
		drop++
	}
	h.commits = h.commits[drop:]
}

// Skip moves the beginning to a sequence: nothing before it is remembered.
// It is called instead of Add while no transaction is open.
func (h *History) Skip(seq uint64) {
	h.commits, h.bytes, h.floor = h.commits[:0], 0, seq
}

// Conflict checks what a transaction read, on a snapshot that shows the commits
// up to seq, against the commits after it.
//
// Errors: CONFLICT if one of them wrote a key that was read or that the
// transaction writes, or if the snapshot is older than the history.
func (h *History) Conflict(t *Tx, seq uint64) error {
	if seq < h.floor {
		return dberr.New(dberr.Conflict, "the transaction's snapshot is too old")
	}
	reads := t.reads
	if reads == nil {
		reads = &ReadSet{}
	}
	reads.normalise()
	for i := len(h.commits) - 1; i >= 0 && h.commits[i].seq > seq; i-- {
		for _, k := range h.commits[i].keys {
			if reads.contains(k) {
				return dberr.New(dberr.Conflict, "another transaction changed what this one has read")
			}
			if t.owns(k) {
				return dberr.New(dberr.Conflict, "another transaction changed what this one has written")
			}
		}
	}
	return nil
}

// owns reports whether a transaction writes a key that must not be written by others.
func (t *Tx) owns(key []byte) bool {
	if _, ok := t.writes.Get(key); !ok {
		return false
	}
	_, shared := t.shared[string(key)]
	return !shared
}
