package broker

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// openTransactions reads the segments of every partition for producers whose
// last transaction has no marker.
func openTransactions(dir string) ([]transaction, error) {
	folders, err := os.ReadDir(filepath.Join(dir, "partitions"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("listing the partitions: %w", err)
	}
	var all []transaction
	for _, folder := range folders {
		topic, partition, ok := parsePartition(folder.Name())
		if !ok {
			continue
		}
		producers, err := openProducers(filepath.Join(dir, "partitions", folder.Name()))
		if err != nil {
			return nil, err
		}
		for producer, epoch := range producers {
			all = append(all, transaction{topic: topic, partition: partition, producer: producer, epoch: epoch})
		}
	}
	return all, nil
}

// parsePartition takes kfake's name of a folder apart.
func parsePartition(folder string) (topic string, partition int32, ok bool) {
	dash := strings.LastIndexByte(folder, '-')
	if dash < 0 {
		return "", 0, false
	}
	number, err := strconv.ParseInt(folder[dash+1:], 10, 32)
	if err != nil {
		return "", 0, false
	}
	topic, err = url.PathUnescape(folder[:dash])
	return topic, int32(number), err == nil
}

// openProducers gives the producers, with epochs, whose transaction is open at
// the end of a partition.
func openProducers(partition string) (map[int64]int16, error) {
	segments, err := filepath.Glob(filepath.Join(partition, "*.dat"))
	if err != nil {
		return nil, fmt.Errorf("listing segments: %w", err)
	}
	slices.SortFunc(segments, func(a, b string) int { // by the offset that names them
		return compareOffsets(filepath.Base(a), filepath.Base(b))
	})
	open := make(map[int64]int16)
	for _, segment := range segments {
		if err := scanSegment(segment, open); err != nil {
			return nil, fmt.Errorf("reading segment %s: %w", segment, err)
		}
	}
	return open, nil
}

// compareOffsets compares decimal numbers without leading zeros.
func compareOffsets(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}

// A record batch, as Kafka's protocol lays it out: only what stands in its
// fixed head is read here.
const (
	headLength    = 61
	lengthAt      = 8
	beforeLength  = 12 // what the length does not count
	attributesAt  = 21
	producerAt    = 43
	epochAt       = 51
	transactional = 0x10
	control       = 0x20
)

func scanSegment(path string, open map[int64]int16) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("opening: %w", err)
	}
	defer func() { _ = file.Close() }() // read only
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("asking for the size: %w", err)
	}
	return scanBatches(file, info.Size(), open)
}

// scanBatches reads up to the first batch that is cut off, as kfake does.
func scanBatches(from io.ReaderAt, size int64, open map[int64]int16) error {
	head := make([]byte, headLength)
	for at := int64(0); at+headLength <= size; {
		if _, err := from.ReadAt(head, at); err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("reading at byte %d: %w", at, err)
		}
		length := int64(binary.BigEndian.Uint32(head[lengthAt:])) + beforeLength
		if length < headLength || at+length > size {
			return nil
		}
		note(head, open)
		at += length
	}
	return nil
}

// note remembers a transaction's batch and forgets the producer at its marker.
func note(head []byte, open map[int64]int16) {
	producer := int64(binary.BigEndian.Uint64(head[producerAt:])) //nolint:gosec // a signed number on the wire
	attributes := binary.BigEndian.Uint16(head[attributesAt:])
	switch {
	case attributes&control != 0:
		delete(open, producer)
	case attributes&transactional != 0:
		open[producer] = int16(binary.BigEndian.Uint16(head[epochAt:])) //nolint:gosec // as above
	}
}
