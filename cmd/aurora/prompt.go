package main

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/peterh/liner"
)

// errAborted is what a prompt answers when the user gave up the line (Ctrl-C).
var errAborted = errors.New("line given up")

// prompter asks for lines. An end of the input is io.EOF.
type prompter interface {
	prompt(text string) (string, error)
	remember(statement string)
	close() error
}

// newPrompter edits lines on a terminal and reads them plainly elsewhere.
func newPrompter(c console, complete func(line string) []string) prompter {
	if c.in == os.Stdin && c.out == os.Stdout && isTerminal(os.Stdin) && isTerminal(os.Stdout) && liner.TerminalSupported() {
		return newEditor(complete)
	}
	return &plainPrompter{in: bufio.NewReader(c.in)}
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// plainPrompter reads lines from a file or a pipe and shows no prompt.
type plainPrompter struct{ in *bufio.Reader }

func (p *plainPrompter) prompt(string) (string, error) {
	line, err := p.in.ReadString('\n')
	if err != nil && (line == "" || !errors.Is(err, io.EOF)) {
		return "", err
	}
	return string(trimSpace([]byte(line))), nil
}

func (p *plainPrompter) remember(string) {}
func (p *plainPrompter) close() error    { return nil }

// editor edits lines and keeps their history in the user's home.
type editor struct {
	state   *liner.State
	history string // file, "" if there is no home
}

func newEditor(complete func(line string) []string) *editor {
	e := &editor{state: liner.NewLiner()}
	e.state.SetCtrlCAborts(true)
	e.state.SetTabCompletionStyle(liner.TabPrints)
	e.state.SetCompleter(complete)
	home, err := os.UserHomeDir()
	if err != nil {
		return e
	}
	e.history = filepath.Join(home, ".aurora_history")
	if f, err := os.Open(e.history); err == nil {
		_, _ = e.state.ReadHistory(f) // a damaged history is no reason not to start
		_ = f.Close()
	}
	return e
}

func (e *editor) prompt(text string) (string, error) {
	line, err := e.state.Prompt(text)
	if errors.Is(err, liner.ErrPromptAborted) {
		return "", errAborted
	}
	return line, err
}

// remember keeps a statement as one line of history, so that it comes back
// whole; where joining would change its meaning (comments, block strings), line
// by line.
func (e *editor) remember(statement string) {
	if !strings.Contains(statement, "#") && !strings.Contains(statement, `"""`) {
		statement = strings.ReplaceAll(statement, "\n", " ")
	}
	for line := range strings.SplitSeq(statement, "\n") {
		e.state.AppendHistory(line)
	}
}

// close writes the history, readable by its owner only, and resets the terminal.
func (e *editor) close() error {
	var err error
	if e.history != "" {
		var f *os.File
		if f, err = os.OpenFile(e.history, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600); err == nil {
			_, err = e.state.WriteHistory(f)
			err = errors.Join(err, f.Close())
		}
	}
	return errors.Join(err, e.state.Close())
}
