//go:build planted

package planted

// bug is a change of the sources and the test that must notice it.
type bug struct {
	name string
	file string // from the module's root
	old  string // occurs once
	new  string
	pkg  string
	run  string // of go test
}

const (
	lsmTests  = "./storage/lsm"
	fileTests = "./storage/file"
)

// bugs are mistakes that storage engines have really had.
func bugs() []bug {
	return []bug{
		{
			"the room of what was replaced under a snapshot is not given back", "storage/lsm/quiet.go",
			"\t\ts.ready(&edit{})\n", "",
			lsmTests, "TestQuiet",
		}, {
			"what is bound to come next is taken for the first key of its kind", "storage/lsm/space.go",
			"b.run.addFloor(mark{high: markOf(last).head() << (64 - 8*spaceBytes)}) // somewhere in the page", "b.floor(last)",
			lsmTests, "TestFloors",
		}, {
			"a run is left out although the entries go on in its next page", "storage/lsm/run.go",
			"return i+1 == len(r.pages) || bytes.Compare(r.pages[i+1].first, rg.End) >= 0", "return true",
			lsmTests, "TestEntriesOfAValue",
		}, {
			"a filter of whole keys is asked for the values of an entry", "storage/lsm/run.go",
			"mayHold(r.filter, hash) || !r.values && len(storage.WithoutRow(key)) < len(key)", "mayHold(r.filter, hash)",
			lsmTests, "TestFilterOfValues",
		}, {
			"a part of the entries of a value is taken for all of them", "storage/entry.go",
			"r.Start[0] == EntrySpace && isPrefixEnd(r.Start, r.End)", "r.Start[0] == EntrySpace",
			lsmTests, "TestEntriesOfAValue",
		}, {
			"a strict commit is acknowledged before it is synced", "storage/lsm/writer.go",
			"err = s.m.Append(context.Background(), buf, g.strict)", "err = s.m.Append(context.Background(), buf, false)",
			lsmTests, "TestCrashPoints",
		}, {
			"a group is synced only if its first commit is strict", "storage/lsm/writer.go",
			"g.strict = g.strict || c.mode == storage.Strict", "g.strict = g.strict || n == 0 && c.mode == storage.Strict",
			lsmTests, "TestGroupOfMixedModes",
		}, {
			"what mode none left is forgotten when the log is written", "storage/lsm/writer.go",
			"for _, c := range g.lazy {\n\t\tencode(c)\n\t}", "",
			lsmTests, "TestSuite",
		}, {
			"commits go on after a failed write", "storage/lsm/writer.go",
			"func (s *Store) breakDown(cause error) {\n\tif s.broken == nil {", "func (s *Store) breakDown(cause error) {\n\tif s.broken == nil && dberr.CodeOf(cause) == dberr.Corrupt {",
			lsmTests, "TestFaults",
		}, {
			"a refused commit stays in the state that the next one is built upon", "storage/lsm/writer.go",
			"\ts.last, s.lastSeq = s.acknowledged(), s.pub.seq\n", "\ts.lastSeq = s.pub.seq\n",
			lsmTests, "TestRefusedGroup",
		}, {
			"commits on their way are taken back in the order in which they came", "storage/lsm/unacked.go",
			"for i := len(u.before) - 1; i >= u.head; i-- {", "for i := u.head; i < len(u.before); i++ {",
			lsmTests, "TestViewsOfUnacknowledged",
		}, {
			"the state that a group leaves behind goes on changing", "storage/lsm/unacked.go",
			"if s.last.readers > 0 || s.last == s.frozen {", "if s.last.readers > 0 {",
			lsmTests, "TestViewsOfUnacknowledged",
		}, {
			"the memory of a page is taken from somebody who reads in it", "storage/lsm/loan.go",
			"if p.pins.Load() == 0 && p.lent.Load() &&", "if p.lent.Load() &&",
			lsmTests, "TestLoan$",
		}, {
			"a value lies in memory that the next page gets", "storage/lsm/loan.go",
			"\tvalue, ok = p.get(key)\n\tvalue = bytes.Clone(value)\n", "\tvalue, ok = p.get(key)\n",
			lsmTests, "TestLoan$",
		}, {
			"a walk goes through a page whose memory the next one gets", "storage/lsm/loan.go",
			"\t\tp.lent.Store(false)\n\t\tp.unpin()", "\t\tp.unpin()",
			lsmTests, "TestLoan$",
		}, {
			"sequences are given again after reopening", "storage/lsm/open.go",
			"s.last, s.lastSeq = mem, st.seq", "s.last, s.lastSeq = mem, m.seq",
			lsmTests, "TestSuite",
		}, {
			"a torn tail is not cut off", "storage/lsm/open.go",
			"if st.torn {", "if st.torn && st.size < 0 {",
			lsmTests, "TestCrashPoints",
		}, {
			"a log that ends too early is believed", "storage/lsm/log.go",
			"if st.seq < st.synced {", "if st.seq > st.synced && st.seq < st.synced {",
			lsmTests, "TestBitFlips",
		}, {
			"damage in the middle of the log is taken for a torn tail", "storage/lsm/log.go",
			"if damaged {", "if damaged && st.size < 0 {",
			lsmTests, "TestDamagedLog|TestBitFlips",
		}, {
			"the checksum of a frame is not looked at", "storage/lsm/frame.go",
			"if crc32.Checksum(b[8:n], castagnoli()) != binary.LittleEndian.Uint32(b[4:]) {", "if n < 0 {",
			lsmTests, "TestBitFlips",
		}, {
			"the checksum of a page is not looked at", "storage/lsm/page.go",
			"if crc32.Checksum(b[8:], castagnoli()) != binary.LittleEndian.Uint32(b[4:]) {", "if len(b) == 0 {",
			lsmTests, "TestBitFlips",
		}, {
			"the checksum of the manifest is not looked at", "storage/lsm/manifest.go",
			"if crc32.Checksum(b[8:], castagnoli()) != binary.LittleEndian.Uint32(b[4:]) {", "if len(b) == 0 {",
			lsmTests, "TestBitFlips",
		}, {
			"a filter denies a key that is there", "storage/lsm/filter.go",
			"if f[bit/8]&(1<<(bit%8)) == 0 {", "if f[bit/8]&(1<<(bit%7)) == 0 {",
			lsmTests, "TestSuite",
		}, {
			"a merge that is not of all runs drops tombstones", "storage/lsm/mergejob.go",
			"if s.c.value == nil && j.bottom {", "if s.c.value == nil {",
			lsmTests, "TestSuite",
		}, {
			"of two equal keys a merge keeps the older", "storage/lsm/mergejob.go",
			"case bytes.Compare(s.key(), cur.key()) < 0:", "case bytes.Compare(s.key(), cur.key()) <= 0:",
			lsmTests, "TestSuite",
		}, {
			"pages are dropped while a snapshot reads them", "storage/lsm/install.go",
			"for len(s.files.sets) > 1 && s.files.sets[0].refs == 0 {", "for len(s.files.sets) > 1 {",
			lsmTests, "TestSuite",
		}, {
			"pages that were staged in vain stay on the disk", "storage/lsm/install.go",
			"if s.stager != nil && e.run != nil && dberr.CodeOf(err) == dberr.QuotaExceeded {", "if s.stager == nil && e.run != nil && dberr.CodeOf(err) == dberr.QuotaExceeded {",
			fileTests, "TestFaults",
		}, {
			"a file is named before its contents are synced", "storage/file/medium.go",
			"err = h.sync()", "err = nil",
			fileTests, "TestCrashPoints",
		}, {
			"a failed sync is passed over", "storage/file/append.go",
			"return final(logName(number), log.sync())", "_ = log.sync()",
			fileTests, "TestFaults",
		}, {
			"a short write is taken for a whole one", "storage/file/append.go",
			"if _, err := log.WriteAt(frames, size); err != nil {", "if n, err := log.WriteAt(frames, size); err != nil && n == 0 {",
			fileTests, "TestFaults",
		}, {
			"a log that could not grow is not cut back", "storage/file/append.go",
			"if e := m.cutBack(log, number); e != nil {", "if e := error(nil); e != nil {",
			fileTests, "TestFaults",
		}, {
			"a window that could not be written to is believed", "storage/file/window_linux.go",
			"\t\t\tok = false\n", "\t\t\tok = true\n",
			fileTests, "TestWindowThatFails",
		}, {
			"the directory is not synced before MANIFEST is replaced", "storage/file/install.go",
			"if err := m.names.sync(); err != nil {", "if err := error(nil); err != nil {",
			fileTests, "TestCrashPoints",
		}, {
			"the directory is not synced after MANIFEST was replaced", "storage/file/install.go",
			"return true, m.names.sync()", "return true, nil",
			fileTests, "TestCrashPoints",
		}, {
			"the old log is removed before MANIFEST names the new one", "storage/file/install.go",
			"renamed, err := m.replaceManifest(env.encode())", "if e.CutLog {\n\t\tm.dropLogs(first)\n\t}\n\trenamed, err := m.replaceManifest(env.encode())",
			fileTests, "TestCrashPoints",
		}, {
			"the checksum of MANIFEST is not looked at", "storage/file/envelope.go",
			"if checksum(b[8:]) != binary.LittleEndian.Uint32(b[4:]) {", "if len(b) == 0 {",
			fileTests, "TestEnvelopeDamage",
		}, {
			"a second process may open the database", "storage/file/lock.go",
			"if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {", "if err := error(nil); err != nil {",
			fileTests, "TestLocked",
		}, {
			"a database without MANIFEST is taken for a new one", "storage/file/load.go",
			"case isOurs(name) && name != tempName:", "case isOurs(name) && name == manifestName:",
			fileTests, "TestMissingFiles",
		}, {
			"a guide takes keys that only begin alike for equal", "storage/lsm/guide.go",
			"if n := len(g.prefix); len(key) != g.keyLen || string(key[:n]) != string(g.prefix) {", "if n := len(g.prefix); len(key) < n || string(key[:n]) != string(g.prefix) {",
			lsmTests, "TestGuide",
		}, {
			"a guide begins behind keys whose digests are equal", "storage/lsm/guide.go",
			"for lo > 0 && g.table[lo-1] == g.table[at-1] {", "for lo > 0 && g.table[lo-1] > g.table[at-1] {",
			lsmTests, "TestGuide",
		}, {
			"of pages whose first keys begin alike the last is searched", "storage/lsm/run.go",
			"at.above(want) || *at == want && bytes.Compare(r.pages[mid].first, key) > 0", "at.above(want)",
			lsmTests, "TestFind",
		}, {
			"the first pair of a range may be one that was deleted", "storage/lsm/snapshot.go",
			"if best.Key != nil && best.Value == nil {", "if best.Key != nil && best.Value == nil && r.End == nil {",
			lsmTests, "TestSuite",
		}, {
			"one of many values lies in memory that the next page gets", "storage/lsm/many_native.go",
			"w.value = bytes.Clone(w.value)", "_ = bytes.Clone(w.value)",
			lsmTests, "TestLoan$",
		}, {
			"an error leaves pages of many keys pinned", "storage/lsm/many_native.go",
			"\t\tif w.pinned {\n\t\t\tw.page.unpin()", "\t\tif w.pinned && w.found && keys == nil {\n\t\t\tw.page.unpin()",
			lsmTests, "TestLoan$|TestLoansTogether",
		}, {
			"rows of which some are missing are found by their numbers", "storage/lsm/guide.go",
			"g.last-g.lowest != uint64(g.n-1)<<g.shift ||", "",
			lsmTests, "TestGuide",
		}, {
			"what is made durable needs room for a mark", "storage/lsm/writer.go",
			"if marked && s.syncer != nil && dberr", "if marked && s.syncer != nil && len(g.commits) == 0 && dberr",
			lsmTests, "TestFlushWithoutRoom",
		}, {
			"a sync that comes after its log was replaced has failed", "storage/file/log.go",
			"if m.log == p.h ||", "if !m.closed ||",
			fileTests, "TestSyncOfAReplacedLog",
		}, {
			"a transaction does not see what it wrote after its rows were gathered", "engine/exec/fetch_batch.go",
			"if b.many == nil || !b.alone {", "if b.many == nil {",
			"./engine/exec", "TestFetchInTransaction",
		}, {
			"every key of a walk may change with the next one", "storage/lsm/walk.go",
			"r.Transient && !r.Reverse", "!r.Reverse",
			lsmTests, "TestSuite",
		}, {
			"a part of the log is synced without those before it", "storage/file/append.go",
			"if err := m.syncParts(parts); err != nil {", "if err := m.syncParts(parts[:0]); err != nil {",
			fileTests, "TestCrashPoints",
		}, {
			"a part that ends while the log is synced is left out", "storage/file/log.go",
			"	return m.syncPart(newest)", "	m.mu.Lock()\n\tnewest.h = m.log\n\tm.mu.Unlock()\n\treturn m.syncPart(newest)",
			fileTests, "TestSyncBesideRotate",
		}, {
			"a part of the log that has lost its end is damage", "storage/lsm/log.go",
			"case parts && off == 0 && i > 0 && f.seq > st.want(&f):", "case parts && off == 0 && i < 0:",
			lsmTests, "TestParts",
		}, {
			"a lost end of a part is believed, whatever later ones vouch for", "storage/lsm/log.go",
			"return st, st.judge(c.Frames, c.Tag, chunks[i+1:])", "return st, nil",
			lsmTests, "TestParts",
		}, {
			"frames that pages hold are damage", "storage/lsm/log.go",
			"case parts && st.held(&f, m):", "case parts && st.held(&f, m) && f.seq == 0:",
			lsmTests, "TestParts",
		}, {
			"what lies behind the frames of a part ends the log", "storage/lsm/log.go",
			"if parts && st.continued(chunks[i+1:], m) {", "if parts && i < 0 {",
			lsmTests, "TestReusedParts",
		}, {
			"what an older log left are frames", "storage/file/log.go",
			"tag: newTag(), h: old.h}", "tag: old.tag, h: old.h}",
			fileTests, "TestReuse",
		}, {
			"a reused log has its name before its header", "storage/file/log.go",
			"err = f.h.sync()", "err = nil",
			fileTests, "TestCrashPoints",
		}, {
			"commits are taken without end while nothing becomes pages", "storage/lsm/commit.go",
			"case s.flush.err != nil && s.acknowledgedBytes() >=", "case s.flush.err != nil && s.acknowledgedBytes() < 0*",
			lsmTests, "TestUnflushed",
		}, {
			"no file is closed for one that cannot be opened", "storage/file/medium.go",
			"if tooMany(err) && m.shelf.makeRoom() {", "if tooMany(err) && m.closed {",
			fileTests, "TestRoomForNewFile",
		}, {
			"a file that is read is closed for another", "storage/file/openfiles.go",
			"if f.used.Swap(false) {", "if f.used.Swap(false) && o.most < 0 {",
			fileTests, "TestOpenFiles",
		}, {
			"the header of a reused log is not checked", "storage/file/log.go",
			"return tag, string(b[:fileHeader]) == string(reusedHeader(number, tag))", "return tag, true",
			fileTests, "TestBeginningsOfAPart",
		}, {
			"what an older log left is lost", "storage/lsm/salvage.go",
			"if tag != FrameTag {", "if tag == 0 {",
			lsmTests, "TestSalvageReused",
		}, {
			"commits wait while pages are installed", "storage/file/append.go",
			"if strict {\n\t\tm.syncs.Lock()", "if strict || small {\n\t\tm.syncs.Lock()",
			fileTests, "TestInstallBesideCommits",
		}, {
			"a request goes on where the one before it was", "engine/spare_native.go",
			"*c = Call{}", "c.response = nil",
			"./engine", "TestRequestsSideBySide",
		}, {
			"keys of an index lie in the same memory", "engine/index/update.go",
			"m.keys = m.keys[:at+n]", "",
			"./engine/index", "TestUpdateKeepsEntriesExact",
		}, {
			"of a short text only the end is looked through for escapes", "engine/value/jsonwrite.go",
			"met |= marks(x)", "",
			"./engine/value", "TestQuotedEverywhere",
		}, {
			"pages that an earlier life staged in vain are kept", "storage/lsm/open.go",
			"sweeper, ok := s.m.(Sweeper)", "sweeper, ok := s.m.(Sweeper)\n\tok = ok && m == nil",
			lsmTests, "TestSweep",
		}, {
			"pages are swept that the manifest lists", "storage/lsm/open.go",
			"live = append(live, r.index...)", "",
			lsmTests, "TestSweep|TestSuite|TestCrashPoints",
		}, {
			"of equal keys the older entry is read by a walk", "storage/lsm/merge.go",
			"return a.age < b.age", "return a.age > b.age",
			lsmTests, "TestSuite",
		}, {
			"a walk shows the older entries of a key, too", "storage/lsm/merge.go",
			"for ; same > 0; same-- {", "for ; same > 1; same-- {",
			lsmTests, "TestSuite",
		}, {
			"a write forgets the index that is being built", "engine/write/document.go",
			"for _, list := range [...][]*catalog.Index{coll.Indexes, coll.Building} {", "for _, list := range [...][]*catalog.Index{coll.Indexes} {",
			"./engine", "TestBuildBesideWriters",
		}, {
			"an index that was built is not listed", "engine/build.go",
			"now.Indexes = append(slices.Clip(coll.Indexes), b.index)", "now.Indexes = slices.Clip(coll.Indexes)",
			"./engine", "TestBuildBesideWriters",
		}, {
			"a unique value is looked for in other rows only if the transaction wrote none", "engine/txn/tx.go",
			"t.other.found = !bytes.Equal(key, t.other.than)", "t.other.found = false",
			"./engine/txn", "TestTxAgainstMap",
		}, {
			"ranges that say a part of a filter are taken for all of it", "engine/plan/query.go",
			"len(p.used) > 0 && q.filter.Exact() && q.implied(p.used)", "len(p.used) > 0 && q.filter.Exact()",
			"./engine/plan", "TestPlans.*|TestEvery.*|FuzzEveryPlan",
		},
	}
}
