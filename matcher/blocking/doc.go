// Package blocking is the step between standardising and weighing: it turns a
// record into keys, so that only records that share a key are compared. The
// step before is matcher/demographics, after it comes matcher, which weighs
// the candidates.
//
// A rule is a conjunction of parts; a part is a column or a transform of one,
// as in soundex(family_name) or first(given_names, 3). A column that holds
// several values gives several keys. Two records are candidates when any rule
// gives both the same key; a rule says nothing of a record that lacks one of
// its columns.
package blocking
