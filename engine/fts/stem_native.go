//go:build !js

package fts

import (
	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
)

// stemmer returns the function that takes the ending from a word in lower case,
// nil for a language without one.
func stemmer(language string) func(string) string {
	var stem func(*snowballstem.Env) bool
	switch language {
	case English:
		stem = english.Stem
	case "german":
		stem = german.Stem
	case "french":
		stem = french.Stem
	case "spanish":
		stem = spanish.Stem
	case "italian":
		stem = italian.Stem
	case "portuguese":
		stem = portuguese.Stem
	case "dutch":
		stem = dutch.Stem
	case "swedish":
		stem = swedish.Stem
	default:
		return nil
	}
	return func(word string) string {
		env := snowballstem.NewEnv(word)
		stem(env)
		return env.Current()
	}
}
