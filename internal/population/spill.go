package population

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// items are texts with the keys that they are sorted by, in one buffer.
type items struct {
	data   []byte
	places []place
}

type place struct {
	key      uint64
	from, to int
}

// add takes what append writes behind the buffer as an item.
func (s *items) add(key uint64, appendTo func([]byte) []byte) {
	from := len(s.data)
	s.data = appendTo(s.data)
	s.places = append(s.places, place{key, from, len(s.data)})
}

func (s *items) all() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for _, p := range s.places {
			if !yield(s.data[p.from:p.to]) {
				return
			}
		}
	}
}

// spill sorts more than memory holds: items go into files by ranges of their
// keys, and each file is sorted by itself. Equal keys are sorted by content,
// so that the order does not depend on who came first.
type spill struct {
	span  uint64 // keys are below it
	files []*os.File
	out   []*bufio.Writer
	head  [headSize]byte
}

const (
	headSize    = 12 // key and length of an item
	spillBuffer = 1 << 16
	blockItems  = 4096
)

// newSpill makes the files in a folder of their own, which close removes.
func newSpill(dir string, count int, span uint64) (*spill, error) {
	s := &spill{span: span}
	for i := range count {
		file, err := os.Create(filepath.Join(dir, strconv.Itoa(i)))
		if err != nil {
			return s, errors.Join(fmt.Errorf("making room to sort: %w", err), s.close())
		}
		s.files = append(s.files, file)
		s.out = append(s.out, bufio.NewWriterSize(file, spillBuffer))
	}
	return s, nil
}

func (s *spill) add(batch *items) error {
	width := s.span/uint64(len(s.out)) + 1
	for _, p := range batch.places {
		out := s.out[p.key/width]
		binary.LittleEndian.PutUint64(s.head[:], p.key)
		binary.LittleEndian.PutUint32(s.head[8:], uint32(p.to-p.from)) //nolint:gosec // an item is a record or a message
		if _, err := out.Write(s.head[:]); err != nil {
			return fmt.Errorf("writing what is to be sorted: %w", err)
		}
		if _, err := out.Write(batch.data[p.from:p.to]); err != nil {
			return fmt.Errorf("writing what is to be sorted: %w", err)
		}
	}
	return nil
}

// sorted gives all items in order, in blocks.
func (s *spill) sorted() iter.Seq2[items, error] {
	return func(yield func(items, error) bool) {
		for i := range s.files {
			whole, err := s.read(i)
			if err != nil {
				yield(items{}, err)
				return
			}
			for block := range slices.Chunk(whole.places, blockItems) {
				if !yield(items{whole.data, block}, nil) {
					return
				}
			}
		}
	}
}

// read reads and sorts one file.
func (s *spill) read(i int) (items, error) {
	if err := s.out[i].Flush(); err != nil {
		return items{}, fmt.Errorf("writing what is to be sorted: %w", err)
	}
	if _, err := s.files[i].Seek(0, io.SeekStart); err != nil {
		return items{}, fmt.Errorf("reading what is to be sorted: %w", err)
	}
	info, err := s.files[i].Stat()
	if err != nil {
		return items{}, fmt.Errorf("reading what is to be sorted: %w", err)
	}
	whole := items{data: make([]byte, info.Size())}
	if _, err := io.ReadFull(s.files[i], whole.data); err != nil {
		return items{}, fmt.Errorf("reading what is to be sorted: %w", err)
	}
	for at := 0; at < len(whole.data); {
		from := at + headSize
		at = from + int(binary.LittleEndian.Uint32(whole.data[at+8:]))
		whole.places = append(whole.places, place{binary.LittleEndian.Uint64(whole.data[from-headSize:]), from, at})
	}
	slices.SortFunc(whole.places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.key, b.key), bytes.Compare(whole.data[a.from:a.to], whole.data[b.from:b.to]))
	})
	return whole, nil
}

func (s *spill) close() error {
	var all error
	for _, file := range s.files {
		all = errors.Join(all, file.Close(), os.Remove(file.Name()))
	}
	s.files = nil
	return all
}
