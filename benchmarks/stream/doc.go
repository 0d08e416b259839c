// Command stream measures the engine live: a real Kafka and a real PostgreSQL
// that commits durably, all on this machine, records preloaded, then events as
// fast as they go, then events at a steady rate. It prints what was sustained,
// the latency from produce to identity event, CPU for each part, retries,
// statements and WAL bytes per record; and it checks that who is who is what
// `mpi link` makes of the same records.
//
//	go run ./benchmarks/stream -preload 1000000 -events 200000
package main
