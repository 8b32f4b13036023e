package main

import "fmt"

// contender is a store under test. A method returns how many orders it found,
// so that the caller can check the answer; fields that a caller would use are
// read.
type contender interface {
	Open(dir string, strict bool) error
	InsertMany(os []order) error
	Insert(o order) error
	Get(id string) (order, error)
	ByNumber(n int64) (found int, err error)
	ByCustomer(c string) (found int, err error)
	From(placed int64, limit int) (found int, err error) // ordered by placed
	Above(total float64) (found int, err error)          // no index
	Update(id string, total float64) error
	Delete(id string) error
	Close() error
}

// grouper is a contender that sums up in one request.
type grouper interface {
	SumByStatus() (groups int, err error)
}

func contenders() []string {
	return []string{"aurora", "aurora-aql", "mattn", "modernc", "ncruces", "bbolt", "pebble", "buntdb", "bolthold", "badgerhold"}
}

func newContender(name string) (contender, error) {
	switch name {
	case "aurora":
		return &aurora{}, nil
	case "aurora-aql":
		return &auroraText{}, nil
	case "mattn", "modernc", "ncruces":
		return &sqlite{driver: name}, nil
	case "bbolt":
		return &boltStore{}, nil
	case "pebble":
		return &pebbleStore{}, nil
	case "buntdb":
		return &bunt{}, nil
	case "bolthold":
		return &boltHold{}, nil
	case "badgerhold":
		return &badgerHold{}, nil
	}
	return nil, fmt.Errorf("no contender is called %q", name)
}
