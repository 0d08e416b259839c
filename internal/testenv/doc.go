// Package testenv starts the real servers that tests and benchmarks run
// against, on free ports of 127.0.0.1: PostgreSQL from Debian's package, Apache
// Kafka from its jars, CockroachDB where COCKROACH_BINARY names one. It is no
// step of a record's way; it stands under the steps that talk to servers:
// internal/intake, internal/store and internal/publish.
//
// [PostgreSQL], [Kafka], [Cockroach] and [Databases] give the one server that a
// test binary shares; a test that stops or pauses a server takes one of its own
// from [NewPostgreSQL] or [NewKafka]. Commands use [StartPostgreSQL] and
// [StartKafka].
//
// Not obvious: every server has a guard, a process of its own that waits for the
// one that started it to end, by whatever way, and then ends the server. What a
// shared server wrote goes with it.
package testenv
