// Package broker is the embedded Kafka: the topics of an engine that was given
// no other, kept in a folder and served on 127.0.0.1. It stands before
// internal/intake, which reads the topic that source systems write to, and after
// internal/publish, which writes those that others read. Both speak the Kafka
// protocol to it and cannot tell; a real Kafka takes its place by configuration.
//
// The protocol and the files are franz-go's kfake. What this package adds is
// what kfake leaves to its user when the data have to last:
//
//   - one process has the folder, by a lock;
//   - every batch is on disk before it is acknowledged;
//   - topics keep a bounded number of bytes. Never by age: a log that is emptied
//     starts again at offset 0 when the process is killed, below what its
//     readers have read, so something always has to be left in it;
//   - compacted topics are compacted when the broker opens, before anyone is let
//     in, with the segments kept aside until that is done: kfake removes the old
//     segments before it writes the new, and a kill between the two would lose
//     the topic.
package broker
