// Package bulk takes whole files through the path of a record at once: read,
// standardise, block, weigh, decide, write. It is what `mpi link` runs. It uses
// the same keys, matcher and Resolve as the stream, so both give one partition.
//
// read.go takes files in, as internal/files reads them; numbers.go puts records
// under the NHS numbers that stand for theirs; records.go holds what was read,
// judge.go judges the numbers by their holders and settle.go lays homes side by
// side; gather.go sorts keys and blocks.go makes blocks of them; candidates.go
// gives their pairs; weigh.go puts them on the ladder; components.go cuts them
// apart and resolve.go decides who is who; link.go joins the steps, stopwatch.go
// times them, write.go writes the answer.
package bulk
