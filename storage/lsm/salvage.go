package lsm

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"slices"

	"github.com/auroradb/aurora/storage"
)

// Wreck is what is left of a database that is damaged. Nothing of it is trusted.
type Wreck struct {
	Manifest []byte   // nil if there is none
	Log      []Chunk  // as Medium.Load gives it
	Pages    []uint64 // ids of all pages that were found
	// Read returns the bytes of one of them.
	Read func(id uint64) ([]byte, error)
}

// Salvaged tells what Salvage found.
type Salvaged struct {
	Pages     int      // pages with data that were read
	LostPages int      // pages that are missing or damaged
	Commits   int      // commits of the log that were read
	LostBytes int64    // bytes of the log that are no commit
	Writes    int      // puts and deletions that were applied, more than there are keys
	Notes     []string // what else is wrong, for people
}

// Lossless reports whether everything that was written has been found.
func (s *Salvaged) Lossless() bool {
	return s.LostPages == 0 && s.LostBytes == 0 && len(s.Notes) == 0
}

// Salvage applies everything that can still be read to an empty store, the
// oldest first, so that the newest version that is left of a key wins. Where a
// newer version is lost an older one may come back, a deleted key as well: what
// comes out is no state that the database ever had, and indexes must be built
// anew. The wreck is not changed. Cost: every page and the log are read, at
// most a page and a batch are held.
//
// Errors: those of the store that is written, CANCELED, TIMEOUT. Damage is none.
func Salvage(ctx context.Context, w *Wreck, into storage.Store) (Salvaged, error) {
	s := &salvor{ctx: ctx, w: w, into: into}
	m, err := readManifest(w.Manifest)
	if w.Manifest == nil {
		m = nil
	}
	if err != nil {
		s.note(err.Error())
		m = nil
	}
	for _, id := range s.order(m) {
		if err := s.page(id); err != nil {
			return s.out, err
		}
	}
	after := uint64(0)
	if m != nil {
		after = m.seq
	}
	if err := s.log(after, m); err != nil {
		return s.out, err
	}
	return s.out, s.flush()
}

type salvor struct {
	ctx   context.Context // of the running call
	w     *Wreck
	into  storage.Store
	batch storage.Batch
	out   Salvaged
}

func (s *salvor) note(text string) { s.out.Notes = append(s.out.Notes, text) }

// order returns the pages to read, the oldest first. Without a manifest that is
// the order in which they were written, in which a merge may come too late.
func (s *salvor) order(m *manifest) []uint64 {
	found := slices.Clone(s.w.Pages)
	slices.Sort(found)
	if m == nil {
		if len(found) > 0 {
			s.note("the manifest cannot be read: pages are taken in the order in which they were written")
		}
		return found
	}
	known := map[uint64]bool{}
	for _, id := range m.dropped {
		known[id] = true
	}
	lists := make([][]uint64, len(m.runs))
	var blind []int // runs of which index pages are lost
	for i, r := range m.runs {
		for _, id := range r.index {
			known[id] = true
			ids, ok := s.index(id)
			if !ok {
				s.out.LostPages++
				blind = append(blind, i)
			}
			for _, id := range ids {
				known[id] = true
			}
			lists[i] = append(lists[i], ids...)
		}
	}
	s.assign(found, known, m.runs, blind, lists)
	slices.Reverse(lists) // the manifest lists the newest first
	return slices.Concat(lists...)
}

// index returns the data pages that an index page lists.
func (s *salvor) index(id uint64) (ids []uint64, ok bool) {
	b, err := s.w.Read(id)
	if err != nil {
		return nil, false
	}
	p, err := openPage(b, id, kindIndex)
	if err != nil {
		return nil, false
	}
	var c pageCursor
	c.reset(p)
	for more := c.first(); more; more = c.forward() {
		if ref := new(pageRef); ref.read(c.key, c.value) {
			ids = append(ids, ref.id)
		}
	}
	return ids, true
}

// assign gives pages that no index lists to the runs without a whole index. A
// run's index is written after its pages, so a page belongs to the first such
// run whose index has a higher number.
func (s *salvor) assign(found []uint64, known map[uint64]bool, runs []*run, blind []int, lists [][]uint64) {
	if len(blind) == 0 {
		return
	}
	slices.SortFunc(blind, func(a, b int) int { return cmp.Compare(slices.Max(runs[a].index), slices.Max(runs[b].index)) })
	for _, id := range found {
		if known[id] {
			continue
		}
		for _, i := range blind {
			if id < slices.Max(runs[i].index) {
				lists[i] = append(lists[i], id)
				break
			}
		}
	}
	s.note("part of the page index is lost: its pages were found by their numbers")
}

