// Package expr evaluates the expression language that selections, computed
// fields, migrations and handlers share. The types to know are [Env] and the
// nodes of package ast; [Check] refuses what can be refused before any row is
// read, [Eval] answers a value or an error with a code and a position.
//
// Null: arithmetic, text and date functions of null give null; == and != treat
// null as a value; in conditions null counts as false; a template writes
// nothing for it. Kinds that an operator or function does not take are
// TYPE_MISMATCH, impossible arguments (a division by zero) INVALID_ARGUMENT.
// Int arithmetic that does not fit 64 bits gives a Float; Int / Int is an Int
// if it is exact, else a Float; a remainder has the sign of the dividend.
//
//	text    concat(a, …)                 any scalars, one text
//	        uppercase(s) lowercase(s) trim(s)
//	        substring(s, start[, length]) code points from 0; a negative start counts from the end
//	        replace(s, old, new)         every occurrence
//	        length(x)                    code points, elements, members, bytes
//	        format(pattern, a, …)        {} is the next argument, {0} the first
//	        truncate(s, n[, mark])       at most n code points, mark ("…") included
//	        join(list[, separator])
//	choice  coalesce(a, …)               the first that is not null
//	        isNull(x) isNotNull(x)
//	number  abs mod(a, b) round(x[, places]) floor ceil pow(x, y) sqrt
//	        min(…) max(…) sum(…) avg(…)  a list or several values; nulls are left out
//	list    count(…) first(…) last(…)    a list or several values
//	date    now() year month day hour minute second      of a DateTime, in UTC
//	        dateAdd(date, n, unit)       unit: ms s m h d w month year, or the words
//	        dateDiff(from, to[, unit])   whole units between, "d" if none is given
//	        formatDate(date, pattern)    YYYY YY MM DD HH mm ss SSS
//	kind    toString toInt toFloat toBoolean
//
// A text that is a valid DateTime is taken where a DateTime is expected.
package expr
