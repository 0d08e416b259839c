// Package service is the engine as it runs: it opens what a configuration names,
// in the order of a record's path, runs it and shuts it down in reverse.
//
//	broker (if embedded) ─► store ─► index ─► linker ─► intake
//	                          └────────────────────────► publish
//	                                       /livez /readyz /metrics
//
// Not obvious:
//   - The index is derived. One that is damaged, or behind what it says, is built
//     anew from the store before anything is read from Kafka.
//   - A process has an owner name of its own for the lanes that it takes, new at
//     every start.
package service
