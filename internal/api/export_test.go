package api

import "github.com/lhcre/mpi/internal/auth"

// Operations are those of all endpoints that ask who calls.
func Operations() (all []auth.Operation) {
	for _, e := range endpoints() {
		if e.operation != "" {
			all = append(all, e.operation)
		}
	}
	return all
}
