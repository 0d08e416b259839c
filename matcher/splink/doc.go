// Package splink reads the model files of Splink 3, 4 and 5 and writes them as
// models of this engine: blocking rules, comparisons, levels, term frequencies
// and the prior, so that a pair weighs what Splink says it weighs. The step
// after is matcher, which compares by the model.
//
// Splink writes conditions as SQL; package sql parses them, and this one says
// them in the words of matcher/expr. A condition of a level must not depend on
// which record is called left. What cannot be said is refused by name:
// comparison, level and the piece of SQL.
package splink
