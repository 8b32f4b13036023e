package main

// assembler writes one function of 32-bit integers.
type assembler struct{ b []byte }

const (
	opEnd   = 0x0b
	opAdd   = 0x6a
	opAnd   = 0x71
	opShl   = 0x74
	opShr   = 0x76
	i32Type = 0x7f
)

func (c *assembler) op(op byte) *assembler {
	c.b = append(c.b, op)
	return c
}

func (c *assembler) constant(v int) *assembler {
	c.b = appendSleb(append(c.b, 0x41), int64(int32(v)))
	return c
}

func (c *assembler) local(i int) *assembler {
	c.b = appendUleb(append(c.b, 0x20), uint64(i))
	return c
}

func (c *assembler) setLocal(i int) *assembler {
	c.b = appendUleb(append(c.b, 0x21), uint64(i))
	return c
}

func (c *assembler) load(offset int) *assembler {
	c.b = appendUleb(append(c.b, 0x28, 2), uint64(offset))
	return c
}

func (c *assembler) load8(offset int) *assembler {
	c.b = appendUleb(append(c.b, 0x2d, 0), uint64(offset))
	return c
}

func (c *assembler) store(offset int) *assembler {
	c.b = appendUleb(append(c.b, 0x36, 2), uint64(offset))
	return c
}

// loop begins a loop without a result.
func (c *assembler) loop() *assembler {
	c.b = append(c.b, 0x03, 0x40)
	return c
}

// again adds one to a local variable, goes back if it is not yet n, and ends
// the loop.
func (c *assembler) again(i, n int) *assembler {
	c.local(i).constant(1).op(opAdd)
	c.b = appendUleb(append(c.b, 0x22), uint64(i)) // local.tee
	c.constant(n)
	c.b = append(c.b, 0x47, 0x0d, 0, opEnd) // i32.ne, br_if 0, end
	return c
}

// function returns the body with its local variables.
func (c *assembler) function(locals int) []byte {
	b := appendUleb([]byte{1}, uint64(locals))
	b = append(b, i32Type)
	return append(append(b, c.b...), opEnd)
}
