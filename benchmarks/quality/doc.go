// Package quality measures how well the engine links, from outside: it hands
// files to the steps of a record's path as a user would and compares what comes
// out with the truth. It stands behind matcher/evaluate, the last step, and
// nothing comes after it: `make quality` runs it and prints a row for each
// promise, with its figures, their bounds, and PASS or FAIL.
//
// run.go goes through the rows, row.go and figure.go show them, golden.go
// compares the figures with those of golden.txt. Rows 1 to 3 and 10 are
// measured in region.go and weighed.go, 4 to 6 in dataset.go, 7 in twins.go,
// 7b in localids.go, 8 in order.go, 9 in em.go, 11 in ids.go, 13 in equity.go.
package quality
