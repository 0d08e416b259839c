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

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// openShard opens a shard that was made before. Bleve takes a folder whose
// contents it cannot read for an empty index, and trusts what its files hold:
// so look at the mark that every shard has, and at the checksum of every file.
func openShard(path string, t tuning) (*shard, error) {
	if _, err := os.Stat(filepath.Join(path, "root.bolt")); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	s, err := openScorch(path, t)
	if err != nil {
		return nil, damaged(err)
	}
	if err := s.verify(); err != nil {
		return nil, errors.Join(damaged(err), s.close())
	}
	return s, nil
}

// damaged takes any error of opening for damage.
func damaged(err error) error {
	if errors.Is(err, ErrDamaged) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}

func (s *shard) verify() error {
	snapshot, err := s.snapshot()
	if err != nil {
		return err
	}
	if string(snapshot.Internal()[internalFormat]) != shardFormat {
		return errors.Join(fmt.Errorf("expected %s to be marked %s", s.path, shardFormat), snapshot.Close())
	}
	for _, part := range snapshot.Segments() {
		file, ok := part.Segment().(segment.PersistedSegment)
		if !ok {
			continue
		}
		if err := verifyFile(file.Path()); err != nil {
			return errors.Join(err, snapshot.Close())
		}
	}
	if err := snapshot.Close(); err != nil {
		return fmt.Errorf("closing a snapshot: %w", err)
	}
	return nil
}

// verifyFile compares the checksum that a segment file ends in.
func verifyFile(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("verifying a segment: %w", err)
	}
	err = verifyChecksum(file)
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("verifying %s: %w", path, err)
	}
	return nil
}

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
