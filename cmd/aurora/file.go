package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// input opens a file to read, "-" for standard input. Only its directory is
// opened by the path; the file itself cannot lead out of it.
func input(c console, name string) (r io.Reader, size int64, end func() error, err error) {
	if name == "-" {
		return c.in, 0, func() error { return nil }, nil
	}
	root, err := os.OpenRoot(filepath.Dir(name))
	if err != nil {
		return nil, 0, nil, err
	}
	defer root.Close()
	f, err := root.Open(filepath.Base(name))
	if err != nil {
		return nil, 0, nil, err
	}
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		size = info.Size()
	}
	return f, size, f.Close, nil
}

// output writes a file, "-" for standard output. What stood under the name stays
// until done is called without an error.
func output(c console, name string) (w io.Writer, done func(error) error, err error) {
	if name == "-" {
		return c.out, func(err error) error { return err }, nil
	}
	root, err := os.OpenRoot(filepath.Dir(name))
	if err != nil {
		return nil, nil, err
	}
	base := filepath.Base(name)
	part := base + ".part"
	f, err := root.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		_ = root.Close() // the first error is the one to tell
		return nil, nil, err
	}
	return f, func(err error) error {
		defer root.Close()
		if err == nil {
			err = f.Sync()
		}
		if e := f.Close(); err == nil {
			err = e
		}
		if err != nil {
			_ = root.Remove(part) // the first error is the one to tell
			return err
		}
		return root.Rename(part, base)
	}, nil
}

// bar shows how far a command is, on a terminal only.
type bar struct {
	w     io.Writer
	total int64 // bytes; 0 if not known
	last  time.Time
	width int
}

func newBar(c console, total int64) *bar {
	if f, ok := c.err.(*os.File); ok && isTerminal(f) {
		return &bar{w: c.err, total: total}
	}
	return nil
}

const barInterval = 100 * time.Millisecond

// show draws at most ten times a second.
func (b *bar) show(what string, n int, bytes int64) {
	if b == nil || time.Since(b.last) < barInterval {
		return
	}
	b.last = time.Now()
	line := fmt.Sprintf("%d %s", n, what)
	if b.total > 0 {
		const cells = 24
		full := int(min(bytes, b.total) * cells / b.total)
		line = fmt.Sprintf("%s%s %3d %%  %s", strings.Repeat("█", full), strings.Repeat("░", cells-full), min(bytes, b.total)*100/b.total, line)
	}
	b.draw(line)
}

// clear takes the bar away.
func (b *bar) clear() {
	if b != nil {
		b.draw("")
		fmt.Fprint(b.w, "\r")
	}
}

func (b *bar) draw(line string) {
	n := len([]rune(line))
	fmt.Fprintf(b.w, "\r%s%s", line, strings.Repeat(" ", max(0, b.width-n)))
	b.width = n
}
