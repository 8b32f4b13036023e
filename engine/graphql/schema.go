package graphql

// common is what the schema has for every catalog. Scalars name AQL's type
// behind their description; those without one are GraphQL's own. Int of AQL has
// 64 bits and GraphQL's has 32, so it gets a name of its own.
const common = `
scalar String String
scalar ID ID
scalar Int Int
scalar Float Float
scalar Boolean Boolean
scalar Int64 "An integer of 64 bits with a sign, as a JSON number." Int
scalar DateTime "A moment: RFC 3339 with up to nanoseconds, answered in UTC." DateTime
scalar Date "A day: 2026-01-31." Date
scalar Time "A time of day: 13:45:00." Time
scalar UUID "A UUID in its text form, answered in lower case." Uuid
scalar Bytes "Bytes as base64." Bytes
scalar Email "An address for electronic mail." Email
scalar URL "An address with a scheme." URL
scalar PhoneNumber "A telephone number." PhoneNumber
scalar JSON "Any JSON value." JSON
enum OrderDirection "The direction of an order; null comes first in ASC." { ASC DESC }
enum ChangeType "What a commit did to a document." { insert update delete }
type PageInfo "Where a page of a connection lies." { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
input SearchInput "A full-text search; the rows come by falling score." {
	query: String!
	fields: [String!] "The fields to search; all @search fields without it."
	fuzzy: Int "How many edits a word may be away: 0 to 2."
	minScore: Float
}
input NearInput "The k nearest neighbours of a vector." { field: String! vector: [Float!]! k: Int }
`

// filters are the operators of a scalar, of one that has an order, of a text
// and of a list.
const (
	anyFilter  = `input $SFilter "Conditions on a field of type $S; all must hold." { eq: $S ne: $S in: [$S] nin: [$S] isNull: Boolean isNotNull: Boolean } `
	overFilter = `input $SFilter { gt: $S gte: $S lt: $S lte: $S } `
	textFilter = `input $SFilter { contains: $S startsWith: $S endsWith: $S matches: $S } `
	listFilter = `input $SListFilter "Conditions on a list of $S; all must hold." {
	eq: [$S] ne: [$S] contains: $S containsAny: [$S] containsAll: [$S] isNull: Boolean isNotNull: Boolean
}`
)

// collectionTypes are what every collection adds: $T is its type, $C its name,
// $P its name in calls, $1 and $N the fields of one document and of a page, $I
// and $U the types of what is inserted and set, $R the arguments that rank.
const collectionTypes = `
type $TEdge { cursor: String! node: $T! }
type $TConnection "A page of $C." {
	edges: [$TEdge!]!
	pageInfo: PageInfo!
	totalCount: Int! "How many documents match, on all pages."
}
type $TChange "A committed change of $C." {
	seq: Int64! "The position in the commit order; resume after it."
	type: ChangeType!
	id: ID!
	document: $T "After the change; null if it is gone or no longer matches."
	old: $T "Before the change; null for an insert."
	changed: [String!]! "The fields that an update changed."
}
type Query {
	$C(where: $TFilter orderBy: [$TOrder!] limit: Int offset: Int $R): [$T!]! @list
	$N(where: $TFilter orderBy: [$TOrder!] first: Int after: String last: Int before: String $R): $TConnection! @connection
	$1(id: ID!): $T @one
}
type Mutation "What can be written. The fields of one operation are one atomic transaction." {
	insert$P(data: [$I!]!): [$T!]! @insert
	update$P(where: $TFilter id: ID all: Boolean set: $U!): [$T!]! @update
	upsert$P(where: $TFilter id: ID data: $I!): [$T!]! @upsert
	delete$P(where: $TFilter id: ID all: Boolean): [$T!]! @remove
}
type Subscription "Changes after they were committed, in commit order." {
	$CChanges(where: $TFilter after: Int64 "The seq to go on after; new changes only if absent."): $TChange! @changes
}
`

// introspection are the types of introspection, as the GraphQL specification
// has them: a client may ask for them, and fragments are on them.
const introspection = `
meta __Schema { description: String types: [__Type!]! queryType: __Type! mutationType: __Type subscriptionType: __Type directives: [__Directive!]! }
meta __Type {
	kind: __TypeKind! name: String description: String specifiedByURL: String fields(includeDeprecated: Boolean): [__Field!] interfaces: [__Type!]
	possibleTypes: [__Type!] enumValues(includeDeprecated: Boolean): [__EnumValue!] inputFields(includeDeprecated: Boolean): [__InputValue!] ofType: __Type
	isOneOf: Boolean
}
meta __Field {
	name: String! description: String args(includeDeprecated: Boolean): [__InputValue!]! type: __Type! isDeprecated: Boolean! deprecationReason: String
}
meta __InputValue { name: String! description: String type: __Type! defaultValue: String isDeprecated: Boolean! deprecationReason: String }
meta __EnumValue { name: String! description: String isDeprecated: Boolean! deprecationReason: String }
meta __Directive {
	name: String! description: String isRepeatable: Boolean! locations: [__DirectiveLocation!]! args(includeDeprecated: Boolean): [__InputValue!]!
}
enum __TypeKind { SCALAR OBJECT INTERFACE UNION ENUM INPUT_OBJECT LIST NON_NULL }
enum __DirectiveLocation {
	QUERY MUTATION SUBSCRIPTION FIELD FRAGMENT_DEFINITION FRAGMENT_SPREAD INLINE_FRAGMENT VARIABLE_DEFINITION SCHEMA SCALAR OBJECT FIELD_DEFINITION
	ARGUMENT_DEFINITION INTERFACE UNION ENUM ENUM_VALUE INPUT_OBJECT INPUT_FIELD_DEFINITION
}
`
