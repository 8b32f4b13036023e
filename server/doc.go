// Package server answers GraphQL over HTTP for a database: the type to know is
// [Handler]. Requests are those of the GraphQL-over-HTTP specification;
// subscriptions are server-sent events in the way of graphql-sse's distinct
// connections. With engine.Options.GraphQL the schema of the collections is
// answered too, so that GraphiQL, urql, Apollo and code generators work.
//
// It knows no users and no passwords: whoever can connect may read and write.
// It refuses requests for other hosts and from pages of other origins unless
// the options name them. A Handler is safe for concurrent use.
package server
