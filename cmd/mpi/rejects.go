package main

import "github.com/lhcre/mpi/internal/files"

// rejects counts the rows that were not taken, for commands that have no
// rejects.csv, and warns of the first few.
type rejects struct {
	env   environment
	count int
}

// warnings is how many rejected rows are told one by one.
const warnings = 10

func (r *rejects) take(reject files.Reject) error {
	r.count++
	if r.count <= warnings {
		r.env.progress.Done()
		r.env.warn("%s: %s\n", reject.File, reject)
	}
	return nil
}

// close says how many rows there were, if there were any.
func (r *rejects) close() {
	if r.count > 0 {
		r.env.warn("%s of the files' rows were rejected\n", thousands(r.count))
	}
}
