package lsm

import "time"

// runBuilder turns sorted entries into the pages of a run. Pages go to emit in
// the order of their keys; the index pages come last.
type runBuilder struct {
	target int // size of a page
	nextID func() uint64
	emit   func(*pageRef, Page) error // no pageRef for an index page
	pace   *pace

	run    *run
	page   pageBuilder
	first  []byte
	hashes []uint64
}

// newRunBuilder returns a builder of one run.
func newRunBuilder(target int, nextID func() uint64, emit func(*pageRef, Page) error, p *pace) *runBuilder {
	return &runBuilder{target: target, nextID: nextID, emit: emit, pace: p, run: &run{}}
}

// add appends an entry; a nil value is a tombstone.
func (b *runBuilder) add(key, value []byte) error {
	if b.page.count > 0 && b.page.size()+len(key)+len(value)+8 > b.target {
		if err := b.flush(); err != nil {
			return err
		}
	}
	if b.page.count == 0 {
		b.first = key
	}
	b.page.add(key, value)
	b.hashes = append(b.hashes, hashKey(key))
	b.floor(key)
	b.run.last = key
	return nil
}

// move takes over a whole page of another run. last is its greatest key.
func (b *runBuilder) move(ref *pageRef, last []byte) error {
	if err := b.flush(); err != nil {
		return err
	}
	b.append(ref, last)
	b.floorOf(ref.first, last)
	return nil
}

func (b *runBuilder) append(ref *pageRef, last []byte) {
	r := b.run
	r.pages = append(r.pages, ref)
	r.last = last
	r.entries += int64(ref.entries)
	r.tombs += int64(ref.tombs)
	r.bytes += ref.bytes
}

// flush finishes the page that is being built.
func (b *runBuilder) flush() error {
	if b.page.count == 0 {
		return nil
	}
	ref := &pageRef{
		id: b.nextID(), first: shortKey(b.first),
		entries: b.page.count, tombs: b.page.tombs, filter: buildFilter(b.hashes), values: true,
	}
	data := b.page.finish(ref.id, kindData)
	ref.bytes = int64(len(data))
	b.hashes = b.hashes[:0]
	b.append(ref, b.run.last)
	if err := b.emit(ref, Page{ID: ref.id, Data: data}); err != nil {
		return err
	}
	b.pace.rest()
	return nil
}

// finish writes the index and returns the run, nil if it has no entries.
func (b *runBuilder) finish(id uint64) (*run, error) {
	if err := b.flush(); err != nil {
		return nil, err
	}
	r := b.run
	if len(r.pages) == 0 {
		return nil, nil
	}
	r.id, r.last = id, shortKey(r.last)
	var value []byte
	for i, ref := range r.pages {
		value = appendRef(value[:0], ref)
		b.page.add(ref.first, value)
		if b.page.size() < b.target && i+1 < len(r.pages) {
			continue
		}
		page := Page{ID: b.nextID()}
		page.Data = b.page.finish(page.ID, kindIndex)
		r.index = append(r.index, page.ID)
		if err := b.emit(nil, page); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// shortKey copies a key so that it does not hold the block it lies in.
func shortKey(key []byte) []byte { return append([]byte(nil), key...) }

// pace makes long work on a single thread let others run: after slice of work
// it sleeps for a moment. A zero slice never rests.
type pace struct {
	slice time.Duration
	since time.Time
}

func newPace(slice time.Duration) *pace { return &pace{slice: slice, since: time.Now()} }

// rest is called between two small pieces of work.
func (p *pace) rest() {
	if p.slice <= 0 || time.Since(p.since) < p.slice {
		return
	}
	time.Sleep(100 * time.Microsecond)
	p.since = time.Now()
}
