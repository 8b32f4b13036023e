package dberr

// Code names a kind of failure. It is itself an error, so that
// errors.Is(err, dberr.Conflict) works without a sentinel for each code.
type Code string

// Error returns the code's text.
func (c Code) Error() string { return string(c) }

// The codes of the contract. One table: the TypeScript union and classes and
// docs/errors.md are generated from it (internal/codegen/errorcodes). Each
// comment says what happened | what to do.
const (
	Syntax             Code = "SYNTAX"               // the text is no AQL | mend it at the position
	UnknownOperator    Code = "UNKNOWN_OPERATOR"     // a filter names an operator that does not exist | see the operators of the language
	UnknownArgument    Code = "UNKNOWN_ARGUMENT"     // a field, call or directive has no such argument, or a request no such key | mend the name
	UnknownDirective   Code = "UNKNOWN_DIRECTIVE"    // there is no such directive | mend the name
	UnknownFunction    Code = "UNKNOWN_FUNCTION"     // there is no such function or mutation call | mend the name; the message suggests one
	UnknownFragment    Code = "UNKNOWN_FRAGMENT"     // a spread names a fragment that the text lacks | define it
	FragmentCycle      Code = "FRAGMENT_CYCLE"       // a fragment contains itself | break the cycle
	DuplicateAlias     Code = "DUPLICATE_ALIAS"      // one answer name stands for two different selections | give one of them an alias
	UndefinedVariable  Code = "UNDEFINED_VARIABLE"   // a variable is not declared, or a required one has no value | declare it, pass it
	InvalidArgument    Code = "INVALID_ARGUMENT"     // an argument has a value that it cannot have | mend the value
	TypeMismatch       Code = "TYPE_MISMATCH"        // a value is not of the type that its place needs | convert it
	CollectionNotFound Code = "COLLECTION_NOT_FOUND" // there is no such collection | define it first, or open with autoCollections
	CollectionExists   Code = "COLLECTION_EXISTS"    // the collection exists with other fields | alter it
	FieldNotFound      Code = "FIELD_NOT_FOUND"      // a strict collection has no such field, or a definition names none | mend the name
	IndexNotFound      Code = "INDEX_NOT_FOUND"      // there is no such index | mend the name
	InvalidDefinition  Code = "INVALID_DEFINITION"   // a definition contradicts itself or what is stored | mend the definition
	ValidationFailed   Code = "VALIDATION_FAILED"    // a document breaks a rule of its collection | mend the document
	UniqueViolation    Code = "UNIQUE_VIOLATION"     // another document has this value of a unique field | choose another value
	ReferenceViolation Code = "REFERENCE_VIOLATION"  // a reference has no target, or a target is still referred to | write the target first; remove the referring documents first
	NotFound           Code = "NOT_FOUND"            // the named thing does not exist | mend the name
	Conflict           Code = "CONFLICT"             // another transaction committed first; nothing was applied | repeat the transaction (Update does)
	TransactionClosed  Code = "TRANSACTION_CLOSED"   // the transaction has ended | begin another one
	LimitExceeded      Code = "LIMIT_EXCEEDED"       // a request or its answer is larger than a limit of the database | ask for less, or raise the option
	Lagged             Code = "LAGGED"               // a listener read too slowly and lost its place in the queue | listen again from its last sequence
	ResumeExpired      Code = "RESUME_EXPIRED"       // the position to resume from is older than what is kept | query anew, then listen
	Unauthenticated    Code = "UNAUTHENTICATED"      // the caller is not known | sign in
	Forbidden          Code = "FORBIDDEN"            // the caller may not do this | ask for the right
	Timeout            Code = "TIMEOUT"              // the request took longer than it may | ask for less, or raise the limit
	Canceled           Code = "CANCELED"             // the caller gave up | nothing; a commit that was on its way may be applied
	Closed             Code = "CLOSED"               // the database is closed | open it again
	Locked             Code = "LOCKED"               // another process or tab owns the database | wait until it closes it
	ReadOnly           Code = "READ_ONLY"            // the database refuses writes, because of a failed sync or by request | reopen it; look at the cause
	QuotaExceeded      Code = "QUOTA_EXCEEDED"       // there is no space; the commit was not applied | free space, then repeat
	Unavailable        Code = "UNAVAILABLE"          // the storage failed; with outcome unknown the commit is applied or not, never in part | reopen, then look whether it is there
	Corrupt            Code = "CORRUPT"              // stored bytes are damaged; they are never answered as data | restore a backup, or aurora salvage keeps the rest
	Unsupported        Code = "UNSUPPORTED"          // this home or this release cannot do it | do without
	Internal           Code = "INTERNAL"             // a fault of the database | report it with the message
)
