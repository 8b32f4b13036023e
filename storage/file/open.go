//go:build unix

package file

import (
	"context"
	"time"

	"github.com/auroradb/aurora/storage/lsm"
)

// Options tune a database. The zero value and nil are the defaults.
type Options struct {
	MemtableBytes int64 // newest entries kept in memory, 8 MiB
	PageBytes     int   // size of a page, 16 KiB
	CacheBytes    int64 // budget for loaded pages, 64 MiB
}

// quiet is how long nobody must write before a database is put in order for reads.
const quiet = 100 * time.Millisecond

// Open opens the database in a directory and creates it if there is none. The
// returned store is a storage.Store, Pipeliner, Flusher and Statser. Opening
// costs the manifest, the page index and the log behind the last flush. While nobody
// writes, pages are merged for reads in the background.
//
// Errors: LOCKED if a process (named by its pid) has it open, INVALID_ARGUMENT
// if the path is no directory, FORBIDDEN without the rights, QUOTA_EXCEEDED on a
// full disk and when too many files are open, CORRUPT for damage, UNSUPPORTED for a newer format, UNAVAILABLE for
// other failures of the system, CANCELED, TIMEOUT.
func Open(ctx context.Context, path string, opts *Options) (*lsm.Store, error) {
	if opts == nil {
		opts = &Options{}
	}
	return lsm.Open(ctx, newMedium(osFS{}, path), &lsm.Options{
		MemtableBytes: opts.MemtableBytes, PageBytes: opts.PageBytes, CacheBytes: opts.CacheBytes,
		Quiet: quiet,
	})
}
