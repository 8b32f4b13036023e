// Package godebug stands for the standard library's internal/godebug in the
// WebAssembly builds, which have no environment to read GODEBUG from: every
// setting has its default. The real one brings the runtime's metrics along,
// 16 KB of the download.
package godebug

// Setting is one of GODEBUG's.
type Setting struct{ name string }

// New returns a setting; a name that begins with # is one without documentation.
func New(name string) *Setting { return &Setting{name} }

// Name returns the name without its mark.
func (s *Setting) Name() string {
	if s.Undocumented() {
		return s.name[1:]
	}
	return s.name
}

// Undocumented reports the mark.
func (s *Setting) Undocumented() bool { return s.name != "" && s.name[0] == '#' }

// String returns name=value.
func (s *Setting) String() string { return s.Name() + "=" }

// IncNonDefault counts uses of another value than the default, so it does nothing.
func (s *Setting) IncNonDefault() {}

// Value returns the value: the default, which is written as nothing.
func (s *Setting) Value() string { return "" }
