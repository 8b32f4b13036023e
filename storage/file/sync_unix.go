//go:build unix && !linux

package file

func (f osFile) sync() error { return f.Sync() }

// punch does nothing here: the room comes back when the whole file goes.
func (f osFile) punch(int64, int64) {}

// window does not exist here: only Linux says that write(2) and a mapping share memory
// and that a sync of the file is one of the mapping.
func (f osFile) window(int64, int64) window { return nil }
