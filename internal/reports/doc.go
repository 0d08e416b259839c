// Package reports keeps that somebody who has a person in front of them says that
// records are linked wrongly. Until a reviewer has decided, whatever is answered of the
// person says that it is disputed.
//
// Not obvious:
//   - A report is no fact: it changes nobody. A reviewer's decision does.
//   - Which people are disputed is read from the store now and then, by every engine,
//     and by the one that took the report at once.
package reports
