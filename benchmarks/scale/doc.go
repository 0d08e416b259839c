// Command scale measures what more engines bring, and what a flood does, on a real
// Kafka and a real PostgreSQL that commits durably, all on this machine.
//
// With -engines the same events go to one, two and three engines in turn, each time
// from the beginning: events a second, transactions that had to be run again, looks
// for candidates, and CPU of each part are printed.
//
// With -flood one engine is sent ten times what it can link, while somebody reads
// in its process at a steady rate as a person at a screen would: how long the reads
// took, and what the engine held, are printed for before, meanwhile and after.
//
// Either way, who is who at the end has to be what `mpi link` makes of the same
// records.
//
//	go run ./benchmarks/scale -engines 1,2,3 -rounds 2
//	go run ./benchmarks/scale -flood
package main
