package index

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

// fate says whether an index, or the building of one, has come to its end, and
// why. The first cause stays.
type fate struct {
	once  sync.Once
	ended chan struct{}
	cause error
}

// owner is what the shards belong to: an index, or the building of one.
type owner struct {
	fate *fate
	told func(error) // hears what bleve's background fails at, before it tries again
}

func newFate() *fate { return &fate{ended: make(chan struct{})} }

func (f *fate) end(cause error) {
	f.once.Do(func() {
		f.cause = cause
		close(f.ended)
	})
}

// err is nil until the end.
func (f *fate) err() error {
	select {
	case <-f.ended:
		return f.cause
	default:
		return nil
	}
}

// Ended is closed when the index is of no use any more: it was closed, or turned
// out to be damaged. Healthy says which.
func (x *Index) Ended() <-chan struct{} { return x.fate.ended }

// guard does work that reads files. Damage that it comes upon is the end of the
// index: from then on every call says so.
func (x *Index) guard(work func() error) error {
	err := recovered(work)
	if errors.Is(err, ErrDamaged) {
		x.fate.end(err)
	}
	return err
}

// recovered makes an error of a panic over files that were taken away or cut
// short, or of memory that such a file was mapped to: neither must end the
// process.
func recovered(work func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("%w: reading its files gave up: %v", ErrDamaged, cause)
		}
	}()
	return work()
}

// ofBleve gives an error of bleve's background, of which bleve keeps the text
// alone. A part of it that gave up does not come back: what waits for it would
// wait for ever.
func ofBleve(err error) error {
	if errors.Is(err, scorch.ErrAsyncPanic) || strings.Contains(err.Error(), ErrDamaged.Error()) {
		return damaged(err)
	}
	return err
}

// inPlace looks whether the files that say what the index holds are still there:
// one whose folder was taken away would write on to nowhere.
func (x *Index) inPlace() error {
	paths := []string{x.home.contentsPath()}
	for _, s := range x.shards {
		paths = append(paths, s.list())
	}
	for _, path := range paths {
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return damaged(err)
		}
	}
	return nil
}
