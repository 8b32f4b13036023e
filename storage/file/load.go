//go:build unix

package file

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/lsm"
)

// Load implements lsm.Medium: it locks the directory, makes the database if
// there is none, reads MANIFEST and the log, opens the page files and removes
// what a crash has left over.
func (m *Medium) Load(ctx context.Context) (manifest []byte, log []lsm.Chunk, err error) {
	if err := m.enter(); err != nil {
		return nil, nil, err
	}
	names, err := m.fs.list(m.dir)
	if err != nil {
		return nil, nil, wrap(m.dir, err)
	}
	raw, err := m.readAll(manifestName)
	if errors.Is(err, fs.ErrNotExist) {
		if raw, err = m.create(names); err == nil {
			names, err = m.fs.list(m.dir)
		}
	}
	if err != nil {
		return nil, nil, wrap(manifestName, err)
	}
	env, err := readEnvelope(raw)
	if err != nil {
		return nil, nil, err
	}
	m.next = env.next
	files := make([]*pageFile, 0, len(env.files))
	for _, l := range env.files {
		if err = storage.ContextError(ctx); err != nil {
			break
		}
		var f *pageFile
		if f, err = m.openPages(l); err != nil {
			break
		}
		files = append(files, f)
	}
	m.shelf.expect(files)
	for _, f := range files {
		m.shelf.add(f)
	}
	if err != nil {
		return nil, nil, err
	}
	if log, err = m.openLogs(names, env); err != nil {
		return nil, nil, err
	}
	m.sweep(names, env)
	return env.core, log, nil
}

// enter makes the directory and locks it.
func (m *Medium) enter() error {
	if m.dir == "" {
		return dberr.New(dberr.InvalidArgument, "empty path")
	}
	if err := m.fs.mkdir(m.dir); err != nil {
		return wrap("directory "+m.dir, err)
	}
	unlock, err := m.fs.lock(m.path(lockName))
	if err != nil {
		return wrap(m.path(lockName), err)
	}
	m.unlock = unlock
	m.names, err = m.fs.openDir(m.dir) // now, and not when there may be no descriptor
	return wrap(m.dir, err)
}

// create makes an empty database: its log first, MANIFEST last, so that a crash
// in between leaves a directory in which nothing has begun. A directory that has
// files of ours but no MANIFEST is damaged instead, unless these are the
// beginnings of a database.
func (m *Medium) create(names []string) ([]byte, error) {
	for _, name := range names {
		switch {
		case name == logName(1):
			b, err := m.readAll(name)
			if err != nil {
				return nil, wrap(name, err)
			}
			if len(b) > fileHeader {
				return nil, corrupt("MANIFEST is missing, but there is a log")
			}
		case isOurs(name) && name != tempName:
			return nil, corrupt("MANIFEST is missing, but there is " + name)
		}
	}
	h, err := m.writeFile(logName(1), whole(logHeader(1)))
	if err != nil {
		return nil, err
	}
	if err := h.Close(); err != nil {
		return nil, err
	}
	env := envelope{log: 1, next: 2}
	b := env.encode()
	_, err = m.replaceManifest(b)
	return b, err
}

func (m *Medium) readAll(name string) ([]byte, error) {
	h, err := m.fs.open(m.path(name))
	if err != nil {
		return nil, err
	}
	defer func() { _ = h.Close() }()
	return readWhole(h, name)
}

func readWhole(h handle, name string) ([]byte, error) {
	size, err := h.size()
	if err != nil {
		return nil, err
	}
	b := make([]byte, size)
	return b, readFull(h, name, b, 0)
}

func (m *Medium) openPages(l listedFile) (*pageFile, error) {
	name := pagesName(l.number)
	h, err := m.fs.open(m.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, corrupt(name + " is missing")
	}
	if err != nil {
		return nil, wrap(name, err)
	}
	f := &pageFile{number: l.number, h: h, dead: map[uint64]bool{}}
	for _, id := range l.dead {
		f.dead[id] = true
	}
	if f.spots, err = readTable(h, l.number); err != nil {
		_ = h.Close()
		return nil, err
	}
	m.shelf.keep(f)
	return f, nil
}

// openLogs opens the parts of the log and returns their frames: the file that the
// manifest names and all that were begun later, of which some may not have come
// about. Errors: CORRUPT if one is missing or damaged, those of the file system.
func (m *Medium) openLogs(names []string, env *envelope) ([]lsm.Chunk, error) {
	var chunks []lsm.Chunk
	numbers := numbered(names, "log-")
	if !slices.Contains(numbers, env.log) {
		return nil, corrupt(logName(env.log) + " is missing")
	}
	for i, n := range numbers {
		if n < env.log || n > env.log && env.version < 2 {
			continue
		}
		m.next = max(m.next, n+1)
		h, err := m.fs.open(m.path(logName(n)))
		if err != nil {
			return nil, wrap(logName(n), err)
		}
		b, err := readWhole(h, logName(n))
		if err != nil {
			_ = h.Close()
			return nil, wrap(logName(n), err)
		}
		fresh := n > env.log && len(b) <= fileHeader // nothing was appended to it
		tag, ok := logTag(b, n)
		if !ok {
			_ = h.Close()
			if fresh { // its first sync did not end
				continue
			}
			return nil, corrupt(logName(n) + " is not a log")
		}
		f := &logFile{number: n, tag: tag, h: h}
		if fresh && i == len(numbers)-1 {
			m.spare = f
			break
		}
		if m.log != nil {
			m.parts = append(m.parts, &logFile{number: m.number, tag: m.tag, h: m.log})
		}
		m.appendTo(f, int64(len(b)), int64(len(b)))
		chunks = append(chunks, lsm.Chunk{Tag: tag, Frames: b[fileHeader:]})
	}
	return chunks, nil
}

// sweep removes files of ours that the manifest does not name. A file that
// cannot be removed costs room, nothing else.
func (m *Medium) sweep(names []string, env *envelope) {
	keep := map[string]bool{logName(m.number): true, manifestName: true, lockName: true}
	for _, p := range m.parts {
		keep[logName(p.number)] = true
	}
	if m.spare != nil {
		keep[logName(m.spare.number)] = true
	}
	for _, f := range env.files {
		keep[pagesName(f.number)] = true
	}
	for _, name := range names {
		if !keep[name] && isOurs(name) {
			_ = m.fs.remove(m.path(name))
		}
	}
}

// isOurs tells whether a name is one that this package gives to files with data
// in them.
func isOurs(name string) bool {
	if name == tempName {
		return true
	}
	for _, prefix := range []string{"log-", "pages-"} {
		if rest, ok := strings.CutPrefix(name, prefix); ok && rest != "" && strings.Trim(rest, "0123456789") == "" {
			return true
		}
	}
	return false
}
