package main

import (
	"bytes"
	"errors"
	"slices"
)

// start adds a function that runs when the module is instantiated, after the
// data has been laid out and before anything is called.
func (m *module) start(code []byte) error {
	if _, err := m.find(startSection); err == nil {
		return errors.New("the module has a start function already")
	}
	typ, err := m.addType([]byte{0x60, 0, 0})
	if err != nil {
		return err
	}
	imported, err := m.imports()
	if err != nil {
		return err
	}
	n, err := m.push(functionSection, appendUleb(nil, uint64(typ)))
	if err != nil {
		return err
	}
	if k, err := m.push(codeSection, append(appendUleb(nil, uint64(len(code))), code...)); err != nil || k != n {
		return errors.Join(err, errors.New("the module's functions and bodies differ in number"))
	}
	i := slices.IndexFunc(m.sections, func(s section) bool { return s.id > startSection })
	m.sections = slices.Insert(m.sections, i, section{startSection, appendUleb(nil, uint64(imported+n))})
	return nil
}

// push appends an element to a section that is a vector and returns its index.
func (m *module) push(id byte, element []byte) (int, error) {
	s, err := m.find(id)
	if err != nil {
		return 0, err
	}
	r := reader{b: s.body}
	n := r.uleb()
	s.body = slices.Concat(appendUleb(nil, n+1), r.b, element)
	return int(n), r.err
}

// addType returns the index of a function type, which it adds if it is not there.
func (m *module) addType(want []byte) (int, error) {
	s, err := m.find(typeSection)
	if err != nil {
		return 0, err
	}
	r := reader{b: s.body}
	for i := range r.uleb() {
		before := r.b
		if form := r.byte(); form != 0x60 {
			return 0, errors.New("a type is not a function's")
		}
		r.take(int(r.uleb()))
		r.take(int(r.uleb()))
		if bytes.Equal(before[:len(before)-len(r.b)], want) {
			return int(i), r.err
		}
	}
	if r.err != nil {
		return 0, r.err
	}
	return m.push(typeSection, want)
}

// imports counts the imported functions.
func (m *module) imports() (int, error) {
	s, err := m.find(importSection)
	if err != nil {
		return 0, err
	}
	r := reader{b: s.body}
	n := int(r.uleb())
	for range n {
		r.take(int(r.uleb()))
		r.take(int(r.uleb()))
		if kind := r.byte(); kind != 0 {
			return 0, errors.New("the module imports something that is no function")
		}
		r.uleb()
	}
	return n, r.err
}
