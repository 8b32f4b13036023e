package aql

// names finds a name that is given twice: by comparing few, by a map for many.
type names struct {
	few  []string
	many map[string]struct{}
}

const fewNames = 16

func newNames(n int) *names {
	if n > fewNames {
		return &names{many: make(map[string]struct{}, n)}
	}
	return &names{few: make([]string, 0, n)}
}

// add reports whether the name is new.
func (s *names) add(name string) bool {
	if s.many != nil {
		_, known := s.many[name]
		s.many[name] = struct{}{}
		return !known
	}
	for _, n := range s.few {
		if n == name {
			return false
		}
	}
	if s.few = append(s.few, name); len(s.few) > fewNames {
		s.many = make(map[string]struct{}, 2*fewNames)
		for _, n := range s.few {
			s.many[n] = struct{}{}
		}
	}
	return true
}
