// Package filter compiles filter objects and decides on encoded documents. The
// types to know are [Filter] and, for the planner, [Pred]. Matching works on the
// bytes of a document: it decodes nothing and allocates nothing (but for a
// pattern's working memory).
//
// A filter object holds conditions that must all hold:
//
//   - field: {operator: operand, …}; the key is a field, a path in quotes
//     ("meta.maker") or a field with a nested object (meta: {maker: {eq: …}}).
//     A quoted path finds a field of exactly that name first. Where a field is
//     called like an operator, the operator wins; write "meta.eq": {…} for it.
//   - and: [filters], or: [filters], not: filter; also inside a field, about
//     that field: price: {or: [{lt: 5}, {gt: 90}]}.
//
// Matching is three-valued: a condition whose operand is an optional variable
// without a value is unknown, a document matches only if the whole is true, and
// "not unknown" is unknown. A range, prefix or pattern with the operand null is
// unknown as well.
//
//	eq ne                            by the total order; eq: null is an explicit null
//	in nin                           a list of operands for eq
//	gt gte lt lte                    values of the operand's kind only (Int and Float are one)
//	contains                         substring of a String, element of a list
//	containsAny containsAll          of a list
//	startsWith endsWith matches      of a String; matches is RE2, unanchored
//	isNull isNotNull                 null or absent; the operand is a Boolean
//
// Against a declared field the operand must be able to match: texts become
// values of DateTime, Uuid and Bytes fields, everything else is TYPE_MISMATCH.
// A null inside a list of operands is the explicit null.
package filter
