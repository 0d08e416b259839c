// Package live is what benchmarks of the running engine share: real servers, people
// who have something told of them, the engine in a process of its own, and the
// question whether who is who is what `mpi link` makes of the same records.
package live
