// Package index is step 3 of a record's path: it finds the candidates, the
// records that share a blocking key with the one at hand. The step before is
// matcher/demographics, which standardises the record; after it, matcher weighs
// the record against each candidate.
//
// An [Index] holds of each record its id, its version, its keys, its NHS number
// and the compact record that a candidate is weighed by. It knows nothing of
// blocking rules: keys are hashes, the compact record is bytes.
//
// What was applied is seen by every look from then on: it waits in memory, in an
// overlay, until it goes to bleve (the scorch index, in a few shards) in batches
// large enough to be cheap. With each batch goes a watermark, in the same
// transaction, that says how far the index has got; whoever opens it applies
// again what came later. Applying again does no harm: an older version never
// replaces a newer one.
//
// Not obvious:
//   - The index is derived. One that is damaged says so, by [ErrDamaged], from every
//     call until it is closed, and is built anew by [Build], beside the old one,
//     which it replaces at once.
//   - What may pass by itself, such as a disk that is full, is tried again until it
//     has. What was not written stays in memory, where looks find it, and when that
//     is full Apply fails.
//   - A checksum goes with everything that a look reads of a file: a byte that has
//     changed is damage, never a candidate that is missing. Merging looks at them
//     too.
//   - Looks are complete and in the order of ids: a limit, or the order in which
//     records came, would show in who is linked.
//   - Keys go in and do not come out: what is told of a record is what it was
//     given, without its keys, which its compact record can make again.
//   - A record in the overlay is struck out of the bleve documents that a look
//     reads, so that counting needs no reading.
//   - A segment of bleve never changes, so what was read of it can be remembered
//     without ever being wrong.
//   - Bleve keeps the list of segments, what of them is deleted, the merging and
//     the transactions; what a segment looks like is our own (block), by bleve's
//     plugin for segments. Its dictionaries are for words: ten random keys a
//     record cost ten times as much to write, merge and look up in them.
//   - Where hashes decide (mix), files hold them: another hash is another format.
package index
