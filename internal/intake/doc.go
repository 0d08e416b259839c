// Package intake is step 1 of a record's path: it takes messages from Kafka and
// turns them into facts. Source systems come before it; internal/linker, which
// it hands batches to, after.
//
// What cannot be decoded, or says what cannot be, is a dead letter: it goes to
// the dead-letter topic and into the store, with the reason and where it came
// from, and never keeps the messages behind it waiting.
//
// Not obvious:
//   - The place in a topic lies in the store, in the row of the partition's lane,
//     and moves in the transaction that makes the outcome of its messages durable.
//     What the consumer group has committed is for lag monitors only, and up to a
//     second old.
//   - A partition's lane is taken when the partition is assigned. Who had it
//     before cannot write any more, however late it wakes.
package intake
