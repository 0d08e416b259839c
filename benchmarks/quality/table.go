package quality

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
)

// table is a CSV file in memory.
type table struct {
	header []string
	rows   [][]string
}

func readTable(path string) (table, error) {
	return open(path, func(in io.Reader) (table, error) {
		rows, err := csv.NewReader(in).ReadAll()
		if err != nil {
			return table{}, fmt.Errorf("reading %s: %w", filepath.Base(path), err)
		}
		if len(rows) == 0 {
			return table{}, fmt.Errorf("reading %s: expected a header", filepath.Base(path))
		}
		return table{header: rows[0], rows: rows[1:]}, nil
	})
}

func (t table) write(path string) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return fmt.Errorf("making a folder: %w", err)
	}
	f, err := os.Create(filepath.Clean(path))
	if err != nil {
		return fmt.Errorf("writing a table: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	out := csv.NewWriter(f)
	if err := out.Write(t.header); err != nil {
		return fmt.Errorf("writing a header: %w", err)
	}
	if err := out.WriteAll(t.rows); err != nil {
		return fmt.Errorf("writing rows: %w", err)
	}
	return nil
}

// places finds columns by name.
func (t table) places(names ...string) ([]int, error) {
	at := make([]int, len(names))
	for i, name := range names {
		if at[i] = slices.Index(t.header, name); at[i] < 0 {
			return nil, fmt.Errorf("expected a column %s", name)
		}
	}
	return at, nil
}

// clone copies the rows, so that their fields can be changed.
func (t table) clone() table {
	rows := make([][]string, len(t.rows))
	for i, row := range t.rows {
		rows[i] = slices.Clone(row)
	}
	return table{t.header, rows}
}

// shuffled gives the same rows in another order.
func (t table) shuffled(seed uint64) table {
	rows := slices.Clone(t.rows)
	chance(seed).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	return table{t.header, rows}
}

// split writes the rows in turn into several files.
func (t table) split(dir string, parts int) ([]string, error) {
	paths := make([]string, parts)
	for p := range parts {
		part := table{header: t.header}
		for i := p; i < len(t.rows); i += parts {
			part.rows = append(part.rows, t.rows[i])
		}
		paths[p] = filepath.Join(dir, fmt.Sprintf("part-%d.csv", p+1))
		if err := part.write(paths[p]); err != nil {
			return nil, err
		}
	}
	return paths, nil
}

// chance is a source that says the same every time.
func chance(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }
