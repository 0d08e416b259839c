package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// Set is records to link and the truth about them.
type Set struct {
	Name    string
	Records int
	People  int    `json:",omitempty"` // generated
	Region  string `json:",omitempty"`
	Seed    uint64 `json:",omitempty"`
	Layout  string `json:",omitempty"` // of a public set, whose columns are its own
	In      string
	Truth   string
	// Numbers is what the national service tells of NHS numbers, and Current the
	// records with the superseded ones replaced, for engines that take no facts.
	Numbers string `json:",omitempty"`
	Current string `json:",omitempty"`
}

// sets are those that the command line asks for; what is generated is not yet
// there.
func (b *bench) sets() ([]Set, error) {
	if b.in != "" {
		name := strings.TrimSuffix(filepath.Base(b.in), filepath.Ext(b.in))
		return []Set{{Name: name, In: b.in, Truth: b.truth}}, nil
	}
	sets := make([]Set, 0, len(b.people))
	for _, n := range b.people {
		name := fmt.Sprintf("%s-%d-%d", b.region, n, b.seed)
		folder := filepath.Join(b.build, "people", name)
		sets = append(sets, Set{
			Name: name, People: n, Region: b.region, Seed: b.seed,
			In: filepath.Join(folder, "records.csv"), Truth: filepath.Join(folder, "truth.csv"),
			Numbers: filepath.Join(folder, "nhs-numbers.csv"), Current: filepath.Join(folder, "records-current.csv"),
		})
	}
	if b.public == "" {
		return sets, nil
	}
	public, err := b.publicSets()
	return append(sets, public...), err
}

// ensure generates the people of a set if need be and counts their records.
func (b *bench) ensure(ctx context.Context, set Set) (Set, error) {
	if err := b.make(ctx, set); err != nil {
		return set, err
	}
	var err error
	set.Records, err = countRecords(set.In)
	if err != nil {
		return set, err
	}
	b.say("%s: %d records", set.Name, set.Records)
	return set, nil
}

// make sees to it that the files of a set are there.
func (b *bench) make(ctx context.Context, set Set) error {
	if set.People == 0 {
		if _, err := os.Stat(set.In); err != nil {
			return fmt.Errorf("looking for the records: %w", err)
		}
		return nil
	}
	if b.fresh || !exists(set.In) || !exists(set.Numbers) {
		if err := b.generate(ctx, set); err != nil {
			return err
		}
	} else if exists(set.Current) {
		return nil
	}
	return writeCurrent(set)
}

// profile leaves out records marked as deleted: only mpi knows the mark.
const profile = "benchmarks/peers/profile.json"

func (b *bench) generate(ctx context.Context, set Set) error {
	b.say("%s: generating %d people", set.Name, set.People)
	//nolint:gosec // the command line names the binary
	command := exec.CommandContext(ctx, b.mpi, "generate", "--people", strconv.Itoa(set.People),
		"--region", set.Region, "--seed", strconv.FormatUint(set.Seed, 10),
		"--profile", profile, "--out", filepath.Dir(set.In))
	command.Stderr = b.stderr
	if err := command.Run(); err != nil {
		return fmt.Errorf("generating people: %w", err)
	}
	return nil
}

// countRecords counts rows, not lines: a field may hold several lines.
func countRecords(path string) (int, error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, fmt.Errorf("counting records: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	reader := csv.NewReader(bufio.NewReaderSize(file, 1<<20))
	reader.ReuseRecord = true
	for rows := 0; ; rows++ {
		_, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return max(rows-1, 0), nil // less the header
		}
		if err != nil {
			return 0, fmt.Errorf("counting the records of %s: %w", path, err)
		}
	}
}
