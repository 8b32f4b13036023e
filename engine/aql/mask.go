package aql

import (
	"strconv"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
)

// place tells what the brackets around a token enclose.
type place uint8

const (
	inHead   place = iota // before the first brace of a definition
	inSet                 // selection set
	inArgs                // name: value
	inVars                // variable definitions
	inObject              // key: value
	inList
	inTypes // list type of a variable
)

// frame is an open bracket.
type frame struct {
	place      place
	tok        int // of the bracket
	fields     int // selections, arguments or variables so far
	directives int // of the last selection
	set        int // number of the selection set in the definition
}

// masker writes the shadow of one definition. It walks over the tokens with a
// stack of brackets, not by recursion, and replaces what GraphQL cannot say
// (computed selections, quoted keys, quoted type names, DDL inside a mutation) and
// leaves out what needs no second parser: arguments, variables, and fields that are a
// name and nothing else, but for the first selection of a set.
type masker struct {
	p *parser
	*scratch
	out      *shadow
	stack    []frame
	sets     int // open selection sets
	defaults bool
	mutation bool // DDL blocks are allowed
	action   bool // they are not: the calls of a handler
	computed []computed
	blocks   []ddlBlock
	masked   []masked
	first    int           // token of the keyword
	vars     []*ast.VarDef // left out like arguments
	single   bool          // the outermost set is to hold one field, which is checked later
	wrong    *dberr.Error  // of arguments or variables; nothing of them is masked any more
	pending  *dberr.Error  // a masked part does not parse; what stands before it decides
}

// newMasker returns a masker for the definition at the current token. There is
// one at a time.
func (p *parser) newMasker() *masker {
	s := p.scratch
	s.leaves, s.sizes = s.leaves[:0], s.sizes[:0]
	return &masker{p: p, scratch: s, out: p.newShadow(), stack: s.brackets[:0]}
}

// definition masks an executable definition that begins at the current token; first
// is that of its keyword.
func (m *masker) definition(first int) {
	m.first = first
	m.stack = append(m.stack, frame{})
	m.run(1)
}

// set masks the selection set that begins at the current token.
func (m *masker) set(keyword string) {
	m.out.add(keyword, m.p.i)
	m.stack = append(m.stack, frame{})
	m.run(1)
}

// field masks one field at the top of a text, as the only one of a query.
func (m *masker) field() {
	m.out.add("{", m.p.i)
	m.stack = append(m.stack, frame{}, frame{place: inSet})
	m.sets, m.sizes, m.single = 1, append(m.sizes, 0), true
	m.run(2)
	m.out.add("}", m.p.i-1)
}

// run masks tokens until the selection set that is opened at the given height of
// the stack is closed, the brackets do not match, or the text ends.
func (m *masker) run(height int) {
	p := m.p
	for p.err == nil && m.pending == nil {
		t := p.tok()
		if t.kind == tEOF {
			return
		}
		switch t.kind {
		case tBraceL, tParenL, tBracketL:
			m.open(t.kind)
		case tBraceR, tParenR, tBracketR:
			m.copy()
			if !m.close(t.kind) || len(m.stack) == height && t.kind == tBraceR {
				return
			}
		case tString, tBlock:
			m.string(t)
		case tName:
			m.name()
		default:
			m.sign(t.kind)
			m.copy()
		}
	}
}

func (m *masker) top() *frame { return &m.stack[len(m.stack)-1] }

// prev returns the kind of the token before the current one.
func (m *masker) prev() kind {
	if m.p.i == 0 {
		return tEOF
	}
	return m.p.toks[m.p.i-1].kind
}

// copy takes the current token over.
func (m *masker) copy() {
	m.out.add(shadowWord(m.p.src, m.p.tok()), m.p.i)
	m.p.next()
}

// replace writes a plain name for the current token.
func (m *masker) replace() {
	m.out.add(shadowName, m.p.i)
	m.p.next()
}

// open pushes the frame of the bracket at the current token.
func (m *masker) open(k kind) {
	place := m.opened(k)
	if k == tParenL && (place == inArgs && m.arguments() || place == inVars && m.variables()) {
		return
	}
	m.stack = append(m.stack, frame{place: place, tok: m.p.i})
	if top := m.top(); top.place == inSet {
		top.set = len(m.sizes)
		m.sizes = append(m.sizes, 0)
		if m.sets++; m.sets > m.p.lim.SetDepth {
			m.p.fail(dberr.LimitExceeded, m.p.here(), "selections are nested deeper than "+strconv.Itoa(m.p.lim.SetDepth))
			return
		}
	}
	m.copy()
}

