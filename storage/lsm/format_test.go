package lsm

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"math/rand/v2"
	"slices"
	"sort"
	"strconv"
	"testing"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
)

func testFrame(seq, epoch, synced uint64, key, value string) *frame {
	return &frame{seq: seq, epoch: epoch, synced: synced, ops: []storage.Op{
		{Kind: storage.OpPut, Key: []byte(key), Value: []byte(value)},
		{Kind: storage.OpDelete, Key: []byte("gone")},
	}}
}

// testLog returns n frames back to back and where each begins.
func testLog(n int, synced func(seq uint64) uint64) (log []byte, starts []int) {
	for seq := uint64(1); seq <= uint64(n); seq++ {
		starts = append(starts, len(log))
		log = appendFrame(log, FrameTag, testFrame(seq, 3, synced(seq), "key"+num(seq), "value"))
	}
	return log, starts
}

func readAll(chunks [][]byte) (logState, []uint64, error) {
	var seqs []uint64
	st, err := readLog(Records(chunks), &manifest{}, false, func(f *frame) { seqs = append(seqs, f.seq) })
	return st, seqs, err
}

// TestTornTail cuts an unsynced log at every byte: what remains is the whole
// frames before the cut.
func TestTornTail(t *testing.T) {
	log, starts := testLog(5, func(uint64) uint64 { return 0 })
	for cut := range len(log) + 1 {
		st, seqs, err := readAll([][]byte{log[:cut]})
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		whole := sort.SearchInts(starts[1:], cut+1)
		if cut == len(log) {
			whole = 5
		}
		if len(seqs) != whole || st.torn != (cut != len(log) && cut != starts[min(whole, 4)]) {
			t.Fatalf("cut at %d: %d frames, torn=%v, want %d", cut, len(seqs), st.torn, whole)
		}
	}
}

// TestDamagedLog flips every bit of a log: a bit in what a later frame calls
// synced is damage, behind that it is a torn tail.
func TestDamagedLog(t *testing.T) {
	log, starts := testLog(6, func(seq uint64) uint64 { return min(seq-1, 3) })
	for bit := range len(log) * 8 {
		log[bit/8] ^= 1 << (bit % 8)
		_, seqs, err := readAll([][]byte{log})
		log[bit/8] ^= 1 << (bit % 8)
		hit := sort.SearchInts(starts, bit/8+1) // the frame of the bit, from 1
		if hit <= 3 {
			if dberr.CodeOf(err) != dberr.Corrupt {
				t.Fatalf("bit %d in synced frame %d: %v", bit, hit, err)
			}
		} else if err != nil || len(seqs) != hit-1 {
			t.Fatalf("bit %d in unsynced frame %d: %d frames, %v", bit, hit, len(seqs), err)
		}
	}
}

func TestLogGaps(t *testing.T) {
	frames := func(list ...*frame) (chunks [][]byte) {
		for _, f := range list {
			chunks = append(chunks, appendFrame(nil, FrameTag, f))
		}
		return chunks
	}
	mark := testFrame(2, 3, 2, "", "")
	mark.mark, mark.ops = true, nil
	cases := []struct {
		name   string
		chunks [][]byte
		code   dberr.Code
	}{
		{"whole", frames(testFrame(1, 3, 0, "a", "1"), testFrame(2, 3, 0, "a", "2"), mark), ""},
		{"gap", frames(testFrame(1, 3, 0, "a", "1"), testFrame(3, 3, 0, "a", "2")), dberr.Corrupt},
		{"twice", frames(testFrame(1, 3, 0, "a", "1"), testFrame(1, 3, 0, "a", "2")), dberr.Corrupt},
		{"late start", frames(testFrame(2, 3, 0, "a", "1")), dberr.Corrupt},
		{"epoch goes back", frames(testFrame(1, 3, 0, "a", "1"), testFrame(2, 2, 0, "a", "2")), dberr.Corrupt},
		{"vouches for the future", frames(testFrame(1, 3, 9, "a", "1")), dberr.Corrupt},
		{"mark out of place", frames(testFrame(1, 3, 0, "a", "1"), mark), dberr.Corrupt},
	}
	for _, c := range cases {
		if _, _, err := readAll(c.chunks); dberr.CodeOf(err) != c.code {
			t.Errorf("%s: got %v, want %q", c.name, err, c.code)
		}
	}
}

