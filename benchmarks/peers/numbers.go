package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

// writeCurrent writes the records of a set with the current NHS numbers in place
// of the superseded ones: what somebody does who links by an engine that knows
// nothing of such numbers.
func writeCurrent(set Set) error {
	current, err := readSuperseded(set.Numbers)
	if err != nil {
		return err
	}
	in, err := os.Open(set.In)
	if err != nil {
		return fmt.Errorf("replacing NHS numbers: %w", err)
	}
	defer func() { _ = in.Close() }() // it was only read
	part := set.Current + ".part"     // an interrupted run leaves no half of a file
	out, err := os.Create(part)
	if err != nil {
		return fmt.Errorf("replacing NHS numbers: %w", err)
	}
	buffered := bufio.NewWriterSize(out, 1<<20)
	err = replaceNumbers(bufio.NewReaderSize(in, 1<<20), buffered, current)
	if err = errors.Join(err, buffered.Flush(), out.Close()); err != nil {
		return fmt.Errorf("replacing NHS numbers of %s: %w", set.In, err)
	}
	if err := os.Rename(part, set.Current); err != nil {
		return fmt.Errorf("replacing NHS numbers: %w", err)
	}
	return nil
}

// replaceNumbers copies records, with other numbers in the column nhs_number.
func replaceNumbers(in io.Reader, out io.Writer, current map[string]string) error {
	reader, writer := csv.NewReader(in), csv.NewWriter(out)
	reader.ReuseRecord = true
	column := -1
	for {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			writer.Flush()
			return writer.Error() //nolint:wrapcheck // the caller says of what
		}
		if err != nil {
			return fmt.Errorf("reading the records: %w", err)
		}
		if column < 0 {
			if column = slices.Index(row, "nhs_number"); column < 0 {
				return errors.New("line 1: expected a column nhs_number")
			}
		} else if now, ok := current[row[column]]; ok {
			row[column] = now
		}
		if err := writer.Write(row); err != nil {
			return fmt.Errorf("writing the records: %w", err)
		}
	}
}

// readSuperseded reads which number stands for a superseded one. Generated
// numbers are superseded once, in one step.
func readSuperseded(path string) (map[string]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading superseded NHS numbers: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	want := []string{"nhs_number", "state", "superseded_by", "at"}
	if len(rows) == 0 || !slices.Equal(rows[0], want) {
		return nil, fmt.Errorf("reading %s: line 1: expected the columns %v", path, want)
	}
	current := make(map[string]string, len(rows))
	for i, row := range rows[1:] {
		if row[1] != "superseded" {
			return nil, fmt.Errorf("reading %s: line %d, column state: expected superseded", path, i+2)
		}
		current[row[0]] = row[2]
	}
	return current, nil
}
