package index

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

// openShard opens a shard that was made before. Bleve takes a folder whose
// contents it cannot read for an empty index, goes back to an older state when
// it cannot read the newest: so look at the mark that every shard has, and the
// number of its last batch.
func openShard(path string, t tuning) (*shard, error) {
	newest, err := newestBatch(path)
	if err != nil {
		return nil, damaged(err)
	}
	s, err := openScorch(path, t)
	if err != nil {
		return nil, damaged(err)
	}
	if err := recovered(func() error { return s.verify(newest) }); err != nil {
		return nil, errors.Join(damaged(err), s.close())
	}
	return s, nil
}

// damaged takes any error for damage.
func damaged(err error) error {
	if errors.Is(err, ErrDamaged) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}

// newestBatch gives the number of the last batch that was made durable, whether
// or not what it wrote can still be read.
func newestBatch(path string) (number string, err error) {
	err = recovered(func() error {
		if _, err := os.Stat(filepath.Join(path, listFile)); err != nil {
			return fmt.Errorf("looking for the list of segments: %w", err)
		}
		points, err := scorch.RollbackPoints(path)
		if err != nil {
			return fmt.Errorf("reading the list of segments: %w", err)
		}
		if len(points) == 0 {
			return errors.New("expected a list of segments")
		}
		number = string(points[0].GetInternal([]byte(internalBatch)))
		return nil
	})
	return number, err
}

func (s *shard) verify(newest string) error {
	snapshot, err := s.snapshot()
	if err != nil {
		return err
	}
	number := snapshot.Internal()[internalBatch]
	s.batch, _ = binary.Uvarint(number) // none is 0
	switch {
	case string(snapshot.Internal()[internalFormat]) != shardFormat:
		err = fmt.Errorf("expected %s to be marked %s", s.path, shardFormat)
	case string(number) != newest:
		err = fmt.Errorf("expected %s to hold its last batch", s.path)
	}
	return errors.Join(err, snapshot.Close())
}

// verifyChecksum compares the checksum that a segment file ends in.
func verifyChecksum(file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("finding its size: %w", err)
	}
	size := info.Size() - crc32.Size
	if size < 0 {
		return errors.New("expected a checksum at the end")
	}
	const buffer = 1 << 20
	reader := bufio.NewReaderSize(file, buffer)
	sum := crc32.NewIEEE()
	if _, err := io.CopyN(sum, reader, size); err != nil {
		return fmt.Errorf("reading: %w", err)
	}
	var told [crc32.Size]byte
	if _, err := io.ReadFull(reader, told[:]); err != nil {
		return fmt.Errorf("reading the checksum: %w", err)
	}
	if binary.BigEndian.Uint32(told[:]) != sum.Sum32() {
		return errors.New("expected contents that fit the checksum")
	}
	return nil
}
