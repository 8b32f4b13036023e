package exec

import "github.com/auroradb/aurora/engine/value"

// Window is `windowFunc(field: "v", function: "avg", windowSize: 3)`: a
// function over the current row of the answer and the Size-1 rows before it.
// RowNumber and Rank look at the whole answer; rows that follow each other with
// equal values have the rank of the first of them.
type Window struct {
	Func Func
	Ref  *Ref // nil: the rows themselves (count, row_number)
	Size int
}

// Append implements Item.
func (win *Window) Append(w *Writer, r *Row) error {
	st := w.windows[win]
	if st == nil {
		st = &windowState{}
		if w.windows == nil {
			w.windows = make(map[*Window]*windowState)
		}
		w.windows[win] = st
	}
	st.rows++
	var v value.Raw
	if win.Ref != nil {
		v, _ = get(win.Ref, r.Doc)
	}
	switch win.Func {
	case RowNumber:
		w.Buf = appendInt(w.Buf, st.rows)
		return nil
	case Rank:
		if st.rows == 1 || !sameValue(v, st.peer) {
			st.rank, st.peer = st.rows, v
		}
		w.Buf = appendInt(w.Buf, st.rank)
		return nil
	}
	if win.Ref == nil {
		w.Buf = appendInt(w.Buf, min(st.rows, win.Size))
		return nil
	}
	var one accumulator
	if v != nil {
		one.add(v)
	}
	st.push(one)
	if st.rows > win.Size {
		st.shift()
	}
	all := st.total()
	w.Buf = all.append(w.Buf, win.Func)
	return nil
}

func sameValue(a, b value.Raw) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return value.CompareRaw(a, b) == 0
}

// windowState is a queue of two stacks: each element of front holds the total
// of itself and what follows it there, sum the total of back. Nothing is ever
// subtracted, so extremes and Float sums stay right.
type windowState struct {
	rows  int
	rank  int
	peer  value.Raw
	back  []accumulator
	sum   accumulator
	front []accumulator // the oldest is the last
}

func (s *windowState) push(a accumulator) {
	s.back = append(s.back, a)
	s.sum.merge(&a)
}

// shift drops the oldest element.
func (s *windowState) shift() {
	if len(s.front) == 0 {
		var total accumulator
		for i := len(s.back) - 1; i >= 0; i-- {
			a := s.back[i]
			a.merge(&total)
			total = a
			s.front = append(s.front, a)
		}
		s.back, s.sum = s.back[:0], accumulator{}
	}
	s.front = s.front[:len(s.front)-1]
}

func (s *windowState) total() accumulator {
	var t accumulator
	if n := len(s.front); n > 0 {
		t = s.front[n-1]
	}
	t.merge(&s.sum)
	return t
}