// page applies the entries of a data page.
func (s *salvor) page(id uint64) error {
	b, err := s.w.Read(id)
	if err == nil && len(b) >= pageHeader && b[17] == kindIndex {
		if _, err := openPage(b, id, kindIndex); err == nil {
			return nil // without a manifest the indexes are among the pages
		}
	}
	var p *page
	if err == nil {
		p, err = openPage(b, id, kindData)
	}
	if err != nil {
		s.out.LostPages++
		return storage.ContextError(s.ctx)
	}
	s.out.Pages++
	var c pageCursor
	c.reset(p)
	for ok := c.first(); ok; ok = c.forward() {
		if err := s.apply(c.key, c.value); err != nil {
			return err
		}
	}
	return nil
}

// apply writes one entry; a nil value deletes.
func (s *salvor) apply(key, value []byte) error {
	if len(key) == 0 || len(key) > storage.MaxKeyBytes || len(value) > storage.MaxValueBytes {
		s.note("a key or a value of an impossible size is left out")
		return nil
	}
	key = bytes.Clone(key)
	if value == nil {
		s.batch.Delete(key)
	} else {
		s.batch.Put(key, append([]byte{}, value...))
	}
	s.out.Writes++
	if s.batch.Len() < 4096 && s.batch.Bytes() < 1<<20 {
		return nil
	}
	return s.flush()
}

func (s *salvor) flush() error {
	if s.batch.Len() == 0 {
		return nil
	}
	b := s.batch
	s.batch = storage.Batch{}
	ack, err := s.into.Apply(s.ctx, &b)
	if err != nil {
		return err
	}
	return ack.Wait(s.ctx)
}

// log applies every whole frame of a later commit than after, also behind
// damage.
func (s *salvor) log(after uint64, m *manifest) error {
	last := after
	for _, c := range s.w.Log {
		for off := 0; off < len(c.Frames); {
			rest := c.Frames[off:]
			f, n, state := readFrame(rest, c.Tag)
			switch {
			case state == frameBad:
				skip := indexTag(rest[1:], c.Tag) + 1
				if skip == 0 {
					skip = len(rest)
				}
				if skip < len(rest) || !unused(rest, c.Tag) {
					s.out.LostBytes += int64(skip)
				}
				off += skip
				continue
			case state == frameAlien:
				s.note("a commit of a newer format is left out")
			case !f.mark && f.seq > last:
				if f.seq != last+1 && (m != nil || last > 0) {
					s.note("commits " + num(last+1) + " to " + num(f.seq-1) + " are lost")
				}
				last = f.seq
				s.out.Commits++
				if err := s.ops(f.ops); err != nil {
					return err
				}
			}
			off += n
		}
	}
	if m != nil && last < m.synced {
		s.note("commits " + num(last+1) + " to " + num(m.synced) + " are lost")
	}
	return nil
}

// unused reports whether what is behind the last frame never was one of this log: zeros
// that were written ahead, or bytes of an older log.
func unused(b []byte, tag uint32) bool {
	if tag != FrameTag {
		return indexTag(b, tag) != 0
	}
	return len(bytes.TrimLeft(b, "\x00")) == 0
}

func (s *salvor) ops(ops []storage.Op) error {
	for i := range ops {
		op := &ops[i]
		value := op.Value
		if op.Kind == storage.OpDelete {
			value = nil
		} else if value == nil {
			value = []byte{}
		}
		if err := s.apply(op.Key, value); err != nil {
			return err
		}
	}
	return nil
}

// LooksLikePage reports whether some bytes begin as a page does.
func LooksLikePage(b []byte) bool {
	return len(b) >= pageHeader && binary.LittleEndian.Uint32(b) == pageMagic
}

// WholePage returns the id of a page whose checksum is right.
func WholePage(b []byte) (id uint64, ok bool) {
	if !LooksLikePage(b) {
		return 0, false
	}
	id = binary.LittleEndian.Uint64(b[8:])
	_, err := openPage(b, id, b[17])
	return id, err == nil
}
