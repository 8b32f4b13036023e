package storagetest

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
)

// EnvSeed names the variable that repeats a run: what a failed test printed.
// EnvScale names the one that multiplies how much the proofs do; 1 by default.
const (
	EnvSeed  = "AURORA_SEED"
	EnvScale = "AURORA_SCALE"
)

// Seed returns the seed of a test that draws at random: AURORA_SEED, or a new
// one. When the test fails it prints the command that repeats it.
func Seed(t testing.TB) uint64 {
	t.Helper()
	seed := rand.Uint64()
	if text := os.Getenv(EnvSeed); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatalf("%s=%q is not a number", EnvSeed, text)
		}
		seed = n
	}
	text := strconv.FormatUint(seed, 10)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("repeat it here with: %s=%s go test -run '^%s$' .", EnvSeed, text, strings.ReplaceAll(t.Name(), "/", "$/^"))
		}
	})
	t.Logf("seed %s", text)
	return seed
}

// Scaled multiplies n by AURORA_SCALE; without it short tests do a twentieth.
func Scaled(t testing.TB, n int) int {
	t.Helper()
	text := os.Getenv(EnvScale)
	if text == "" && testing.Short() {
		text = "0.05"
	}
	if text == "" {
		return n
	}
	scale, err := strconv.ParseFloat(text, 64)
	if err != nil || scale <= 0 {
		t.Fatalf("%s=%q is not a positive number", EnvScale, text)
	}
	return max(1, int(float64(n)*scale))
}
