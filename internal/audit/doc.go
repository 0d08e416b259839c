// Package audit says who did what. Every read of a person and every decision about
// one becomes an Event, which is durable before the answer leaves (Journal.Write):
// it comes between the step that knows the answer and the caller that gets it.
//
// Events are kept for good, in chains: each Entry carries the SHA-256 of itself and
// of the one before, and a chain's Head says how far it goes. Verify finds what was
// changed, taken out, moved, or cut off at the end. Whoever can write to the store can
// write a chain anew, heads and all: that is found with heads noted elsewhere.
//
// Not obvious:
//   - An event tells which identities were served, each with its version, so that
//     all who were served a version that turns out wrong can be told. It holds
//     nothing that a caller searched for, and nothing of a person but identity ids.
//   - A chain is what one process appended without a failure. After a failure it is
//     not known whether the entries are there, so the process begins another chain
//     and nothing has to be settled: at worst a read is noted whose answer was
//     refused.
package audit
