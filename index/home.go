package index

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gofrs/flock"
)

// home is the folder of an index:
//
//	lock         held while the index is open
//	index.json   the contents: which generation counts
//	g1/s0, …     the shards of a generation
//
// A generation is built beside the one that counts, which it replaces in the
// moment that index.json is renamed.
type home struct {
	dir  string
	lock *flock.Flock
}

// contents is index.json.
type contents struct {
	Format     int `json:"format"`
	Generation int `json:"generation"`
	Shards     int `json:"shards"`
}

const (
	format       = 2
	contentsFile = "index.json"
	lockFile     = "lock"
	folderMode   = 0o700
	fileMode     = 0o600
)

// lockHome makes the folder if need be and keeps others out of it.
func lockHome(dir string) (*home, error) {
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return nil, fmt.Errorf("making the folder: %w", err)
	}
	lock := flock.New(filepath.Join(dir, lockFile), flock.SetPermissions(fileMode))
	locked, err := lock.TryLock()
	switch {
	case err != nil:
		return nil, fmt.Errorf("locking the folder: %w", err)
	case !locked:
		return nil, ErrInUse
	}
	return &home{dir: dir, lock: lock}, nil
}

// unlock lets others in. To close the file would not be enough: a process that
// is just being started has it too, until it is another program.
func (h *home) unlock() error {
	if err := h.lock.Unlock(); err != nil {
		return fmt.Errorf("unlocking the folder: %w", err)
	}
	return nil
}

func (h *home) generation(n int) string { return filepath.Join(h.dir, "g"+strconv.Itoa(n)) }

func shardPath(generation string, n int) string {
	return filepath.Join(generation, "s"+strconv.Itoa(n))
}

// openShards opens the generation that counts, or makes the first one.
func (h *home) openShards(opt Options, of owner) ([]*shard, error) {
	c, err := h.contents()
	if errors.Is(err, fs.ErrNotExist) {
		return h.makeFirst(opt, of)
	}
	if err != nil {
		return nil, err
	}
	if err := h.sweep(c.Generation); err != nil {
		return nil, err
	}
	var shards []*shard
	for n := range c.Shards {
		s, err := openShard(shardPath(h.generation(c.Generation), n), opt.running(c.Shards, of))
		if err != nil {
			return nil, errors.Join(err, closeShards(shards))
		}
		shards = append(shards, s)
	}
	return shards, nil
}

// running is how the shards of an open index are tuned.
func (o Options) running(shards int, of owner) tuning {
	return tuning{floor: max(1, o.BatchSize/shards), merges: true, owner: of}
}

func (h *home) makeFirst(opt Options, of owner) ([]*shard, error) {
	if err := h.sweep(0); err != nil {
		return nil, err
	}
	const first = 1
	shards, err := makeShards(h.generation(first), opt.Shards, opt.running(opt.Shards, of))
	if err != nil {
		return nil, err
	}
	if err := h.point(contents{Format: format, Generation: first, Shards: opt.Shards}); err != nil {
		return nil, errors.Join(err, closeShards(shards))
	}
	return shards, nil
}

func makeShards(generation string, count int, t tuning) ([]*shard, error) {
	var shards []*shard
	for n := range count {
		s, err := makeShard(shardPath(generation, n), t)
		if err != nil {
			return nil, errors.Join(err, closeShards(shards))
		}
		shards = append(shards, s)
	}
	return shards, nil
}

func (h *home) contentsPath() string { return filepath.Join(h.dir, contentsFile) }

// distrust has the index be built anew when it is next opened, though whatever is
// damaged may not show then. It takes no room on a disk that is full.
func (h *home) distrust() { _ = os.Truncate(h.contentsPath(), 0) } // what fails is damaged more

// contents reads index.json.
func (h *home) contents() (contents, error) {
	text, err := os.ReadFile(h.contentsPath())
	if err != nil {
		return contents{}, fmt.Errorf("reading %s: %w", contentsFile, err)
	}
	var c contents
	if err := json.Unmarshal(text, &c); err != nil {
		return contents{}, fmt.Errorf("%w: reading %s: %w", ErrDamaged, contentsFile, err)
	}
	if c.Format != format || c.Generation < 1 || c.Shards < 1 || c.Shards > maxShards {
		return contents{}, fmt.Errorf("%w: expected format %d in %s", ErrDamaged, format, contentsFile)
	}
	return c, nil
}

// point makes a generation the one that counts.
func (h *home) point(c contents) error {
	text, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("writing %s: %w", contentsFile, err)
	}
	path := h.contentsPath()
	if err := writeDurably(path+".new", text); err != nil {
		return err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fmt.Errorf("renaming %s: %w", contentsFile, err)
	}
	return syncFolder(h.dir)
}

// sweep takes away every generation but one, such as those half built.
func (h *home) sweep(keep int) error {
	generations, err := h.generations()
	if err != nil {
		return err
	}
	for _, n := range generations {
		if n == keep {
			continue
		}
		if err := os.RemoveAll(h.generation(n)); err != nil {
			return fmt.Errorf("removing an old generation: %w", err)
		}
	}
	return nil
}

func (h *home) generations() ([]int, error) {
	files, err := os.ReadDir(h.dir)
	if err != nil {
		return nil, fmt.Errorf("listing the folder: %w", err)
	}
	var found []int
	for _, file := range files {
		text, ok := strings.CutPrefix(file.Name(), "g")
		if n, err := strconv.Atoi(text); ok && err == nil && file.IsDir() {
			found = append(found, n)
		}
	}
	return found, nil
}
