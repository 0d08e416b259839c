// Package people reads who is who, for those who ask: it comes after internal/store
// and before everything that shows a person to anybody (the API, the review pages).
// A Person is an identity with the records that are it; Golden is what is best
// known of the person, each value with the record that gave it.
//
// Not obvious:
//   - Nothing is remembered between two readings. Who is restricted, which records
//     are whose, and what they hold are those of one state of the store, at the time
//     of asking; so nothing is left of a wrong link.
//   - Person.For is the one place where a restricted person's whereabouts are taken
//     out. It gives a View, which is all that anything outside may be made of.
package people
