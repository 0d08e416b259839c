package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// published is a public set: small, but anyone can run it and compare.
type published struct {
	name   string
	layout string
	files  []string
	id     string // column of the record's id
	person func(row map[string]string) string
}

func publicSets() []published {
	ofID := func(row map[string]string) string { return strings.Split(row["rec_id"]+"-", "-")[1] } // rec-N-org
	return []published{
		{"febrl4", "febrl", []string{"febrl-dataset4a.csv", "febrl-dataset4b.csv"}, "rec_id", ofID},
		{"febrl2", "febrl", []string{"febrl-dataset2.csv"}, "rec_id", ofID},
		{"fake1000", "fake1000", []string{"fake_1000.csv"}, "unique_id", func(row map[string]string) string { return row["cluster"] }},
	}
}

// publicSets brings the public sets of a folder into one form: one file, without
// the blanks around its values, and the truth beside it.
func (b *bench) publicSets() ([]Set, error) {
	var sets []Set
	for _, p := range publicSets() {
		folder := filepath.Join(b.build, "people", p.name)
		set := Set{
			Name: p.name, Layout: p.layout,
			In: filepath.Join(folder, "records.csv"), Truth: filepath.Join(folder, "truth.csv"),
		}
		if err := p.prepare(b.public, set); err != nil {
			return nil, fmt.Errorf("preparing %s: %w", p.name, err)
		}
		sets = append(sets, set)
	}
	return sets, nil
}

func (p published) prepare(from string, set Set) error {
	var header []string
	rows, truth := [][]string{}, [][]string{{"record_id", "person_id"}}
	for _, name := range p.files {
		read, err := readTrimmed(filepath.Join(from, name))
		if err != nil {
			return err
		}
		if len(read) == 0 || !slices.Contains(read[0], p.id) {
			return fmt.Errorf("reading %s: expected a column %s", name, p.id)
		}
		header = read[0]
		for _, row := range read[1:] {
			named := map[string]string{}
			for i, column := range header {
				named[column] = row[i]
			}
			rows = append(rows, row)
			truth = append(truth, []string{named[p.id], p.person(named)})
		}
	}
	if err := writeRows(set.In, append([][]string{header}, rows...)); err != nil {
		return err
	}
	return writeRows(set.Truth, truth)
}

func readTrimmed(path string) ([][]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading a public set: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	var rows [][]string
	for reader := csv.NewReader(file); ; {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", filepath.Base(path), err)
		}
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
		rows = append(rows, row)
	}
}

func writeRows(path string, rows [][]string) error {
	var text strings.Builder
	writer := csv.NewWriter(&text)
	if err := writer.WriteAll(rows); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return saveText(path, text.String())
}
