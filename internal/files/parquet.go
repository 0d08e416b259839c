package files

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/parquet-go/parquet-go"
)

// parquetSource is a Parquet file. It is read by row groups, in one goroutine;
// the rows go on as cells.
type parquetSource struct {
	run     *Reader
	file    *parquet.File
	columns layout
	leaves  []*leaf // by the number of the file's own leaf column; nil for those passed over
	group   int     // the row group to open next
	rows    parquet.Rows
	buffer  []parquet.Row
	number  int // of the last row, from 1
	size    int64
	told    int64 // bytes that Advance knows of
	texts   arena
}

var _ source = (*parquetSource)(nil)

func (r *Reader) openParquet(o *opened, file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("looking at it: %w", err)
	}
	s := &parquetSource{run: r, size: info.Size(), buffer: make([]parquet.Row, batchRows)}
	if err := guard(func() error { return s.open(file) }); err != nil {
		return err
	}
	o.source = s
	o.closed = append([]func() error{s.closeRows}, o.closed...)
	return nil
}

func (s *parquetSource) open(file *os.File) error {
	if err := checkFooter(file, s.size); err != nil {
		return err
	}
	var err error
	s.file, err = parquet.OpenFile(file, s.size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return fmt.Errorf("expected a sound Parquet file: %w", err)
	}
	var names []string
	for _, field := range s.file.Schema().Fields() {
		names = append(names, field.Name())
	}
	if s.columns, err = newLayout(names, s.run.Columns, s.run.Extra); err != nil {
		return err
	}
	s.leaves, err = leavesOf(s.file.Schema(), &s.columns)
	return err
}

// checkFooter looks at the length of the footer before the library believes it.
func checkFooter(file *os.File, size int64) error {
	const tail = 8
	var end [tail]byte
	if size < 2*tail {
		return errors.New("expected a whole Parquet file")
	}
	if _, err := file.ReadAt(end[:], size-tail); err != nil {
		return fmt.Errorf("reading its end: %w", err)
	}
	length := int64(binary.LittleEndian.Uint32(end[:4]))
	if string(end[4:]) != magicParquet || length > size-2*tail+4 {
		return errors.New("the file breaks off, expected the footer of a Parquet file")
	}
	return nil
}

// guard turns a panic of the library, which damaged files can cause, into an error.
func guard(work func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("expected a sound Parquet file") // what it says could quote the file
		}
	}()
	return work()
}

func (*parquetSource) unit() string { return unitRow }

func (s *parquetSource) fill(b *batch) error {
	err := guard(func() error { return s.read(b) })
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("row %d: %w", s.number+1, err)
	}
	return err
}

// read reads on within a row group, or begins the next.
func (s *parquetSource) read(b *batch) error {
	for !b.full() {
		if s.rows == nil && !s.nextGroup() {
			return io.EOF
		}
		n, err := s.rows.ReadRows(s.buffer[:batchRows-len(b.rows)])
		for _, values := range s.buffer[:n] {
			s.number++
			b.rows = append(b.rows, s.row(values))
		}
		s.advance()
		switch {
		case errors.Is(err, io.EOF):
			err = s.closeRows()
		case err == nil && n == 0:
			err = io.ErrNoProgress
		}
		if err != nil {
			return fmt.Errorf("expected a sound Parquet file: %w", err)
		}
	}
	return nil
}

func (s *parquetSource) nextGroup() bool {
	groups := s.file.RowGroups()
	if s.group == len(groups) {
		return false
	}
	s.rows = groups[s.group].Rows()
	s.group++
	return true
}

func (s *parquetSource) closeRows() error {
	if s.rows == nil {
		return nil
	}
	rows := s.rows
	s.rows = nil
	if err := rows.Close(); err != nil {
		return fmt.Errorf("closing a row group: %w", err)
	}
	return nil
}

// advance tells of as many bytes as the rows are a part of all rows.
func (s *parquetSource) advance() {
	all := s.file.NumRows()
	if s.run.Advance == nil || all <= 0 {
		return
	}
	reached := int64(float64(s.size) * min(1, float64(s.number)/float64(all)))
	s.run.Advance(int(reached - s.told))
	s.told = reached
}

func (s *parquetSource) decoder() decoder {
	return &cellDecoder{newStandard(s.run, &s.columns)}
}

// cellDecoder makes records of rows that come as cells.
type cellDecoder struct{ standard *standard }

func (d *cellDecoder) decode(row *row, out *outcome) {
	s := d.standard
	s.cells = row.cells
	if row.reason != "" {
		out.refuse(s.recordID(), s.columns.own[row.fault], row.reason)
		return
	}
	for place, text := range row.cells {
		if !isText(text) {
			out.refuse(s.recordID(), s.columns.own[place], expectedText)
			return
		}
	}
	s.record(out)
}
