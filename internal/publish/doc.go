// Package publish tells others who is who: it comes last on a record's way, takes
// what internal/linker left in the outbox of internal/store, and writes each change
// as two messages, both with the identity's id as their key, and each notice
// (internal/notices) as one, with the notice's id.
//
//	mpi.identities.v1        what the identity is now; compacted, so that the newest of each is kept
//	mpi.identity-events.v1   what became of it
//	mpi.notices.v1           what an organisation is told of a stay in hospital
//
// The messages are described in schema/; package follow reads them.
//
// Not obvious:
//   - The outbox is cut into shards by identity or notice, and one publisher at a time has a
//     shard: compaction keeps the message that was written last, so a version must
//     never be written after a higher one by somebody who was slow. A lease in the
//     store says whose turn it is. What keeps the last holder out is Kafka: whoever
//     starts a producer under the shard's transactional id shuts out the producer
//     before. That producer must be started, and then the lease be found still
//     one's own, before anything is sent; the other way round, one that was paused
//     between the two would shut out its successor and write old versions.
//   - A message depends on its row of the outbox alone, so that one written twice
//     is the same both times. That happens when a process dies after a transaction
//     of Kafka's and before the store knows of it.
//   - How far a shard is told is kept in the store about once a second, and before
//     the lease is let go: more often would only cost commits.
//   - A restricted identity tells no records, neither those that it has nor those
//     that came or went, whatever the row holds.
package publish