// entriesOf returns sorted entries as a generator of pages draws them.
func entriesOf(rng *rand.Rand, n int) (keys [][]byte, values [][]byte) {
	seen := map[string]bool{}
	for len(seen) < n {
		k := "k" + strconv.Itoa(rng.IntN(n*3))
		if rng.IntN(3) == 0 {
			k += string(bytes.Repeat([]byte{byte(rng.IntN(256))}, rng.IntN(20)))
		}
		seen[k] = true
	}
	for k := range seen {
		keys = append(keys, []byte(k))
	}
	sort.Slice(keys, func(i, j int) bool { return bytes.Compare(keys[i], keys[j]) < 0 })
	for range keys {
		switch rng.IntN(4) {
		case 0:
			values = append(values, nil)
		case 1:
			values = append(values, []byte{})
		default:
			values = append(values, bytes.Repeat([]byte{'v'}, rng.IntN(300)))
		}
	}
	return keys, values
}

// TestPage compares every way of reading a page with the entries it was built
// from.
func TestPage(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for round := range 60 {
		keys, values := entriesOf(rng, 1+round)
		var b pageBuilder
		for i := range keys {
			b.add(keys[i], values[i])
		}
		p, err := openPage(b.finish(7, kindData), 7, kindData)
		if err != nil {
			t.Fatal(err)
		}
		same := func(what string, i int, key, value []byte) {
			t.Helper()
			if !bytes.Equal(key, keys[i]) || !bytes.Equal(value, values[i]) || (value == nil) != (values[i] == nil) {
				t.Fatalf("%s: entry %d is %q", what, i, key)
			}
		}
		var c pageCursor
		c.reset(p)
		i := 0
		for ok := c.first(); ok; ok = c.forward() {
			same("forward", i, c.key, c.value)
			i++
		}
		for ok := c.last(); ok; ok = c.backward() {
			i--
			same("backward", i, c.key, c.value)
		}
		if i != 0 {
			t.Fatal("not every entry was met in both directions")
		}
		probe := func(k []byte) {
			at := sort.Search(len(keys), func(i int) bool { return bytes.Compare(keys[i], k) >= 0 })
			v, ok := p.get(k)
			if found := at < len(keys) && bytes.Equal(keys[at], k); found != ok || ok && !bytes.Equal(v, values[at]) {
				t.Fatalf("get %q: %v", k, ok)
			}
			if ok := c.seek(k); ok != (at < len(keys)) {
				t.Fatalf("seek %q: %v", k, ok)
			} else if ok {
				same("seek", at, c.key, c.value)
				if c.backward() != (at > 0) {
					t.Fatalf("backward from %q", k)
				} else if at > 0 {
					same("turned", at-1, c.key, c.value)
				}
			}
			if ok := c.seekBefore(k); ok != (at > 0) {
				t.Fatalf("seekBefore %q: %v", k, ok)
			} else if ok {
				same("seekBefore", at-1, c.key, c.value)
				if c.forward() != (at < len(keys)) {
					t.Fatalf("forward from before %q", k)
				} else if at < len(keys) {
					same("turned", at, c.key, c.value)
				}
			}
		}
		for _, k := range keys {
			probe(k)
			probe(append(append([]byte(nil), k...), 0))
			probe(k[:len(k)-1])
		}
		probe([]byte{0xff})
	}
}

