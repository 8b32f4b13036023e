package aql

import (
	"strconv"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
)

// scope is what the fragment checks need of one definition.
type scope struct {
	fragment string // its name, "" for an operation
	pos      ast.Pos
	alone    bool // it cannot see the fragments of the text
	fields   int
	depth    int // nested selection sets
	spreads  []spreadUse
	state    state
	total    int // fields with all fragments expanded
	deepest  int // depth with all fragments expanded
}

// spreadUse is one ...Name.
type spreadUse struct {
	name  string
	pos   ast.Pos
	depth int
}

// state of the walk over fragments.
type state uint8

const (
	unseen state = iota
	walking
	walked
)

// checkFragments refuses spreads of unknown fragments, cycles, and operations
// that become too large or too deep once their fragments are expanded. The walk
// visits each fragment once, so that it is linear where the expansion is not.
func (p *parser) checkFragments() {
	byName := make(map[string]*scope)
	for _, s := range p.scopes {
		if s.fragment != "" && byName[s.fragment] == nil {
			byName[s.fragment] = s
		}
	}
	for _, s := range p.scopes {
		for _, use := range s.spreads {
			if s.alone || byName[use.name] == nil {
				var names []string
				for _, s := range p.scopes {
					names = append(names, s.fragment)
				}
				p.refuse(dberr.UnknownFragment, use.pos, "fragment "+quote(use.name)+" is not defined"+dberr.DidYouMean(use.name, names...))
				return
			}
		}
	}
	for _, s := range p.scopes {
		if p.soft != nil || !p.expand(s, byName, 0) {
			return
		}
	}
}

// expand measures a definition with its fragments; it reports false if it
// refused something.
func (p *parser) expand(s *scope, byName map[string]*scope, level int) bool {
	if s.state == walked {
		return true
	}
	if level > p.lim.Depth {
		p.refuse(dberr.LimitExceeded, s.pos, "fragments include each other deeper than "+strconv.Itoa(p.lim.Depth))
		return false
	}
	s.state, s.total, s.deepest = walking, s.fields, s.depth
	for _, use := range s.spreads {
		f := byName[use.name]
		if f.state == walking {
			p.refuse(dberr.FragmentCycle, use.pos, "fragment "+quote(use.name)+" includes itself")
			return false
		}
		if !p.expand(f, byName, level+1) {
			return false
		}
		s.total = min(s.total+f.total, p.lim.Fields+1)
		s.deepest = max(s.deepest, use.depth-1+f.deepest)
	}
	s.state = walked
	return p.measured(s)
}

// measured refuses what is too large.
func (p *parser) measured(s *scope) bool {
	switch {
	case s.total > p.lim.Fields:
		p.refuse(dberr.LimitExceeded, s.pos, "more than "+strconv.Itoa(p.lim.Fields)+" selections with the fragments expanded")
	case s.deepest > p.lim.SetDepth:
		p.refuse(dberr.LimitExceeded, s.pos, "selections are nested deeper than "+strconv.Itoa(p.lim.SetDepth)+" with the fragments expanded")
	default:
		return true
	}
	return false
}
