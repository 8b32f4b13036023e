//go:build !race && !js

package aql

// slack multiplies the time limits of tests: the machine may be busy with others.
const slack = 3
