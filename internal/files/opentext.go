package files

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
)

// OpenText opens a file that holds something else than records, through its
// compression if it has one.
func OpenText(path string) (io.ReadCloser, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening it: %w", err)
	}
	o := &opened{closed: []func() error{file.Close}}
	plain, err := decompress(o, bufio.NewReaderSize(file, readBuffer))
	if err != nil {
		return nil, errors.Join(err, o.close())
	}
	return openText{plain, o}, nil
}

type openText struct {
	io.Reader

	o *opened
}

// Close closes the file.
func (t openText) Close() error { return t.o.close() }
