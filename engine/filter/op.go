package filter

import (
	"strings"

	"github.com/auroradb/aurora/engine/dberr"
)

// Op is an operator.
type Op uint8

// The operators.
const (
	Eq Op = iota + 1
	Ne
	Gt
	Gte
	Lt
	Lte
	In
	Nin
	Contains
	ContainsAny
	ContainsAll
	StartsWith
	EndsWith
	Matches
	IsNull
	IsNotNull
)

const (
	firstOp = Eq
	lastOp  = IsNotNull
)

// String returns the operator as it is written.
func (o Op) String() string {
	switch o {
	case Eq:
		return "eq"
	case Ne:
		return "ne"
	case Gt:
		return "gt"
	case Gte:
		return "gte"
	case Lt:
		return "lt"
	case Lte:
		return "lte"
	case In:
		return "in"
	case Nin:
		return "nin"
	case Contains:
		return "contains"
	case ContainsAny:
		return "containsAny"
	case ContainsAll:
		return "containsAll"
	case StartsWith:
		return "startsWith"
	case EndsWith:
		return "endsWith"
	case Matches:
		return "matches"
	case IsNull:
		return "isNull"
	case IsNotNull:
		return "isNotNull"
	}
	return "invalid"
}

// opOf returns the operator of a name, 0 if there is none.
func opOf(name string) Op {
	for o := firstOp; o <= lastOp; o++ {
		if o.String() == name {
			return o
		}
	}
	return 0
}

// meant suggests an operator for a name that is none: ours for what others call it,
// else the nearest one.
func meant(name string) string {
	for i := 0; i < len(otherNames); i += 2 {
		if strings.EqualFold(otherNames[i], name) {
			return `: did you mean "` + otherNames[i+1] + `"?`
		}
	}
	return dberr.DidYouMean(name, opNames()...)
}

// otherNames are operators of other languages, each before ours.
var otherNames = [...]string{
	"equals", "eq", "neq", "ne", "like", "contains", "includes", "contains", "regex", "matches", "exists", "isNotNull", "notIn", "nin",
	"greaterThan", "gt", "lessThan", "lt",
}

// opNames are all keys that may stand in a field's object, for suggestions.
func opNames() []string {
	names := []string{"and", "or", "not"}
	for o := firstOp; o <= lastOp; o++ {
		names = append(names, o.String())
	}
	return names
}

func (o Op) isRange() bool { return o >= Gt && o <= Lte }
func (o Op) isText() bool  { return o == StartsWith || o == EndsWith || o == Matches }

// takesList reports whether the operand is a list of operands.
func (o Op) takesList() bool { return o == In || o == Nin || o == ContainsAny || o == ContainsAll }
