package files

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// The first bytes by which formats are known.
const (
	magicGzip    = "\x1f\x8b"
	magicZstd    = "\x28\xb5\x2f\xfd"
	magicParquet = "PAR1"
)

// widestWindow is the most memory that a zstd stream may ask for.
const widestWindow = 128 << 20

// decompress reads a file through its compression, if it has one.
func decompress(o *opened, in *bufio.Reader) (io.Reader, error) {
	start, _ := in.Peek(len(magicZstd)) // a short file is not compressed
	switch {
	case len(start) >= len(magicGzip) && string(start[:len(magicGzip)]) == magicGzip:
		stream, err := gzip.NewReader(in)
		if err != nil {
			return nil, fmt.Errorf("line 1: %w", damaged("gzip", err))
		}
		o.closed = append(o.closed, stream.Close)
		return &compressed{"gzip", stream}, nil
	case string(start) == magicZstd:
		stream, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(widestWindow))
		if err != nil {
			return nil, fmt.Errorf("line 1: %w", damaged("zstd", err))
		}
		o.closed = append(o.closed, func() error { stream.Close(); return nil })
		return &compressed{"zstd", stream}, nil
	}
	return in, nil
}

// compressed names the compression in errors.
type compressed struct {
	format string
	in     io.Reader
}

// Read reads on.
func (s *compressed) Read(p []byte) (int, error) {
	n, err := s.in.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = damaged(s.format, err)
	}
	return n, err
}

func damaged(format string, err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return fmt.Errorf("the file breaks off, expected the rest of its %s stream", format)
	}
	return fmt.Errorf("expected a sound %s stream: %w", format, err)
}
