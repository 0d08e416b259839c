// Command faults runs several engines against a real Kafka and a real PostgreSQL
// while it kills and pauses them, by a seed: at points of their own code and at
// any time. Every message is sent twice, in no order. At the end nothing may be
// lost, who is who is what `mpi link` makes of the same records, and who follows
// the topics believes the same.
//
//	go run ./benchmarks/faults -events 50000 -engines 3 -kills 20 -pauses 10
package main