// TestManifestVersions reads a manifest as every version has it, and refuses one that is
// newer.
func TestManifestVersions(t *testing.T) {
	for v := range uint16(manifestVersion + 2) {
		r := &run{id: 1, entries: 2, bytes: 3, last: []byte("z"), index: []uint64{2}, floors: []uint64{1 << 63, 7}}
		m := &manifest{generation: 3, epoch: 2, seq: 9, nextPage: 4, nextRun: 5, runs: []*run{r}, dropped: []uint64{1}, synced: 8}
		b := m.encode()
		if floors := appendIDs(nil, r.floors); v < 4 {
			b = bytes.Replace(b, floors, nil, 1)
		}
		if v == 1 {
			b = b[:len(b)-1] // without synced
		}
		binary.LittleEndian.PutUint16(b[8:], v)
		binary.LittleEndian.PutUint32(b[4:], crc32.Checksum(b[8:], castagnoli()))
		got, err := readManifest(b)
		switch known := v >= 1 && v <= manifestVersion; {
		case !known && dberr.CodeOf(err) != dberr.Unsupported:
			t.Errorf("version %d: %v", v, err)
		case known && (err != nil || got.seq != 9 || (got.synced == 8) != (v >= 2) || len(got.runs) != 1 ||
			slices.Equal(got.runs[0].floors, r.floors) != (v >= 4)):
			t.Errorf("version %d: %+v, %v", v, got, err)
		}
	}
}

// TestFilterFormat pins hash and filter: they are part of the format.
func TestFilterFormat(t *testing.T) {
	for key, want := range map[string]uint64{
		"": 0xf47cdffd9671363d, "a": 0x9baf48d7716214fd, "key/123": 0x9c16ca0f9985d61a,
		"a longer key than eight bytes": 0x79d12c9f624d6c58,
	} {
		if got := hashKey([]byte(key)); got != want {
			t.Errorf("hash of %q is %#x, want %#x", key, got, want)
		}
	}
	var hashes []uint64
	for i := range 1000 {
		hashes = append(hashes, hashKey([]byte("key"+strconv.Itoa(i))))
	}
	f := buildFilter(hashes)
	wrong := 0
	for i := range 1000 {
		if !mayHold(f, hashes[i]) {
			t.Fatalf("key %d is denied", i)
		}
		if mayHold(f, hashKey([]byte("other"+strconv.Itoa(i)))) {
			wrong++
		}
	}
	if wrong > 60 {
		t.Fatalf("%d of 1000 absent keys pass the filter", wrong)
	}
}

// TestFilterOfValues writes and reads the index entry of a page of either kind: entries
// of indexes are admitted to all pages whose filter knows them by their keys.
func TestFilterOfValues(t *testing.T) {
	entry := func(value, row byte) []byte {
		return []byte{storage.EntrySpace, 0, 0, 0, 1, 0, 0, 0, 1, value, 0, 0, 0, 0, 0, 0, 0, row}
	}
	keys := [][]byte{entry(1, 1), entry(1, 2), entry(2, 3), []byte("another")}
	for _, values := range []bool{true, false} {
		var hashes []uint64
		for _, k := range keys {
			if values {
				hashes = append(hashes, hashKey(k))
			} else {
				hashes = append(hashes, hashWhole(k))
			}
		}
		wrote := &pageRef{id: 7, bytes: 99, entries: len(keys), tombs: 1, filter: buildFilter(hashes), values: values}
		var ref pageRef
		if !ref.read(keys[0], appendRef(nil, wrote)) || ref.values != values || !bytes.Equal(ref.filter, wrote.filter) || ref.entries != 4 || ref.tombs != 1 {
			t.Fatalf("values %v: read %+v", values, &ref)
		}
		for _, k := range keys {
			if !ref.admits(k, hashKey(k)) {
				t.Errorf("values %v: %x is denied", values, k)
			}
		}
		r := &run{pages: []*pageRef{&ref}, last: entry(9, 9)}
		denied := 0
		for v := range byte(100) {
			rg := storage.Entries(entry(v, 0)[:10])
			lacks := r.lacks(&rg, hashWhole(rg.Start))
			if held := v == 1 || v == 2; lacks && held {
				t.Errorf("values %v: the page is said to lack %d", values, v)
			}
			if lacks {
				denied++
			}
		}
		if values && denied < 90 || !values && denied > 1 { // 0 is before the first page
			t.Errorf("values %v: %d of 100 values are denied", values, denied)
		}
	}
}
