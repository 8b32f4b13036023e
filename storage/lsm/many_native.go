//go:build !js

package lsm

import (
	"bytes"
	"context"
)

// A read of one key waits for memory again and again: for the filter of a page, for
// its guide, for the entry, for the value; each tells where to look next. GetMany takes
// each of these steps for many keys before the next one, so that they wait together.

// manyAtOnce is how many keys are read together: more than a processor waits for.
const manyAtOnce = 32

// wanted is a key that was not found yet.
type wanted struct {
	i    int // in the lists of keys and values
	hash uint64
	mark mark

	ref    *pageRef // that may hold it, nil if the run has none
	page   *page    // nil if it is not in memory
	pinned bool
	guide  *guide // of the page, if it has one that knows each entry
	digest uint64 // of the key in the guide
	off    int    // of the entry, -1 if no guide knows it
	value  []byte
	found  bool // value is what the page holds
	line   byte // of the value, for touch
}

// getMany is GetMany for keys whose pages are in memory, if that can be had.
func (s *snapshot) getMany(ctx context.Context, keys, values [][]byte) error {
	var room [manyAtOnce]wanted
	for at := 0; at < len(keys); at += manyAtOnce {
		end := min(at+manyAtOnce, len(keys))
		if err := s.getSome(ctx, keys[at:end], values[at:end], room[:0]); err != nil {
			return err
		}
	}
	return nil
}

// getSome is GetMany for at most manyAtOnce keys, with room for as many.
func (s *snapshot) getSome(ctx context.Context, keys, values [][]byte, open []wanted) error {
	for i, key := range keys {
		hash := hashKey(key)
		value, ok := s.view.mem.lookup(key, hash)
		if !ok && s.view.imm != nil {
			value, ok = s.view.imm.lookup(key, hash)
		}
		if values[i] = value; !ok {
			open = open[:len(open)+1]
			w := &open[len(open)-1]
			w.i, w.hash, w.mark = i, hash, markOf(key)
		}
	}
	for _, r := range s.view.set.runs {
		if len(open) == 0 {
			break
		}
		r.locate(keys, open)
		var err error
		if open, err = s.store.pages.getMany(ctx, keys, values, open); err != nil {
			return err
		}
	}
	return nil
}

// locate notes which page of the run may hold each of the keys, and its value if the
// page is in memory.
func (r *run) locate(keys [][]byte, open []wanted) {
	for i := range open {
		w := &open[i]
		w.ref, w.page, w.pinned, w.guide, w.off, w.value, w.found = nil, nil, false, nil, -1, nil, false // of the run before
		if key := keys[w.i]; !r.outside(w.mark) && bytes.Compare(key, r.last) <= 0 {
			if at := r.findMark(key, w.mark); at >= 0 {
				w.ref = r.pages[at]
			}
		}
	}
	for i := range open {
		if w := &open[i]; w.ref != nil && !w.ref.admits(keys[w.i], w.hash) {
			w.ref = nil
		}
	}
	for i := range open {
		if w := &open[i]; w.ref != nil {
			w.page, w.pinned = w.ref.pin()
		}
	}
	for i := range open {
		if w := &open[i]; w.page != nil {
			if g := w.page.search(); g != nil && g.each {
				w.guide = g
			}
		}
	}
	for i := range open {
		if w := &open[i]; w.guide != nil {
			w.digest = digest(keys[w.i], len(w.guide.prefix))
			w.line += w.guide.touch(w.digest)
		}
	}
	for i := range open {
		if w := &open[i]; w.guide != nil {
			w.off = w.guide.offsetOf(keys[w.i], w.digest)
		}
	}
	for i := range open {
		if w := &open[i]; w.off >= 0 {
			w.line += w.page.entries[w.off]
		}
	}
	for i := range open {
		w := &open[i]
		switch {
		case w.off >= 0:
			if e, ok := w.page.entryAt(w.off); ok {
				w.value, w.found = w.page.value(e), true
			}
		case w.page != nil && w.guide == nil:
			w.value, w.found = w.page.get(keys[w.i])
		}
	}
	for i := range open {
		open[i].touch()
	}
}

// touch reads where offset will look for the key of a digest.
func (g *guide) touch(d uint64) byte {
	switch {
	case d < g.lowest || d >= g.last:
		return 0
	case g.dense:
		return byte(g.at[(d-g.lowest)>>g.shift])
	}
	return byte(g.table[g.guess(d)*g.width()])
}

// touch begins to bring the value into the processor's caches: who asked for it will
// read it soon.
func (w *wanted) touch() {
	const line, most = 64, 1024
	for at := 0; at < min(len(w.value), most); at += line {
		w.line += w.value[at]
	}
}

// getMany reads the values of keys that were located and returns the keys that are
// still wanted. Errors: as get.
func (s *pageStore) getMany(ctx context.Context, keys, values [][]byte, open []wanted) (left []wanted, err error) {
	for i := range open {
		w := &open[i]
		if w.found {
			s.cache.hit(w.ref)
			if w.pinned {
				w.value = bytes.Clone(w.value)
			}
		}
		if w.pinned {
			w.page.unpin()
		}
	}
	if err := s.readAbsent(ctx, keys, open); err != nil {
		return nil, err
	}
	left = open[:0]
	for i := range open {
		w := &open[i]
		if values[w.i] = w.value; !w.found {
			left = append(left, *w)
		}
	}
	return left, nil
}

// readAbsent looks for keys in pages that are not in memory. Errors: as get.
func (s *pageStore) readAbsent(ctx context.Context, keys [][]byte, open []wanted) (err error) {
	for i := range open {
		if w := &open[i]; w.ref != nil && w.page == nil {
			if w.value, w.found, err = s.get(ctx, w.ref, keys[w.i]); err != nil {
				return err
			}
		}
	}
	return nil
}
