// Package intern keeps texts once each and numbers them, for whoever holds
// millions of them: the readers their record ids, the matcher the values that
// records share. A number takes four bytes where a string takes sixteen, holds
// no pointer for the garbage collector to follow, and tells equal texts at once.
package intern
