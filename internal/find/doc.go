// Package find answers who somebody is whom a caller tells of: it comes after the
// looking for records (internal/linker's Finder) and the reading of people
// (internal/people), and before the API, which shows the answer.
//
// An answer is a list of people, the best first, each with a grade and a score. The
// score is how likely it is that this is the person, given that at most one of the
// list is: the odds of each match weight, over those of all. A grade says what may be
// done with it; certain needs what an automatic link needs, and that nobody else
// comes near.
//
// Not obvious:
//   - Of restricted people only what is found without any place counts: whether they
//     are in the answer, and how sure it is, says nothing of where anybody lives.
//     Very restricted people are in no answer.
//   - Who is restricted is asked after the records were found, of the store, each time.
package find
