package files

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// opened is a file whose format is known.
type opened struct {
	source source
	closed []func() error
}

func (o *opened) close() error {
	var errs []error
	for _, f := range o.closed {
		errs = append(errs, f())
	}
	return errors.Join(errs...)
}

// open finds out what a file is: by its first bytes, and where these say
// nothing, by its name.
func (r *Reader) open(path string) (*opened, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening it: %w", err)
	}
	o := &opened{closed: []func() error{file.Close}}
	if err := r.identify(o, file, path); err != nil {
		return nil, errors.Join(err, o.close())
	}
	return o, nil
}

func (r *Reader) identify(o *opened, file *os.File, path string) error {
	start := make([]byte, len(magicParquet))
	if n, _ := file.ReadAt(start, 0); string(start[:n]) == magicParquet { // a pipe cannot, and is no Parquet file
		return r.openParquet(o, file)
	}
	return r.openText(o, bufio.NewReaderSize(&counter{in: file, advance: r.Advance}, readBuffer), path)
}

// openText takes the compression off and tells objects from rows.
func (r *Reader) openText(o *opened, in *bufio.Reader, path string) error {
	plain, err := decompress(o, in)
	if err != nil {
		return err
	}
	lines := newLineReader(plain)
	if err := lines.checkEncoding(); err != nil {
		return err
	}
	start, err := firstBytes(lines.in)
	if err != nil {
		return fmt.Errorf("line 1: %w", err)
	}
	switch {
	case bytes.HasPrefix(start, []byte(magicParquet)):
		return errors.New("found a Parquet file within another compression, expected it as it is")
	case hasSuffix(path, ".parquet"):
		return errors.New("expected a Parquet file, which begins with PAR1")
	case bytes.HasPrefix(start, []byte("[")) && hasSuffix(path, objectSuffixes()...):
		return errors.New("line 1: found a list, expected an object a line")
	case bytes.HasPrefix(start, []byte("{")) || hasSuffix(path, objectSuffixes()...):
		o.source, err = r.newObjectSource(lines)
	default:
		o.source, err = r.newCSVSource(lines)
	}
	return err
}

// objectSuffixes are what the names of files with an object a line end in.
func objectSuffixes() []string { return []string{".ndjson", ".jsonl", ".json"} }

// hasSuffix looks at a file's name without that of its compression.
func hasSuffix(path string, suffixes ...string) bool {
	name := strings.ToLower(filepath.Base(path))
	for _, compression := range []string{".gz", ".zst", ".zstd"} {
		name = strings.TrimSuffix(name, compression)
	}
	for _, suffix := range suffixes {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}

// firstBytes gives the first bytes of a text that are not white space.
func firstBytes(in *bufio.Reader) ([]byte, error) {
	const enough = 4096
	start, err := in.Peek(enough)
	if err != nil && !errors.Is(err, io.EOF) && len(start) == 0 {
		return nil, err //nolint:wrapcheck // the caller says where
	}
	return bytes.TrimLeft(start, " \t\r\n"), nil
}

// counter tells of the bytes that are read.
type counter struct {
	in      io.Reader
	advance func(int)
}

// Read reads on.
func (c *counter) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	if c.advance != nil && n > 0 {
		c.advance(n)
	}
	return n, err //nolint:wrapcheck // io.EOF must stay itself
}
