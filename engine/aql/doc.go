// Package aql turns AQL text into the syntax tree of package ast. The functions
// to know are [Parse], [ParseExpr] and [ParseActions].
//
// The front end has one lexer, whose tokens carry every limit, position and
// literal. Executable GraphQL definitions are parsed by
// github.com/vektah/gqlparser/v2 over a masked text that is written from these
// tokens; expressions and everything that GraphQL lacks are parsed by the small
// parsers of this package. docs/decisions/001-parser.md has the reasons.
//
// The package checks what can be known from the text alone: syntax, limits,
// fragments, directives, keys given twice. It knows no collection, no operator
// and no function. All functions are safe for concurrent use.
package aql
