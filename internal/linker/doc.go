// Package linker joins the steps for one batch of facts: it folds them into
// records, publishes these, looks for who else could be the same person, weighs,
// decides who is one person, and commits. Intake comes before it; after it
// publish tells others what changed.
//
// Publish, then look: a batch is committed to the store where every linker can
// see it before this linker looks for candidates, and the linker first catches
// up with all that was published before. So of two linkers with one person's
// records at least one sees the other's, whatever happens between their steps.
//
// The steps of three batches run side by side: while one is linked, the next is
// looked at and the one after that published. What a batch is linked with does not
// know of those behind it (ahead.go, earlier.go).
//
// The package declares what it needs of the store and the index, small, next to
// its use; internal/store and index have it.
//
// Not obvious:
//   - A record's number says something only together with the other holders of
//     the number: its state, and how they spell its names. Whenever a holder
//     comes, goes or changes, those of whom something else is known afterwards
//     are weighed again (told.go).
//   - Edges rest on the versions of both records and on all holders of their
//     numbers. The transaction that writes them reads these again, and the edges
//     that it replaces; if any has moved, the batch looks once more.
//   - A lane tells only the newest version of a record, and who publishes a record
//     of another lane takes it out of that. So a linker gives its index what it has
//     written over itself, until it gives it what it wrote.
package linker
