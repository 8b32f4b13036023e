package value

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

func TestCivilIsTimeDate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sec := rapid.Int64Range(MinSecond-1e10, MaxSecond+1e10).Draw(t, "sec")
		c, want := CivilOf(sec), time.Unix(sec, 0).UTC()
		if c.Year != want.Year() || c.Month != int(want.Month()) || c.Day != want.Day() || c.Hour != want.Hour() || c.Minute != want.Minute() || c.Second != want.Second() {
			t.Fatalf("%d: %+v, want %v", sec, c, want)
		}
		if c.Unix() != sec {
			t.Fatalf("%+v is %d, want %d", c, c.Unix(), sec)
		}
	})
}

func TestDateTimeText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sec, nsec := rapid.Int64Range(MinSecond, MaxSecond).Draw(t, "sec"), rapid.Uint32Range(0, nanosPerSecond-1).Draw(t, "nsec")
		text := FormatDateTime(sec, nsec)
		if want := time.Unix(sec, int64(nsec)).UTC().Format(time.RFC3339Nano); text != want {
			t.Fatalf("%s, want %s", text, want)
		}
		v, ok := ParseDateTime(text)
		if !ok || !Equal(v, DateTimeValue(sec, nsec)) {
			t.Fatalf("%s does not come back", text)
		}
		// The same instant with an offset.
		zone := time.FixedZone("", rapid.IntRange(-23*60, 23*60).Draw(t, "minutes")*60)
		local := time.Unix(sec, int64(nsec)).In(zone)
		if local.Year() >= 1 && local.Year() <= 9999 {
			if v, ok = ParseDateTime(local.Format(time.RFC3339Nano)); !ok || !Equal(v, DateTimeValue(sec, nsec)) {
				t.Fatalf("%v does not come back", local)
			}
		}
	})
}

func TestParseDateTime(t *testing.T) {
	for s, want := range map[string]string{
		"2024-02-29T13:05:59.25+02:00":   "2024-02-29T11:05:59.25Z",
		"0001-01-01T00:00:00Z":           "0001-01-01T00:00:00Z",
		"9999-12-31T23:59:59.999999999Z": "9999-12-31T23:59:59.999999999Z",
		"1969-12-31T23:59:59.5Z":         "1969-12-31T23:59:59.5Z",
		"2024-01-01t00:00:00z":           "2024-01-01T00:00:00Z",
		"2024-01-01":                     "", "2024-01-01T00:00:00": "", "2024-01-01 00:00:00Z": "", "2023-02-29T00:00:00Z": "", "2024-13-01T00:00:00Z": "",
		"2024-01-01T24:00:00Z": "", "2024-01-01T00:60:00Z": "", "2024-01-01T00:00:60Z": "", "2024-01-01T00:00:00.Z": "",
		"2024-01-01T00:00:00.1234567890Z": "", "2024-01-01T00:00:00+2:00": "", "2024-01-01T00:00:00+24:00": "", "0000-12-31T23:59:59Z": "",
		"0001-01-01T00:00:00+01:00": "", "9999-12-31T23:59:59-01:00": "", "yesterday": "", "": "", "2024-01-01T00:00:00Zx": "", "2024-00-01T00:00:00Z": "",
		"2024-01-00T00:00:00Z": "", "20x4-01-01T00:00:00Z": "", "2024-01-01T00:00:00,5Z": "",
	} {
		v, ok := ParseDateTime(s)
		if ok != (want != "") || (ok && v.Text() != want) {
			t.Errorf("%s: %s %v, want %q", s, v.Text(), ok, want)
		}
	}
}

func TestUuidText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := [16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "u"))
		text := FormatUuid(u)
		if want := uuid.UUID(u).String(); text != want {
			t.Fatalf("%s, want %s", text, want)
		}
		if v, ok := ParseUuid(text); !ok || v.Uuid() != u {
			t.Fatalf("%s does not come back", text)
		}
	})
	if v, ok := ParseUuid("0A000000-0000-4000-8000-00000000000F"); !ok || v.Text() != "0a000000-0000-4000-8000-00000000000f" {
		t.Error("upper case")
	}
	for _, s := range []string{"", "0a000000", "0a000000-0000-4000-8000-00000000000g", "0a0000000000-4000-8000-000000000001--", "{a000000-0000-4000-8000-00000000000}", "0a000000-0000-4000-8000-0000000000011"} {
		if _, ok := ParseUuid(s); ok {
			t.Errorf("%q is a Uuid", s)
		}
	}
}

func FuzzParseUuid(f *testing.F) {
	f.Add("0a000000-0000-4000-8000-000000000001")
	f.Add("0a000000-00-0-4000-8000-00000000000-")
	f.Add("00000000-0000-0000-0000-00000000000-")
	f.Fuzz(func(t *testing.T, s string) {
		want, err := uuid.Parse(s)
		v, ok := ParseUuid(s)
		if ok != (err == nil && len(s) == 36) || (ok && v.Uuid() != want) {
			t.Fatalf("%q: %v, %v", s, ok, err)
		}
	})
}

func TestParseBase64(t *testing.T) {
	for s, want := range map[string]string{"": "", "AA==": "\x00", "YWI=": "ab", "/w==": "\xff"} {
		if v, ok := ParseBase64(s); !ok || string(v.BytesOf()) != want || v.Text() != s {
			t.Errorf("%q: %v", s, ok)
		}
	}
	for _, s := range []string{"not base64!", "%%%", "AA", "AA=", "AB==", "A\nA==", "_w=="} {
		if _, ok := ParseBase64(s); ok {
			t.Errorf("%q is base64", s)
		}
	}
}

func TestAppendFloat(t *testing.T) {
	for f, want := range map[float64]string{0: "0", 5: "5", -2.5: "-2.5", 0.1: "0.1", 1e300: "1e+300", 5e-324: "5e-324", 1e-7: "1e-07", 0.000001: "0.000001",
		1 << 53: "9.007199254740992e+15", 1<<53 - 1: "9007199254740991", 123456789.12345679: "123456789.12345679", 3.7: "3.7"} {
		if got := string(AppendFloat(nil, f)); got != want {
			t.Errorf("%v: %s, want %s", f, got, want)
		}
	}
}

// TestAppendFloatIsShortest: decimals and their neighbours, of which most have no short
// text, are written as strconv writes them.
func TestAppendFloatIsShortest(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	for range 200_000 {
		f := float64(rng.Uint64()>>rng.IntN(64)) / math.Pow(10, float64(rng.IntN(6)))
		if rng.IntN(2) == 0 {
			f = -f
		}
		for _, f := range []float64{f, math.Nextafter(f, math.Inf(1)), math.Nextafter(f, math.Inf(-1))} {
			format := byte('f')
			if abs := math.Abs(f); abs >= 1<<53 || abs < 1e-6 {
				format = 'e'
			}
			if got, want := string(AppendFloat(nil, f)), strconv.FormatFloat(f, format, -1, 64); got != want && f != 0 {
				t.Fatalf("%b is %s, not %s", f, got, want)
			}
		}
	}
}

func TestText(t *testing.T) {
	for want, v := range map[string]Value{"": NullValue(), "x\"": StringValue("x\""), "5": IntValue(5), "true": BoolValue(true), "[1,\"a\"]": ArrayValue([]Value{IntValue(1), StringValue("a")})} {
		if v.Text() != want {
			t.Errorf("%s, want %s", v.Text(), want)
		}
	}
}
