//go:build !js

package value

// byWords tells whether texts are copied, compared and looked through eight bytes at a
// time where the runtime's own functions would do.
const byWords = true
