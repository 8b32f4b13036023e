// Package plan turns selections into plans and runs them: it checks arguments,
// compiles filters, orders and projections, chooses an access path by rules and
// cost, and builds the operators of package exec. The functions to know are
// [Root] for a root field of a query, [Select] for the rows of a mutation and
// [Projection] for the documents of mutations and events. Everything is done
// for one request; what does not depend on variables is kept in exec.Memo.
package plan
