package value

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine/dberr"
	"pgregory.net/rapid"
)

func TestJSONRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := jsonOnly(genValue(3).Draw(t, "v"))
		text := v.AppendJSON(nil)
		if !json.Valid(text) {
			t.Fatalf("invalid JSON: %s", text)
		}
		got, err := ParseJSON(text, Limits{})
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if !Equal(got, v) {
			t.Fatalf("%s came back as %s", text, got.AppendJSON(nil))
		}
		var std any
		if err := json.Unmarshal(text, &std); err != nil {
			t.Fatal(err)
		}
	})
}

func TestParseJSONRefuses(t *testing.T) {
	for _, c := range []struct {
		text string
		code dberr.Code
	}{
		{``, dberr.InvalidArgument},
		{`{"a":1,"a":2}`, dberr.InvalidArgument},
		{`{"a":1,}`, dberr.InvalidArgument},
		{`[1,]`, dberr.InvalidArgument},
		{`01`, dberr.InvalidArgument},
		{`-`, dberr.InvalidArgument},
		{`1.`, dberr.InvalidArgument},
		{`.5`, dberr.InvalidArgument},
		{`1e`, dberr.InvalidArgument},
		{`+1`, dberr.InvalidArgument},
		{`NaN`, dberr.InvalidArgument},
		{`"\ud800"`, dberr.InvalidArgument},
		{`"\udc00\ud800"`, dberr.InvalidArgument},
		{`"\ud800\u0041"`, dberr.InvalidArgument},
		{`"\x"`, dberr.InvalidArgument},
		{"\"\xff\"", dberr.InvalidArgument},
		{"\"\\n\xff\"", dberr.InvalidArgument},
		{"\"\n\"", dberr.InvalidArgument},
		{`"a`, dberr.InvalidArgument},
		{`"a\`, dberr.InvalidArgument},
		{`1 2`, dberr.InvalidArgument},
		{`nul`, dberr.InvalidArgument},
		{`{1:2}`, dberr.InvalidArgument},
		{`9223372036854775808`, dberr.TypeMismatch},
		{`-9223372036854775809`, dberr.TypeMismatch},
		{`1e999`, dberr.TypeMismatch},
		{strings.Repeat("[", 129), dberr.LimitExceeded},
	} {
		if _, err := ParseJSON([]byte(c.text), Limits{}); dberr.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", c.text, err, c.code)
		}
	}
	if _, err := ParseJSON([]byte(`[1]`), Limits{Bytes: 2}); dberr.CodeOf(err) != dberr.LimitExceeded {
		t.Errorf("too many bytes: %v", err)
	}
	many := `{"n0":1`
	for i := range 40 {
		many += `,"k` + string(rune('a'+i)) + `":0`
	}
	if _, err := ParseJSON([]byte(many+`}`), Limits{}); err != nil {
		t.Error(err)
	}
	if _, err := ParseJSON([]byte(many+`,"n0":2}`), Limits{}); dberr.CodeOf(err) != dberr.InvalidArgument {
		t.Errorf("a late duplicate: %v", err)
	}
}

func TestParseJSONAccepts(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{" null ", "null"},
		{`"\u0000\u0041\ud83d\ude00\/"`, "\"\\u0000A😀/\""},
		{`{"__proto__":{"":1}}`, `{"__proto__":{"":1}}`},
		{`[9223372036854775807,-9223372036854775808,-0,1e2,1.5E-3]`, `[9223372036854775807,-9223372036854775808,0,100,0.0015]`},
		{`[]`, `[]`}, {`{}`, `{}`}, {`[ true , false ]`, `[true,false]`},
		{`1e400000000000000000`, ""}, {`1e-400`, "0"},
	} {
		v, err := ParseJSON([]byte(c.text), Limits{})
		if c.want == "" {
			if err == nil {
				t.Errorf("%s is accepted", c.text)
			}
			continue
		}
		if err != nil || string(v.AppendJSON(nil)) != c.want {
			t.Errorf("%s: %s %v, want %s", c.text, v.AppendJSON(nil), err, c.want)
		}
	}
	if v, _ := ParseJSON([]byte("1"), Limits{}); v.Kind() != Int {
		t.Error("1 is no Int")
	}
	if v, _ := ParseJSON([]byte("1.0"), Limits{}); v.Kind() != Float {
		t.Error("1.0 is no Float")
	}
}

func TestFloatsAreFinite(t *testing.T) {
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if v, ok := CheckedFloat(f); ok || !v.IsNull() || !FloatValue(f).IsNull() {
			t.Errorf("%v is a value", f)
		}
	}
}

// FuzzParseJSON: the accepted texts are those of encoding/json, but for the
// listed strictness.
func FuzzParseJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,2.5,"x\n\u00e9",null,true]}`, `"\ud800"`, `[[[[]]]]`, `1e5`, `{"a":1,"a":2}`, "\"\xff\"", ` -0.0e-1 `, `[1,]`, `9223372036854775808`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		v, err := ParseJSON(b, Limits{Depth: MaxDepth})
		valid := json.Valid(b)
		if err == nil && !valid {
			t.Fatal("accepts what encoding/json refuses")
		}
		if err != nil {
			if valid && !stricter(b) {
				t.Fatalf("refuses what encoding/json accepts: %v", err)
			}
			return
		}
		text := v.AppendJSON(nil)
		again, err := ParseJSON(text, Limits{Depth: MaxDepth})
		if err != nil || !Equal(again, v) {
			t.Fatalf("%s does not come back: %v", text, err)
		}
	})
}

