// Package storetest says what a store does, as tests that every store has to pass:
// the one on CockroachDB, PostgreSQL and SQLite, and the one in memory that stands
// in for it. It is no step of a record's way.
package storetest
