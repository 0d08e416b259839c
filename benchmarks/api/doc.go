// Command api measures how record services are answered: records in a real PostgreSQL
// that commits durably, an engine in a process of its own, and clients that ask it who
// somebody is, what others call them, and who there is, as fast as they are answered
// and at a steady rate; then the same while events stream in. Every answer is written
// into the audit before it leaves.
//
//	go run ./benchmarks/api -records 1000000 -keep
//	go run ./benchmarks/api -again
package main