// stricter reports whether valid JSON holds something that ParseJSON refuses on
// purpose.
func stricter(b []byte) bool {
	if !bytes.Equal(bytes.ToValidUTF8(b, []byte("?")), b) || bytes.Contains(bytes.ToLower(b), []byte(`\ud`)) {
		return true // invalid UTF-8, perhaps a lone surrogate
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var names []map[string]bool // nil for a list
	wantName := false
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			return false
		}
		if err != nil {
			return true
		}
		inObject := len(names) > 0 && names[len(names)-1] != nil
		switch tok := tok.(type) {
		case json.Delim:
			switch tok {
			case '{':
				names, wantName = append(names, map[string]bool{}), true
				if len(names) > MaxDepth {
					return true
				}
				continue
			case '[':
				names = append(names, nil)
				if len(names) > MaxDepth {
					return true
				}
				continue
			}
			names = names[:len(names)-1]
			wantName = len(names) > 0 && names[len(names)-1] != nil
			continue
		case json.Number:
			if _, ok := ParseNumber(tok.String(), !strings.ContainsAny(tok.String(), ".eE")); !ok {
				return true
			}
		case string:
			if inObject && wantName {
				if names[len(names)-1][tok] {
					return true
				}
				names[len(names)-1][tok] = true
				wantName = false
				continue
			}
		}
		wantName = inObject
	}
}

// TestQuotedEverywhere puts every byte at every place of a text, since eight are
// looked at together.
func TestQuotedEverywhere(t *testing.T) {
	for c := range 256 {
		for n := range 20 {
			for at := range n {
				s := []byte(strings.Repeat("x", n))
				s[at] = byte(c)
				var want []byte
				switch {
				case c == '"' || c == '\\':
					want = []byte{'\\', byte(c)}
				case c >= 0x80:
					want = []byte("\ufffd")
				case c < 0x20:
					want = appendEscape(nil, byte(c))
				default:
					want = []byte{byte(c)}
				}
				all := `"` + string(s[:at]) + string(want) + string(s[at+1:]) + `"`
				if got := string(AppendJSONString(nil, string(s))); got != all {
					t.Fatalf("%q is %s, not %s", s, got, all)
				}
				for _, room := range []int{0, n + 1, n + 2, 200} { // with room it is copied eight bytes at a time
					if got := string(appendQuoted(make([]byte, 0, room), s)); got != all {
						t.Fatalf("%q is %s, not %s", s, got, all)
					}
				}
			}
		}
	}
}

// TestQuotedTexts: what is written reads back, with U+FFFD for each byte that is no
// UTF-8, from a Value and from its encoding.
func TestQuotedTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOf(rapid.OneOf(
			rapid.StringMatching(`[ -~]{0,20}`),
			rapid.SampledFrom([]string{"\"", "\\", "\n", "\x00", "\x1f", "é", "漢字", "😀", "\xff", "\xc3", "\xe2\x82", "\u2028", "\x7f"}),
		)).Draw(t, "parts")
		text := strings.Join(parts, "")
		for name, got := range map[string][]byte{
			"text": AppendJSONString([]byte("before"), text), "raw": Encode(StringValue(text)).AppendJSON([]byte("before")),
			"room": Encode(StringValue(text)).AppendJSON(append(make([]byte, 0, 6+len(text)+2), "before"...)),
		} {
			var back string
			if err := json.Unmarshal(bytes.TrimPrefix(got, []byte("before")), &back); err != nil || back != string([]rune(text)) {
				t.Errorf("%s: %q is written as %s: %q %v", name, text, got, back, err)
			}
		}
	})
}
