// Package facts holds what organisations have told, and nothing else: it comes
// after the decoding of messages (internal/intake) and before everything that is
// worked out from it. Who is one person is a pure function of facts, so what
// messages arrive in which order, how often, and through which node must not
// show in what they add up to.
//
// A record's Content is a fold over the facts about it, column by column: the
// newest fact that tells a column decides it. Folding is commutative and
// idempotent, so Content may be kept and folded on, or made anew.
//
// Not obvious:
//   - A merge says nothing about demographics. It sends facts that are dated
//     after it on to the record that survives (Merges.Target), which may move
//     facts that came before the merge did; Fold over all facts of the records
//     concerned is then the answer.
//   - Columns that say one thing together (Columns.Completed) are told together:
//     a new number without a status has no status, not the old number's.
package facts
