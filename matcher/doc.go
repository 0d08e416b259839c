// Package matcher is the step that weighs: given two standardised records it
// says how likely they are the same person, why, and what may be done about
// it. The step before is matcher/blocking, which proposes the pairs; after it
// comes internal/identity, which turns weighed pairs into people.
//
// A Model (a JSON file, see File) declares blocking rules, comparisons with
// ordered levels, m and u of each level, frozen term frequencies, the prior and
// the thresholds. A record becomes a Comparable once, its values numbers in an
// Interner that it shares with others; Weigh compares two of them after Fellegi
// and Sunter; Explain shows each part of the weight; Decide puts the pair on the
// ladder of rules that a health service works by. A Comparer does the same for
// millions of pairs: it remembers how values compared, and its Edge gives up on a
// pair as soon as nothing can come of it.
package matcher
