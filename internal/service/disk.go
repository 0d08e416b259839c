package service

import (
	"context"
	"fmt"
	"sync/atomic"
)

// Less room than this is little: the index needs some to merge its files, and an
// embedded Kafka and store keep all they are told.
const (
	leastFree  = 1 << 30 // bytes
	leastShare = 0.05    // of the file system
)

// disk looks how much room is left where the engine's files are.
type disk struct {
	folders []string
	free    atomic.Pointer[float64] // bytes, where there is least; nil if unknown
}

// room is that of a file system, in bytes: what this process may use yet, and
// what it could use if there were no files.
type room struct{ free, all float64 }

// look fails if a folder has little room. One that is not there, or of which the
// system does not tell, has no room to speak of: the index says if it is missed.
func (d *disk) look(context.Context) error {
	var least *float64
	var problem error
	for _, folder := range d.folders {
		r, err := roomIn(folder)
		if err != nil {
			continue
		}
		if least == nil || r.free < *least {
			least = &r.free
		}
		if r.isLittle() {
			problem = fmt.Errorf("%.2f GiB are free in %s, %.1f %%", r.free/(1<<30), folder, 100*r.free/r.all)
		}
	}
	d.free.Store(least)
	return problem
}

func (r room) isLittle() bool { return r.free < leastFree || r.free < leastShare*r.all }
