// Package bulk takes whole files through the path of a record at once: read,
// standardise, block, weigh, decide, write. It is what `mpi link` runs. It uses
// the same keys, matcher and Resolve as the stream, so both give one partition.
//
// read.go takes files in, as internal/files reads them; records.go holds what was read;
// blocks.go gathers the records that share a key; candidates.go gives their
// pairs; weigh.go puts them on the ladder; resolve.go decides who is who;
// link.go joins the steps; write.go writes the answer.
package bulk
