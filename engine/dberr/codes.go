package dberr

// Code names a kind of failure. It is itself an error, so that
// errors.Is(err, dberr.Conflict) works without a sentinel for each code.
type Code string

// Error returns the code's text.
func (c Code) Error() string { return string(c) }

// The codes of the contract. One table: the TypeScript union and the
// documentation are generated from All.
const (
	Syntax             Code = "SYNTAX"
	UnknownOperator    Code = "UNKNOWN_OPERATOR"
	UnknownArgument    Code = "UNKNOWN_ARGUMENT"
	UnknownDirective   Code = "UNKNOWN_DIRECTIVE"
	UnknownFunction    Code = "UNKNOWN_FUNCTION"
	UnknownFragment    Code = "UNKNOWN_FRAGMENT"
	FragmentCycle      Code = "FRAGMENT_CYCLE"
	DuplicateAlias     Code = "DUPLICATE_ALIAS"
	UndefinedVariable  Code = "UNDEFINED_VARIABLE"
	InvalidArgument    Code = "INVALID_ARGUMENT"
	TypeMismatch       Code = "TYPE_MISMATCH"
	CollectionNotFound Code = "COLLECTION_NOT_FOUND"
	CollectionExists   Code = "COLLECTION_EXISTS"
	FieldNotFound      Code = "FIELD_NOT_FOUND"
	IndexNotFound      Code = "INDEX_NOT_FOUND"
	InvalidDefinition  Code = "INVALID_DEFINITION"
	ValidationFailed   Code = "VALIDATION_FAILED"
	UniqueViolation    Code = "UNIQUE_VIOLATION"
	ReferenceViolation Code = "REFERENCE_VIOLATION"
	NotFound           Code = "NOT_FOUND"
	Conflict           Code = "CONFLICT"
	TransactionClosed  Code = "TRANSACTION_CLOSED"
	LimitExceeded      Code = "LIMIT_EXCEEDED"
	Lagged             Code = "LAGGED"
	ResumeExpired      Code = "RESUME_EXPIRED"
	Unauthenticated    Code = "UNAUTHENTICATED"
	Forbidden          Code = "FORBIDDEN"
	Timeout            Code = "TIMEOUT"
	Canceled           Code = "CANCELED"
	Closed             Code = "CLOSED"
	Locked             Code = "LOCKED"
	ReadOnly           Code = "READ_ONLY"
	QuotaExceeded      Code = "QUOTA_EXCEEDED"
	Unavailable        Code = "UNAVAILABLE"
	Corrupt            Code = "CORRUPT"
	Unsupported        Code = "UNSUPPORTED"
	Internal           Code = "INTERNAL"
)
