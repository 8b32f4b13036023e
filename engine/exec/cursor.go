package exec

import (
	"encoding/base64"
	"encoding/binary"

	"github.com/auroradb/aurora/engine/value"
)

// A cursor is base64url of
//
//	version u8 | fingerprint of collection and order u32 | sort key
//
// where the sort key ends with the row number. It needs no row to stand on.
const cursorVersion = 1

// AppendCursor appends the cursor of a sort key as text.
func (o Order) AppendCursor(dst []byte, collection string, key []byte) []byte {
	raw := make([]byte, 0, 5+len(key))
	raw = append(raw, cursorVersion)
	raw = binary.BigEndian.AppendUint32(raw, o.Fingerprint(collection))
	raw = append(raw, key...)
	return base64.RawURLEncoding.AppendEncode(dst, raw)
}

// ParseCursor returns the sort key of a cursor, ok == false if the text is no
// cursor or one of another order or collection.
func (o Order) ParseCursor(collection, text string) (key []byte, ok bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) < 13 || raw[0] != cursorVersion || len(text) != base64.RawURLEncoding.EncodedLen(len(raw)) {
		return nil, false // the decoder passes over line ends
	}
	if binary.BigEndian.Uint32(raw[1:]) != o.Fingerprint(collection) {
		return nil, false
	}
	key = raw[5:]
	rest := key
	for i := range o {
		if o[i].Desc {
			_, rest, err = value.DecodeKeyDesc(rest)
		} else {
			_, rest, err = value.DecodeKey(rest)
		}
		if err != nil {
			return nil, false
		}
	}
	return key, len(rest) == 8
}
