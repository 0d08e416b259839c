// Package identity is step 5 of a record's path: from weighed pairs to people.
// The step before is matcher, which says of two records how alike they are and
// whether they can be one person; after it, store commits what is decided here
// and publish tells others.
//
// [Components] cuts the records into parts that cannot influence one another,
// [Resolve] decides who is one person within a part, [Tasks] lists what a
// reviewer has to look at, and [Reconcile] gives the people found the identity
// ids that their records had before.
//
// Everything here is a pure function of facts: no I/O, no clock, no random
// choice, no trust in the order of a slice or a map. The same facts give the
// same people, whichever message came first.
//
// Not obvious:
//   - An edge short of an automatic link still binds a component when its weight
//     is within the margin of one: it can be the rival that makes it doubtful.
//   - A join can be refused while its two records end up together all the same,
//     by way of others; then there is no task.
//   - A protected cannot-link leaves no trace: neither a refusal nor a task.
package identity
