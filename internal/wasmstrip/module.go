package main

import (
	"errors"
	"fmt"
)

// module is a WebAssembly module as its sections.
type module struct{ sections []section }

type section struct {
	id   byte
	body []byte
}

const (
	typeSection, importSection, functionSection, startSection, codeSection, dataSection = 1, 2, 3, 8, 10, 11
)

// parseModule splits a module.
func parseModule(b []byte) (*module, error) {
	if len(b) < 8 || string(b[:8]) != "\x00asm\x01\x00\x00\x00" {
		return nil, errors.New("this is no WebAssembly module of version 1")
	}
	m := &module{}
	r := reader{b: b[8:]}
	for len(r.b) > 0 {
		id := r.byte()
		body := r.take(int(r.uleb()))
		if r.err != nil {
			return nil, r.err
		}
		m.sections = append(m.sections, section{id, body})
	}
	return m, nil
}

// find returns a section.
func (m *module) find(id byte) (*section, error) {
	for i := range m.sections {
		if m.sections[i].id == id {
			return &m.sections[i], nil
		}
	}
	return nil, fmt.Errorf("the module has no section %d", id)
}

func (m *module) bytes() []byte {
	out := []byte("\x00asm\x01\x00\x00\x00")
	for _, s := range m.sections {
		out = append(out, s.id)
		out = appendUleb(out, uint64(len(s.body)))
		out = append(out, s.body...)
	}
	return out
}

// memory is initial memory: the bytes from an address on.
type memory struct {
	base  int
	bytes []byte
}

// parseMemory joins the segments of a data section.
func parseMemory(body []byte) (*memory, error) {
	type segment struct {
		at    int
		bytes []byte
	}
	r := reader{b: body}
	segments := make([]segment, 0, 64)
	low, high := int(^uint(0)>>1), 0
	for range r.uleb() {
		if flags := r.uleb(); flags != 0 {
			return nil, fmt.Errorf("a data segment has the flags %d, want 0", flags)
		}
		if op := r.byte(); op != 0x41 {
			return nil, fmt.Errorf("a data segment's address is op %#x, want i32.const", op)
		}
		at := int(r.sleb())
		if op := r.byte(); op != 0x0b {
			return nil, fmt.Errorf("a data segment's address ends with %#x", op)
		}
		s := segment{at, r.take(int(r.uleb()))}
		if r.err != nil || at < 0 {
			return nil, errors.New("the data section ends early")
		}
		segments = append(segments, s)
		low, high = min(low, at), max(high, at+len(s.bytes))
	}
	if len(segments) == 0 {
		return nil, errors.New("the data section is empty")
	}
	m := &memory{base: low, bytes: make([]byte, high-low)}
	for _, s := range segments {
		copy(m.bytes[s.at-low:], s.bytes)
	}
	return m, nil
}

// gap is the length of a run of zeros from which on a new segment is smaller.
const gap = 16

// section writes memory as segments without long runs of zeros: memory is zero
// at the beginning anyway.
func (m *memory) section() []byte {
	var body []byte
	n := uint64(0)
	for i := 0; i < len(m.bytes); {
		if m.bytes[i] == 0 {
			i++
			continue
		}
		end, zeros := i, 0
		for j := i; j < len(m.bytes) && zeros < gap; j++ {
			if m.bytes[j] == 0 {
				zeros++
			} else {
				zeros, end = 0, j+1
			}
		}
		body = append(body, 0, 0x41)
		body = appendSleb(body, int64(m.base+i))
		body = append(body, 0x0b)
		body = appendUleb(body, uint64(end-i))
		body = append(body, m.bytes[i:end]...)
		n++
		i = end
	}
	return append(appendUleb(nil, n), body...)
}
