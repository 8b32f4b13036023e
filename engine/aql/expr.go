package aql

import (
	"strconv"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// expression parses from the weakest operator down:
//
//	expr  = pipe [ "?" expr ":" expr ]
//	pipe  = or { "|" name [ args ] }
//	or    = and { "||" and } … "&&" … "==" "!=" … "<" "<=" ">" ">=" … "+" "-" … "*" "/" "%"
//	unary = { "!" | "-" } primary
//
// An expression ends where the next token continues none of these, and at a
// comma.
func (p *parser) expression() ast.Expr {
	if !p.descend() {
		return nil
	}
	defer p.ascend()
	x := p.pipe()
	if p.kind() != tQuestion || p.tok().comma {
		return x
	}
	pos := p.here()
	p.next()
	then := p.expression()
	p.expect(tColon, `":" and the other branch of the condition`)
	otherwise := p.expression()
	return p.node(&ast.Cond{If: x, Then: then, Else: otherwise, Pos: pos})
}

// newExpression parses an expression that is not part of another one.
func (p *parser) newExpression() ast.Expr {
	p.nodes = 0
	return p.expression()
}

// node counts a node.
func (p *parser) node(x ast.Expr) ast.Expr {
	if p.nodes++; p.nodes > p.lim.ExprNodes {
		p.fail(dberr.LimitExceeded, x.Position(), "the expression has more than "+strconv.Itoa(p.lim.ExprNodes)+" parts")
	}
	return x
}

// pipe parses x | f | g(a): each call gets the left side as its first argument.
func (p *parser) pipe() ast.Expr {
	x := p.binary(1)
	for p.kind() == tPipe && !p.tok().comma {
		p.next()
		t := p.expect(tName, "the name of a function")
		call := &ast.Call{Name: t.text(p.src), Args: []ast.Expr{x}, Pos: p.pos(t)}
		if p.kind() == tParenL {
			call.Args = append(call.Args, p.callArgs()...)
		}
		x = p.node(call)
	}
	return x
}

// precedence returns the strength of a binary operator, 0 for other tokens.
func precedence(k kind) int {
	switch k {
	case tOr:
		return 1
	case tAnd:
		return 2
	case tEq, tNotEq:
		return 3
	case tLess, tLessEq, tGreater, tGreaterEq:
		return 4
	case tPlus, tMinus:
		return 5
	case tStar, tSlash, tPercent:
		return 6
	}
	return 0
}

// binary parses operators of at least the given strength; all of them group to
// the left.
func (p *parser) binary(least int) ast.Expr {
	x := p.unary()
	for p.err == nil {
		p.splitMinus()
		t := p.tok()
		strength := precedence(t.kind)
		if strength < least || strength == 0 || t.comma {
			return x
		}
		p.next()
		y := p.binary(strength + 1)
		x = p.node(&ast.Binary{Op: t.text(p.src), X: x, Y: y, Pos: p.pos(t)})
	}
	return x
}

// splitMinus cuts the sign from a negative number that stands where an operator
// is expected: a -1 is a difference.
func (p *parser) splitMinus() {
	t := p.tok()
	if t.kind != tInt && t.kind != tFloat || t.comma || p.src[t.start] != '-' {
		return
	}
	number := t
	number.start, number.col, number.comma = t.start+1, t.col+1, false
	p.toks[p.i] = number
	p.i--
	t.kind, t.end = tMinus, t.start+1
	p.toks[p.i] = t
}

// unary parses the signs before an operand.
func (p *parser) unary() ast.Expr {
	t := p.tok()
	if t.kind != tBang && t.kind != tMinus {
		return p.primary()
	}
	if !p.descend() {
		return nil
	}
	defer p.ascend()
	p.next()
	x := p.unary()
	return p.node(&ast.Unary{Op: t.text(p.src), X: x, Pos: p.pos(t)})
}

// primary parses an operand.
func (p *parser) primary() ast.Expr {
	t := p.tok()
	switch t.kind {
	case tInt, tFloat:
		p.next()
		return p.node(&ast.Lit{Value: p.number(t), Pos: p.pos(t)})
	case tString, tBlock:
		p.next()
		return p.template(t)
	case tDollar:
		return p.variable()
	case tParenL:
		p.next()
		x := p.expression()
		p.expect(tParenR, `an operator or ")"`)
		return x
	case tName:
		return p.named()
	}
	p.unexpected("an operand")
	return nil
}

// variable parses $name.
func (p *parser) variable() ast.Expr {
	pos := p.here()
	p.next()
	name := p.name("the name of a variable")
	p.noVariable(pos, name)
	return p.node(&ast.VarRef{Name: name, Pos: pos})
}

// noVariable refuses a variable where none can be given.
func (p *parser) noVariable(pos ast.Pos, name string) {
	if p.constOnly {
		p.refuse(dberr.UndefinedVariable, pos, "variable $"+name+" is not declared: definitions take no variables")
	}
}

// named parses a constant word, a call or a path.
func (p *parser) named() ast.Expr {
	t := p.next()
	pos, name := p.pos(t), t.text(p.src)
	if v, ok := wordValue(name); ok {
		return p.node(&ast.Lit{Value: v, Pos: pos})
	}
	if p.kind() == tParenL && !p.tok().comma {
		return p.node(&ast.Call{Name: name, Args: p.callArgs(), Pos: pos})
	}
	parts := []string{name}
	for p.kind() == tDot {
		p.next()
		part := p.tok()
		if part.kind != tName && part.kind != tInt || p.src[part.start] == '-' {
			p.unexpected("a field name or a list index")
			return nil
		}
		p.next()
		parts = append(parts, part.text(p.src))
	}
	return p.node(&ast.Path{Parts: parts, Pos: pos})
}

// callArgs parses ( a, b ). Commas are not needed where no operator could follow.
func (p *parser) callArgs() []ast.Expr {
	p.next()
	var args []ast.Expr
	for p.kind() != tParenR && p.err == nil {
		if p.kind() == tEOF {
			p.unexpected(`an argument or ")"`)
			break
		}
		args = append(args, p.expression())
	}
	p.next()
	return args
}

// wordValue returns the constant that a word stands for.
func wordValue(word string) (value.Value, bool) {
	switch word {
	case "true":
		return value.BoolValue(true), true
	case "false":
		return value.BoolValue(false), true
	case "null":
		return value.NullValue(), true
	}
	return value.Value{}, false
}

// number returns the value of a number token. One that does not fit is refused.
func (p *parser) number(t token) value.Value {
	text := t.text(p.src)
	if t.kind == tInt {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			p.refuse(dberr.TypeMismatch, p.pos(t), "number "+shorten(text)+" does not fit an Int of 64 bits")
		}
		return value.IntValue(n)
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		p.refuse(dberr.TypeMismatch, p.pos(t), "number "+shorten(text)+" does not fit a Float")
	}
	return value.FloatValue(f)
}
