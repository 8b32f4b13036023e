// Package graphql is the standard GraphQL view of a catalog: a schema with a
// type for each collection, answers to introspection, and the translation of
// requests over that schema into AQL's tree, so that they run on the same
// planner. The type to know is [View].
//
//	collection users   →  type User, input UserFilter, UserOrder, UserInput, UserPatch
//	Query              →  users(where, orderBy, limit, offset), user(id), usersConnection(first, after, …)
//	Mutation           →  insertUsers, updateUsers, upsertUsers, deleteUsers
//	Subscription       →  usersChanges(where, after)
//
// The view adds to AQL and takes nothing away: a name that it does not know is
// left to AQL. Collections and fields whose names GraphQL cannot write are not
// part of it; descriptions say which. A View is immutable and may be shared.
package graphql
