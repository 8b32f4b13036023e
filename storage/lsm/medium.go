package lsm

import (
	"context"

	"github.com/auroradb/aurora/storage"
)

// Medium is what a platform must give: a log, pages and a manifest. The core
// calls it from one goroutine at a time for writes (Append, Install; but see Rotator)
// while ReadPage may run beside them. Every call blocks until the platform has
// answered. The bytes passed in belong to the core again when the call returns:
// a medium that keeps them copies them.
//
// Errors carry dberr codes. QUOTA_EXCEEDED means: definitely not written; so do
// LOCKED (another engine has taken the medium over) and CLOSED (it was deleted
// or closed), after which every commit is refused with that error. After any
// other error of Append or Install the core turns read-only and never repeats
// the call.
type Medium interface {
	// Load reads what an earlier life left: the newest manifest (nil on a new
	// database) and the log from its start, in order, as chunks that hold whole
	// Append payloads back to back (file: one for each part; IndexedDB: one per record).
	// A torn tail is the core's business.
	Load(ctx context.Context) (manifest []byte, log []Chunk, err error)
	// Append adds frames (one or several commits, already encoded) to the log.
	// It returns when they survive the end of the process and, with strict, of
	// the machine.
	Append(ctx context.Context, frames []byte, strict bool) error
	// Install atomically adds pages, replaces the manifest and, if CutLog is
	// set, empties the log of every frame appended so far (but see Rotator); then it
	// drops pages.
	// It is durable (strict) when it returns. A crash in the middle leaves the
	// old manifest with its pages and log, or the new one.
	Install(ctx context.Context, e Edit) error
	// ReadPage returns a page that the manifest lists.
	ReadPage(ctx context.Context, id uint64) ([]byte, error)
	// ReadPages returns several pages in the order of ids; one transaction
	// where that is cheaper than many.
	ReadPages(ctx context.Context, ids []uint64) ([][]byte, error)
	// TruncateLog cuts the log to its first n bytes (over all chunks); recovery
	// calls it to remove a torn tail before anything is appended.
	TruncateLog(ctx context.Context, n int64) error
	// Info tells what kind of medium it is and which page size it likes.
	Info() Info
	// Close releases locks and handles. It is idempotent.
	Close() error
}

// Chunk is a piece of the log.
type Chunk struct {
	// Tag is what every frame in it begins with: FrameTag, or a number that nobody can
	// foresee if it lies where an older log was, of which anything may be left behind it.
	Tag    uint32
	Frames []byte
}

// Records returns the chunks of a log that never lies where an older one was.
func Records(list [][]byte) []Chunk {
	chunks := make([]Chunk, len(list))
	for i, b := range list {
		chunks[i] = Chunk{FrameTag, b}
	}
	return chunks
}

// Edit is one atomic change of pages and manifest.
type Edit struct {
	Put      []Page
	Manifest []byte
	Staged   []uint64 // pages staged before (Stager only) that the manifest lists from now on
	Drop     []uint64 // pages that no manifest lists any more; some may be gone already
	CutLog   bool
	// Opening are the pages that Open will ask for behind Load, in that order, if the
	// medium parks: it may keep the list and read them along with the manifest.
	Opening []uint64
	// Tail is what the log holds after CutLog instead of nothing: the frames that were
	// appended last, while the pages were staged. Only a Stager that is no Rotator ever
	// gets any.
	Tail []byte
}

// Page is an immutable block of sorted entries. Ids are never reused.
type Page struct {
	ID   uint64
	Data []byte
}

// Info describes a medium.
type Info struct {
	Kind      string // storage.Stats.Kind
	PageBytes int    // target size of an encoded page
	// Synchronous says that calls never park the goroutine (files, Durable
	// Objects): commits are then written by the caller of Apply or Wait.
	Synchronous bool
	// Durability that Relaxed means on this medium when it cannot do less.
	Floor storage.Durability
}

// Stager is a Medium that can write pages while the log goes on. Staged pages
// are listed by no manifest yet; an Install that names none of them in Put but
// lists them in its manifest makes them part of the database. Load forgets
// staged pages that were never installed, or else Sweep does.
type Stager interface {
	// Stage writes pages durably or makes sure that the Install that lists them
	// does. Stage and Unstage may run beside every other call and each other.
	Stage(ctx context.Context, pages []Page) error
	// Unstage forgets staged pages that will not become part of a manifest.
	Unstage(ctx context.Context, ids []uint64) error
}

// Rotator is a Stager whose log has parts, so that Install need not touch the one that
// commits are appended to. Its Install may run beside Append, Rotate and SyncLog, but not
// beside another. With CutLog it drops the parts before the newest one. Load returns a
// chunk for each part; behind the last frame of a part anything may lie.
type Rotator interface {
	// Rotate begins a new part of the log, which what is appended from now on goes to.
	// Like Append it is called by one goroutine at a time. A crash may take the end of a
	// part and leave later ones; not if something in these was appended strict or synced,
	// which means the parts before as well. After QUOTA_EXCEEDED there is no new part;
	// any other error is as final as one of Append.
	Rotate(ctx context.Context) error
	// Tag is what the frames of the newest part begin with. Load, TruncateLog and Rotate
	// change it.
	Tag() uint32
}

// Filler is a Medium that reads pages into memory that was used before.
type Filler interface {
	// FillPage is ReadPage into dst, if that has the room: len(page) <= cap(dst).
	FillPage(ctx context.Context, id uint64, dst []byte) (page []byte, err error)
}

// Sweeper is a Stager that cannot tell by itself which pages were staged in vain
// by an earlier life.
type Sweeper interface {
	// Sweep removes all pages but these. It is called before anything is written.
	Sweep(ctx context.Context, live []uint64) error
}

// LogSyncer is a Medium whose relaxed appends wait in the operating system. The
// core calls SyncLog from time to time.
type LogSyncer interface {
	// SyncLog makes durable what was appended before the call. It may run beside
	// Append and Install. An error is as final as one of Append.
	SyncLog(ctx context.Context) error
}
