package exec

// nearCrew measures rows; there is one thread.
type nearCrew struct {
	near *Near
	own  *nearest
}

func (c *nearCrew) take(r *Row) { c.own.offer(r) }

func (c *nearCrew) finish() {}