// opened tells what the bracket at the current token encloses.
func (m *masker) opened(k kind) place {
	outer := m.top().place
	switch {
	case k == tBracketL && (outer == inVars && !m.defaults || outer == inTypes):
		return inTypes
	case k == tBracketL:
		return inList
	case k == tBraceL && (outer == inHead || outer == inSet):
		return inSet
	case k == tBraceL:
		return inObject
	case outer == inHead && !m.afterDirective():
		m.defaults = false
		return inVars
	}
	return inArgs
}

// afterDirective reports whether `@name` stands before the current token.
func (m *masker) afterDirective() bool {
	i := m.p.i
	return i >= 2 && m.p.toks[i-1].kind == tName && m.p.toks[i-2].kind == tAt
}

// close pops the frame of a bracket and reports whether it fits.
func (m *masker) close(k kind) bool {
	top := m.top().place
	fits := false
	switch k {
	case tBraceR:
		fits = top == inSet || top == inObject
	case tParenR:
		fits = top == inArgs || top == inVars
	case tBracketR:
		fits = top == inList || top == inTypes
	}
	if !fits {
		return false
	}
	if top == inSet {
		m.sets--
	}
	m.stack = m.stack[:len(m.stack)-1]
	return true
}

// sign counts spreads and directives, and keeps track of type and default value
// in variable definitions.
func (m *masker) sign(k kind) {
	switch top := m.top(); {
	case k == tSpread && top.place == inSet:
		m.count()
	case k == tAt:
		if top.directives++; top.directives > maxDirectives {
			m.p.fail(dberr.LimitExceeded, m.p.here(), "more than "+strconv.Itoa(maxDirectives)+" directives in one place")
		}
	case top.place == inVars && k == tDollar:
		top.directives = 0
		m.defaults = false
		if top.fields++; top.fields > maxVariables {
			m.p.fail(dberr.LimitExceeded, m.p.here(), "more than "+strconv.Itoa(maxVariables)+" variables")
		}
	case top.place == inArgs && k == tColon:
		if top.fields++; top.fields > maxArguments {
			m.p.fail(dberr.LimitExceeded, m.p.here(), "more than "+strconv.Itoa(maxArguments)+" arguments in one place")
		}
	case top.place == inVars && k == tEquals:
		m.defaults = true
	}
}

// string masks quoted keys and quoted type names.
func (m *masker) string(t token) {
	switch place := m.top().place; {
	case t.kind == tBlock:
		m.copy()
	case place == inObject && m.prev() != tColon && m.p.ahead(1) == tColon,
		place == inVars && !m.defaults && m.prev() == tColon,
		place == inTypes:
		m.replace()
	default:
		m.copy()
	}
}

// name takes a name and, in a selection set, what may follow as a whole.
func (m *masker) name() {
	p := m.p
	if m.top().place != inSet {
		m.copy()
		return
	}
	if !m.startsField() {
		m.copy()
		return
	}
	if !m.count() {
		return
	}
	if (m.mutation || m.action) && m.sets == 1 && p.is("schema") && p.ahead(1) == tBraceL {
		m.schema()
		return
	}
	if p.ahead(1) == tColon && isExpression(p, p.i+2) {
		m.expression()
		return
	}
	if m.isLeaf() {
		m.leaves = append(m.leaves, leaf{tok: p.i, set: m.top().set})
		p.next()
		return
	}
	m.copy()
}

// isLeaf reports whether the selection at the current token is a name alone, and not
// the first of its set.
func (m *masker) isLeaf() bool {
	if m.top().fields == 1 || m.single && m.sets == 1 {
		return false
	}
	next := m.p.ahead(1)
	return next == tName || next == tSpread || next == tBraceR
}

// startsField reports whether the name at the current token begins a selection:
// it is no alias's name, no directive's, no fragment's, no type condition.
func (m *masker) startsField() bool {
	switch m.prev() {
	case tColon, tAt, tSpread:
		return false
	case tName:
		i := m.p.i
		return i < 2 || m.p.toks[i-2].kind != tSpread || m.p.toks[i-1].text(m.p.src) != "on"
	}
	return true
}

// count counts a selection.
func (m *masker) count() bool {
	p := m.p
	p.fields++
	top := m.top()
	top.fields++
	top.directives = 0
	m.sizes[top.set]++
	switch {
	case top.fields > p.lim.SetFields:
		p.fail(dberr.LimitExceeded, p.here(), "more than "+strconv.Itoa(p.lim.SetFields)+" selections in one set")
	case p.fields > p.lim.Fields:
		p.fail(dberr.LimitExceeded, p.here(), "more than "+strconv.Itoa(p.lim.Fields)+" selections")
	}
	return p.err == nil
}
