//go:build unix

package file

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/lsm"
)

// Salvage writes everything that can still be read of a damaged database to an
// empty store; lsm.Salvage says what comes out. It locks the directory and
// changes nothing in it. Cost: that of lsm.Salvage; a page file whose table is
// damaged is read whole into memory.
//
// Errors: NOT_FOUND if there is nothing of a database, LOCKED, FORBIDDEN,
// UNAVAILABLE if the directory cannot be listed, those of the store, CANCELED,
// TIMEOUT.
func Salvage(ctx context.Context, path string, into storage.Store) (lsm.Salvaged, error) {
	return salvage(ctx, osFS{}, path, into)
}

func salvage(ctx context.Context, files filesystem, path string, into storage.Store) (lsm.Salvaged, error) {
	m := newMedium(files, path)
	names, err := files.list(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !slices.ContainsFunc(names, func(n string) bool { return n == manifestName || isOurs(n) }) {
		return lsm.Salvaged{}, dberr.New(dberr.NotFound, "no database in "+strconv.Quote(path))
	}
	if err != nil {
		return lsm.Salvaged{}, wrap(path, err)
	}
	if m.unlock, err = files.lock(m.path(lockName)); err != nil {
		return lsm.Salvaged{}, wrap(m.path(lockName), err)
	}
	defer m.unlock()
	w := &wreckage{m: m, pages: map[uint64]func() ([]byte, error){}, open: openFiles{fs: files, dir: path, most: files.descriptors()}}
	defer w.close()
	w.gather(names)
	wreck := &lsm.Wreck{Log: w.logs, Read: w.read}
	if w.env != nil {
		wreck.Manifest = w.env.core
	}
	for id := range w.pages {
		wreck.Pages = append(wreck.Pages, id)
	}
	got, err := lsm.Salvage(ctx, wreck, into)
	got.Notes = append(w.notes, got.Notes...)
	return got, err
}

// wreckage is what was found in a directory.
type wreckage struct {
	m     *Medium
	env   *envelope // nil if MANIFEST cannot be read
	logs  []lsm.Chunk
	pages map[uint64]func() ([]byte, error)
	open  openFiles
	notes []string
}

func (w *wreckage) note(text string) { w.notes = append(w.notes, text) }

func (w *wreckage) close() { w.open.close() }

func (w *wreckage) read(id uint64) ([]byte, error) {
	load, ok := w.pages[id]
	if !ok {
		return nil, corrupt("no file holds page " + strconvU(id))
	}
	return load()
}

// gather finds manifest, logs and pages. With a manifest only what it names and later
// logs count, without one everything does.
func (w *wreckage) gather(names []string) {
	raw, err := w.m.readAll(manifestName)
	if err == nil {
		w.env, err = readEnvelope(raw)
	}
	if err != nil {
		w.note("MANIFEST: " + err.Error())
	}
	logs, files := numbered(names, "log-"), numbered(names, "pages-")
	dead := map[uint64]bool{}
	if w.env != nil {
		logs = slices.DeleteFunc(logs, func(n uint64) bool { return n < w.env.log || n > w.env.log && w.env.version < 2 })
		files = files[:0]
		for _, f := range w.env.files {
			files = append(files, f.number)
			for _, id := range f.dead {
				dead[id] = true
			}
		}
	}
	if w.env != nil && !slices.Contains(logs, w.env.log) {
		w.note(logName(w.env.log) + " is missing")
	}
	for _, n := range logs {
		w.log(n)
	}
	for _, n := range files {
		w.pageFile(n)
	}
	for id := range dead {
		delete(w.pages, id)
	}
}

// numbered returns the numbers of the files with a prefix, rising.
func numbered(names []string, prefix string) []uint64 {
	var list []uint64
	for _, name := range names {
		if rest, ok := strings.CutPrefix(name, prefix); ok && isOurs(name) {
			if n, err := strconv.ParseUint(rest, 10, 64); err == nil {
				list = append(list, n)
			}
		}
	}
	slices.Sort(list)
	return list
}

func (w *wreckage) log(number uint64) {
	name := logName(number)
	b, err := w.m.readAll(name)
	if err != nil {
		w.note(name + ": " + err.Error())
		return
	}
	tag, ok := logTag(b, number)
	if !ok {
		w.note(name + " has a damaged header")
		if len(b) >= fileHeader+4 {
			tag = binary.LittleEndian.Uint32(b[fileHeader:]) // of the first frame
		}
	}
	if len(b) > fileHeader {
		w.logs = append(w.logs, lsm.Chunk{Tag: tag, Frames: b[fileHeader:]})
	}
}

// pageFile finds the pages of a file: by its table, or by looking for them.
func (w *wreckage) pageFile(number uint64) {
	name := pagesName(number)
	h, err := w.m.fs.open(w.m.path(name))
	if err != nil {
		w.note(name + ": " + err.Error())
		return
	}
	f := &pageFile{number: number, h: h}
	w.open.keep(f)
	spots, err := readTable(h, number)
	if err == nil {
		for _, s := range spots {
			w.pages[s.id] = func() ([]byte, error) {
				b := make([]byte, s.n)
				if err := w.open.reopen(f); err != nil {
					return nil, wrap(name, err)
				}
				if err := readFull(f.h, name, b, s.off); err != nil {
					return nil, err
				}
				return unpack(nil, b)
			}
		}
		return
	}
	w.note(err.Error())
	b, err := w.m.readAll(name)
	if err != nil {
		w.note(name + ": " + err.Error())
		return
	}
	for id, page := range searchPages(b) {
		w.pages[id] = func() ([]byte, error) { return page, nil }
	}
}

// searchPages finds the whole pages in some bytes by their magic and checksum.
func searchPages(b []byte) map[uint64][]byte {
	var starts []int
	for i := 0; i+4 <= len(b); i++ {
		if string(b[i:i+4]) == packedMagic || lsm.LooksLikePage(b[i:]) {
			starts = append(starts, i)
		}
	}
	found := map[uint64][]byte{}
	for k, at := range starts {
		// Behind a page lies another, or the table; four bytes that look like the
		// beginning of one may also lie inside it.
		for _, end := range append(slices.Clone(starts[k+1:min(k+4, len(starts))]), tableStart(b)) {
			if end <= at {
				continue
			}
			page, err := unpack(nil, bytes.Clone(b[at:end]))
			if err != nil {
				continue
			}
			if id, ok := lsm.WholePage(page); ok {
				found[id] = page
				break
			}
		}
	}
	return found
}

// tableStart is where the table of a page file begins if its length is right.
func tableStart(b []byte) int {
	if len(b) < fileHeader+pagesTrailer {
		return len(b)
	}
	n := int64(binary.LittleEndian.Uint32(b[len(b)-pagesTrailer:]))
	if at := int64(len(b)-pagesTrailer) - n; at >= fileHeader {
		return int(at)
	}
	return len(b)
}
