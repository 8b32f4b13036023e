package lsm

// awaitQuiet does nothing: what a page or a Worker writes in the background is paid for
// by whoever opened it.
func (s *Store) awaitQuiet() {}
