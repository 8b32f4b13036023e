//go:build !race && !js

package engine_test

// slack multiplies the time limits of tests.
const slack = 1
