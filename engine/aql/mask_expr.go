package aql

// expression parses the computed selection at the current token and masks it as
// an alias of a plain name.
func (m *masker) expression() {
	p := m.p
	c := computed{tok: p.i, pos: p.pos(p.toks[p.i+2])}
	m.copy()
	m.copy()
	m.out.add(shadowName, p.i)
	c.expr = p.newExpression()
	c.end = p.i
	if k := p.kind(); p.err == nil && k != tName && k != tSpread && k != tAt && k != tBraceR {
		p.unexpected("an operator or the next selection")
	}
	m.setAside()
	m.computed = append(m.computed, c)
}

// value parses the value at the current token and masks it as a plain name. One
// that does not parse stays as it is written: gqlparser says what is wrong with it.
// Defaults have no variables.
func (m *masker) value(variables bool) {
	p := m.p
	if p.err != nil || m.plain {
		return
	}
	from, constOnly := p.i, p.constOnly
	p.constOnly = false
	v := p.literal()
	p.constOnly = constOnly
	wrong := p.err != nil
	for i := from; i < p.i && !variables; i++ {
		wrong = wrong || p.toks[i].kind == tDollar
	}
	if wrong {
		p.i, p.err, m.plain = from, nil, true
		return
	}
	m.out.add(shadowName, from)
	m.values = append(m.values, masked{tok: from, value: v})
}

// schema parses the DDL block at the current token and masks it as a plain name.
func (m *masker) schema() {
	p := m.p
	if m.action {
		p.failAt(p.tok(), "a call: a handler defines nothing")
		return
	}
	b := ddlBlock{tok: p.i}
	m.out.add(shadowName, p.i)
	b.schema = p.schemaBlock()
	if k := p.kind(); p.err == nil && k != tName && k != tSpread && k != tBraceR {
		p.unexpected("the next call")
	}
	m.setAside()
	m.blocks = append(m.blocks, b)
}

// setAside puts an error of a masked part aside: an error of the text before it,
// which only gqlparser finds, comes first.
func (m *masker) setAside() {
	m.pending, m.p.err = m.p.err, nil
}

// isExpression tells whether what follows `alias :` at token i is an expression.
// A name alone is an alias and `name(key: value)` a field, as in GraphQL.
func isExpression(p *parser, i int) bool {
	switch p.at(i).kind {
	case tString, tBlock, tInt, tFloat, tDollar, tBang, tMinus, tParenL:
		return true
	case tName:
	default:
		return false
	}
	switch after := p.at(i + 1); after.kind {
	case tPlus, tMinus, tStar, tSlash, tPercent, tLess, tGreater, tLessEq, tGreaterEq,
		tEq, tNotEq, tAnd, tOr, tPipe, tQuestion, tDot:
		return true
	case tInt, tFloat:
		return p.src[after.start] == '-'
	case tParenL:
		if p.at(i+2).kind == tParenR {
			return p.at(i+3).kind != tBraceL
		}
		return p.at(i+2).kind != tName || p.at(i+3).kind != tColon
	case tBraceL:
		return false
	}
	_, constant := wordValue(p.at(i).text(p.src))
	return constant
}

// at returns token i, the last one behind the end.
func (p *parser) at(i int) token { return p.toks[min(i, len(p.toks)-1)] }
