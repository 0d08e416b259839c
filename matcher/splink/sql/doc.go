// Package sql reads the SQL expressions of a Splink model: the conditions of
// its levels and its blocking rules, in the spellings of DuckDB, Spark, Athena,
// PostgreSQL and SQLite. It only parses; package splink gives them their
// meaning.
//
// The grammar, loosest first:
//
//	or      = and { OR and }
//	and     = not { AND not }
//	not     = NOT not | test
//	test    = sum [ ( "=" | "<>" | "<" | "<=" | ">" | ">=" ) sum
//	              | IS [ NOT ] NULL | [ NOT ] BETWEEN sum AND sum ]
//	sum     = product { ( "+" | "-" | "||" ) product }
//	product = sign { ( "*" | "/" | "%" ) sign }
//	sign    = "-" sign | item { "[" or "]" | "::" type }
//	item    = number | text | name [ "." name ] | call | case | "(" or ")" | list
package sql
