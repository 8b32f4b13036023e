package storage

import (
	"strconv"

	"github.com/auroradb/aurora/engine/dberr"
)

// The limits of every store. A key has at least one byte.
const (
	MaxKeyBytes   = 64 << 10
	MaxValueBytes = 32 << 20
	MaxBatchBytes = 256 << 20
)

// Durability is what an acknowledgement promises. The zero value is Relaxed.
type Durability uint8

// The three modes; docs/durability.md tells what each survives.
const (
	Relaxed Durability = iota // handed to the operating system or a completed transaction
	Strict                    // synced
	None                      // applied in memory
)

// String returns the mode's name as users write it.
func (d Durability) String() string {
	switch d {
	case Relaxed:
		return "relaxed"
	case Strict:
		return "strict"
	case None:
		return "none"
	}
	return "invalid"
}

// ParseDurability reads a mode's name and reports whether it is one.
func ParseDurability(s string) (Durability, bool) {
	switch s {
	case "relaxed", "":
		return Relaxed, true
	case "strict":
		return Strict, true
	case "none":
		return None, true
	}
	return 0, false
}

// OpKind is what an Op does.
type OpKind uint8

// The operations of a batch.
const (
	OpPut OpKind = iota + 1
	OpDelete
)

// Op is one change of a batch.
type Op struct {
	Kind  OpKind
	Key   []byte
	Value []byte // nil for OpDelete
}

// Batch is the set of changes of one commit. Later operations on a key win.
// It is not safe for concurrent use.
type Batch struct {
	Ops        []Op
	Durability Durability
	bytes      int
}

// Put sets a key. The batch keeps the slices.
func (b *Batch) Put(key, value []byte) {
	b.Ops = append(b.Ops, Op{Kind: OpPut, Key: key, Value: value})
	b.bytes += len(key) + len(value)
}

// Delete removes a key; an absent one is no error. The batch keeps the slice.
func (b *Batch) Delete(key []byte) {
	b.Ops = append(b.Ops, Op{Kind: OpDelete, Key: key})
	b.bytes += len(key)
}

// Len returns the number of operations.
func (b *Batch) Len() int { return len(b.Ops) }

// Bytes returns the size of keys and values.
func (b *Batch) Bytes() int { return b.bytes }

// Check reports whether a store would take the batch: INVALID_ARGUMENT for an
// empty key or an unknown operation, LIMIT_EXCEEDED for a key, value or batch
// above the limits.
func (b *Batch) Check() error {
	total := 0
	for i := range b.Ops {
		op := &b.Ops[i]
		total += len(op.Key) + len(op.Value)
		switch {
		case op.Kind != OpPut && op.Kind != OpDelete:
			return dberr.New(dberr.InvalidArgument, "unknown operation in a batch")
		case len(op.Key) == 0:
			return dberr.New(dberr.InvalidArgument, "empty key")
		case len(op.Key) > MaxKeyBytes:
			return tooLarge("key", len(op.Key), MaxKeyBytes)
		case len(op.Value) > MaxValueBytes:
			return tooLarge("value", len(op.Value), MaxValueBytes)
		case total > MaxBatchBytes:
			return tooLarge("batch", total, MaxBatchBytes)
		}
	}
	return nil
}

func tooLarge(what string, n, limit int) error {
	return dberr.New(dberr.LimitExceeded, what+" of "+strconv.Itoa(n)+" bytes, limit "+strconv.Itoa(limit))
}
