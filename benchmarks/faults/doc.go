// Command faults runs several engines against a real Kafka and a real PostgreSQL
// while something happens to them, by a seed. At the end nothing may be lost: each
// message is linked, superseded by a newer one of its record, or a dead letter; who
// is who is what `mpi link` makes of the same records; and who follows the topics
// believes the same.
//
// Without a flag engines are killed and paused, at points of their own code and at
// any time, and every message is sent twice, in no order.
//
//	go run ./benchmarks/faults -events 50000 -engines 3 -kills 20 -pauses 10
//
// With -alone one fault comes from outside while messages come steadily, and the
// time to recover is taken; with -fenced engines stand still for a minute, each
// about to write, while another takes their lanes; with -minutes everything happens
// for so long.
//
//	go run ./benchmarks/faults -alone all
//	go run ./benchmarks/faults -fenced
//	go run ./benchmarks/faults -minutes 120
//
// The first engine's index has a disk of its own, which only root can mount;
// without one no disk is filled.
package main
