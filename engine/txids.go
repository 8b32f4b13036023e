package engine

import (
	"context"
	"encoding/binary"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
)

// maxTxids is how many transaction ids are remembered.
const maxTxids = 10_000

// txids knows the sequences under which transaction ids are remembered, the
// oldest first, so that the oldest can be forgotten.
type txids struct{ seqs []uint64 }

func txidKey(txid string) []byte { return append([]byte{catalog.SpaceTxid}, txid...) }

func txidOrderKey(seq uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte{catalog.SpaceTxidOrder}, seq)
}

// lookupTxid returns the answer of an earlier commit of that id.
func lookupTxid(ctx context.Context, r catalog.Reader, txid string) (answer []byte, found bool, err error) {
	b, err := r.Get(ctx, txidKey(txid))
	if dberr.CodeOf(err) == dberr.NotFound {
		return nil, false, nil
	}
	if err == nil && len(b) < 8 {
		err = dberr.New(dberr.Corrupt, "a transaction id")
	}
	if err != nil {
		return nil, false, err
	}
	return b[8:], true, nil
}

// rememberTxid puts an id and its answer into the commit's batch, and forgets
// the oldest beyond the bound. The gate is held.
func (db *DB) rememberTxid(ctx context.Context, snap storage.Snapshot, b *storage.Batch, seq uint64, txid string, answer []byte) error {
	if db.txids == nil || len(db.txids.seqs) > 0 && db.txids.seqs[len(db.txids.seqs)-1] >= seq {
		t := &txids{} // first use, or a commit that was counted here has failed
		for kv, err := range snap.Scan(ctx, storage.Prefix([]byte{catalog.SpaceTxidOrder})) {
			if err != nil {
				return err
			}
			if len(kv.Key) == 9 {
				t.seqs = append(t.seqs, binary.BigEndian.Uint64(kv.Key[1:]))
			}
		}
		db.txids = t
	}
	b.Put(txidKey(txid), append(binary.BigEndian.AppendUint64(nil, seq), answer...))
	b.Put(txidOrderKey(seq), []byte(txid))
	db.txids.seqs = append(db.txids.seqs, seq)
	for len(db.txids.seqs) > maxTxids {
		oldest := txidOrderKey(db.txids.seqs[0])
		old, err := snap.Get(ctx, oldest)
		if err != nil && dberr.CodeOf(err) != dberr.NotFound {
			return err
		}
		if err == nil {
			b.Delete(txidKey(string(old)))
			b.Delete(oldest)
		}
		db.txids.seqs = db.txids.seqs[1:]
	}
	return nil
}
