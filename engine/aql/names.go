package aql

// names finds a name that is given twice: by comparing few, by a map for many.
// The zero value is empty.
type names struct {
	few  [fewNames]string
	n    int
	many map[string]struct{}
}

const fewNames = 12

// add reports whether the name is new.
func (s *names) add(name string) bool {
	if s.many != nil {
		_, known := s.many[name]
		s.many[name] = struct{}{}
		return !known
	}
	for _, n := range s.few[:s.n] {
		if n == name {
			return false
		}
	}
	if s.n < fewNames {
		s.few[s.n] = name
		s.n++
		return true
	}
	s.many = make(map[string]struct{}, 4*fewNames)
	for _, n := range s.few {
		s.many[n] = struct{}{}
	}
	s.many[name] = struct{}{}
	return true
}
