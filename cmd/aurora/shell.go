package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/auroradb/aurora/engine"
)

// shell is one interactive session.
type shell struct {
	console
	ctx    context.Context // of the process: ends at SIGTERM
	db     *engine.DB
	lines  prompter
	timing bool
	cells  int // widest cell of a table, 0 for any width
}

const (
	prompt     = "aurora> "
	promptMore = "   ...> "
	shellCells = 60
)

func runShell(ctx context.Context, c console, args []string) int {
	var t target
	fs := flag.NewFlagSet("shell", flag.ContinueOnError)
	fs.SetOutput(c.err)
	fs.Usage = func() { fmt.Fprint(c.err, "Usage: aurora shell [flags]\n\nFlags:\n"); fs.PrintDefaults() }
	t.flags(fs)
	rest, code, done := parseFlags(fs, args)
	if done {
		return code
	}
	err := t.check()
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("unexpected argument %q", rest[0])
	}
	if err != nil {
		fmt.Fprintf(c.err, "aurora shell: %v\n", err)
		return exitUsage
	}
	db, err := t.open(ctx)
	if err != nil {
		problemOf(err).print(c.err, "")
		return exitFailed
	}
	s := &shell{console: c, ctx: ctx, db: db}
	s.lines = newPrompter(c, s.completions)
	if _, ok := s.lines.(*editor); ok {
		s.cells = shellCells
		fmt.Fprintf(c.out, "aurora %s, %s database. A statement ends when its braces balance; \\help lists the commands.\n", version, t.storage)
	}
	code = s.loop()
	if err := errors.Join(s.lines.close(), db.Close()); err != nil {
		problemOf(err).print(c.err, "")
		return exitFailed
	}
	return code
}

// loop reads and runs statements until the end. Typed into a terminal a failed
// statement is no failure of the shell; of a script it is.
func (s *shell) loop() int {
	_, interactive := s.lines.(*editor)
	code := exitOK
	for s.ctx.Err() == nil {
		text, err := s.statement()
		switch {
		case errors.Is(err, errAborted):
			continue
		case errors.Is(err, io.EOF):
			if interactive {
				fmt.Fprintln(s.out)
			}
			return code
		case err != nil:
			fmt.Fprintf(s.err, "aurora shell: %v\n", err)
			return exitFailed
		case text == "":
			continue
		}
		s.lines.remember(text)
		if strings.HasPrefix(text, `\`) {
			ok, quit := s.command(text)
			if quit {
				return code
			}
			if !ok && !interactive {
				code = exitFailed
			}
			continue
		}
		if s.run(text) != exitOK && !interactive {
			code = exitFailed
		}
	}
	return exitFailed
}

// statement reads lines until they make a whole statement or a command.
func (s *shell) statement() (string, error) {
	text, err := s.lines.prompt(prompt)
	if err != nil {
		return "", err
	}
	text = strings.TrimSpace(text)
	for !complete(text) {
		line, err := s.lines.prompt(promptMore)
		if errors.Is(err, io.EOF) {
			return text, nil // the parser will say what is missing
		}
		if err != nil {
			return "", err
		}
		text += "\n" + line
	}
	return text, nil
}

// run executes a statement; an interrupt ends the statement, not the shell.
func (s *shell) run(text string) int {
	ctx, stop := interruptible(s.ctx)
	defer stop()
	start := time.Now()
	r := s.db.Do(ctx, engine.Request{Text: text})
	took := time.Since(start)
	code := show(s.console, r, text, "table", s.cells)
	if s.timing {
		fmt.Fprintf(s.out, "time: %.3f ms\n", float64(took.Microseconds())/1000)
	}
	return code
}
