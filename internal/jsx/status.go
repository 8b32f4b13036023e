//go:build js

package jsx

// Status is how an operation ended; js/src/io-status.ts names the same numbers.
type Status int32

// The statuses. Nothing was written by any but OK and Unknown.
const (
	OK      Status = iota
	Lost           // the connection is gone; the operation may be repeated
	Quota          // no space
	Fenced         // another engine owns the storage
	Gone           // deleted or cleared by somebody else
	Blocked        // another connection stands in the way
	Failed         // any other failure
	Unknown        // nobody can say whether it was written
)
