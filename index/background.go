package index

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
)

// callback is the name under which bleve finds whom to tell of the errors of its
// background.
const callback = "mpi"

// handing guards bleve's list of callbacks: a shard's own is there for as long as
// bleve looks.
var handing sync.Mutex

func newScorch(config map[string]any, queue *index.AnalysisQueue, failed func(error, string)) (*scorch.Scorch, error) {
	handing.Lock()
	defer handing.Unlock()
	register()
	scorch.RegistryAsyncErrorCallbacks[callback] = failed
	opened, err := scorch.NewScorch(scorch.Name, config, queue)
	if err != nil {
		return nil, fmt.Errorf("setting bleve up: %w", err)
	}
	engine, ok := opened.(*scorch.Scorch)
	if !ok {
		return nil, errors.New("expected bleve's scorch")
	}
	return engine, nil
}

// pause is how long bleve's background waits before it tries again. It would not
// wait at all, and take a core until the disk has room.
const pause = 250 * time.Millisecond

// failed hears of an error of bleve's background.
func (s *shard) failed(err error, _ string) {
	if errors.Is(err, scorch.ErrAsyncPanic) {
		s.dead.Store(true)
	}
	s.told(ofBleve(err))
	select {
	case <-s.fate.ended:
	case <-time.After(pause):
	}
}

// wait waits for bleve to do some work, or for the end of the index: bleve goes
// on waiting for parts of it that have gone.
func (s *shard) wait(work func() error) error {
	done := make(chan error, 1)
	go func() { done <- recovered(work) }()
	select {
	case err := <-done:
		return err
	case <-s.fate.ended:
		return s.fate.err()
	}
}
