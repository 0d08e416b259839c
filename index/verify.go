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
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// openShard opens a shard that was made before. Bleve takes a folder whose
// contents it cannot read for an empty index, goes back to an older state when
// it cannot read the newest, and trusts what its files hold: so look at the mark
// that every shard has, the number of its last batch, and the checksum of every
// file.
func openShard(path string, t tuning) (*shard, error) {
	newest, err := newestBatch(path)
	if err != nil {
		return nil, damaged(err)
	}
	s, err := openScorch(path, t)
	if err != nil {
		return nil, damaged(err)
	}
	if err := s.verify(newest); err != nil {
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

// newestBatch gives the number of the last batch that was made durable, whether
// or not what it wrote can still be read.
func newestBatch(path string) (number string, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("reading the list of segments: %v", cause)
		}
	}()
	if _, err := os.Stat(filepath.Join(path, "root.bolt")); err != nil {
		return "", fmt.Errorf("looking for the list of segments: %w", err)
	}
	points, err := scorch.RollbackPoints(path)
	if err != nil {
		return "", fmt.Errorf("reading the list of segments: %w", err)
	}
	if len(points) == 0 {
		return "", errors.New("expected a list of segments")
	}
	return string(points[0].GetInternal([]byte(internalBatch))), nil
}

func (s *shard) verify(newest string) error {
	snapshot, err := s.snapshot()
	if err != nil {
		return err
	}
	if string(snapshot.Internal()[internalFormat]) != shardFormat {
		return errors.Join(fmt.Errorf("expected %s to be marked %s", s.path, shardFormat), snapshot.Close())
	}
	number := snapshot.Internal()[internalBatch]
	if string(number) != newest {
		return errors.Join(fmt.Errorf("expected %s to hold its last batch", s.path), snapshot.Close())
	}
	s.batch, _ = binary.Uvarint(number) // none is 0
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
