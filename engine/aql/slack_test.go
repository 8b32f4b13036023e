//go:build !race && !js

package aql

// slack multiplies the time limits of tests.
const slack = 1
