// Package value holds what a document is made of: the values, their one total
// order and their three encodings. The types to know are [Value], a decoded
// value, and [Raw], an encoded one on which filters, sorts and projections work
// without decoding it.
//
// # Order
//
// There is one total order, [Compare], for sorts, indexes, group keys and
// cursors: null < Bool (false < true) < number (Int and Float by their exact
// numeric value) < String (bytes) < Uuid < DateTime < Bytes < Array (element by
// element) < Object (by sorted keys). NaN and the infinities are no values:
// [FloatValue] turns them into null, [CheckedFloat] refuses them.
//
// # Encodings
//
//   - [Append] writes the document encoding: one leading tag for each value,
//     sizes in front, so that a field is found by skipping the others.
//   - [AppendKey] writes the key encoding: self-delimiting bytes whose order is
//     the order of the values, so that compound keys are concatenations.
//   - [Value.AppendJSON] and [Raw.AppendJSON] write JSON, [ParseJSON] reads it.
//
// Values are immutable: nobody may change a slice after it was passed to a
// constructor or returned by an accessor. They may be shared by goroutines.
//
// The package knows nothing of collections and declared types; turning the text
// of a DateTime field into a DateTime is the writer's job ([ParseDateTime]).
package value
