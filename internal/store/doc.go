// Package store keeps what the linker decides: it comes after internal/identity,
// and publish reads from it what others are told. CockroachDB or PostgreSQL hold
// a region; a SQLite file holds what one machine needs with no server.
//
// Every statement is written once, in PostgreSQL's grammar and with what
// CockroachDB has too; SQLite gets the same text with lists of rows taken one by
// one (statement.go). A statement takes whole columns, so a batch of records
// needs one of each kind.
//
// Not obvious:
//   - A record and its place among people are two rows, record and link: the
//     first is rewritten when something is told, the second, which is narrow,
//     when something is decided.
//   - Numbers that order things (records of a lane, changes of identities) are
//     those of the lane that wrote them. A lane has one writer at a time, so they
//     have no gaps, follow the order of commits, and no two linkers wait for each
//     other to get one.
//   - The outbox is the history of identities, read by shard and lane. Nothing is
//     written twice and nothing has to be trimmed.
//   - Writes wait in the connection until something is read or the transaction
//     ends, and travel together (pgconn.go).
//   - No process's clock is trusted: leases last by the database's (outbox.go).
//   - Nothing waits for ever: each attempt at a transaction has a deadline, and the
//     server ends what its client has left (pgdeadline.go). A commit that was cut off
//     is settled by writing the lane's row, which waits for a commit that is late
//     (settle.go).
//   - Nothing is NULL: absent is 0, the empty text, or the UUID of zeros.
package store
