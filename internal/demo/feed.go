package demo

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/population"
	"github.com/lhcre/mpi/matcher/demographics"
)

// Message is one to be sent.
type Message struct {
	Key         string // authority|local id
	ContentType string
	Value       []byte
}

// Feed is what the organisations of a region tell: hospitals send HL7 v2 for
// everything that happens, in the order of time; practices send each patient as
// FHIR.
type Feed struct {
	Messages  []Message
	HL7, FHIR int
	// Records gives the record id of the truth for each key.
	Records map[facts.Key]string
}

// ReadFeed reads the folders that a population was written to in each format.
func ReadFeed(csvDir, hl7Dir, fhirDir string) (*Feed, error) {
	f := &Feed{Records: map[facts.Key]string{}}
	practices, err := f.readRecords(filepath.Join(csvDir, population.RecordsFile))
	if err != nil {
		return nil, err
	}
	if err := f.readMessages(filepath.Join(hl7Dir, population.MessagesFile), practices); err != nil {
		return nil, err
	}
	return f, f.readPatients(filepath.Join(fhirDir, population.PatientsFile), practices)
}

// readRecords maps keys to record ids, and lists the organisations that are
// practices: those whose patients are registered with them.
func (f *Feed) readRecords(path string) (practices map[string]bool, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading the people: %w", err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	rows := csv.NewReader(bufio.NewReader(file))
	if _, err := rows.Read(); err != nil {
		return nil, fmt.Errorf("reading the people: %w", err)
	}
	practices = map[string]bool{}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return practices, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading the people: %w", err)
		}
		f.Records[facts.Key{Authority: row[population.Authority], LocalID: row[population.LocalID]}] = row[population.RecordID]
		if practice := row[population.Practice]; practice == row[population.Organisation] && practice != "" {
			practices[practice] = true
		}
	}
}

// readMessages takes the messages of all organisations but practices.
func (f *Feed) readMessages(path string, practices map[string]bool) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading messages: %w", err)
	}
	for message := range bytes.SplitSeq(text, []byte("\n")) {
		if len(message) == 0 || practices[sender(message)] {
			continue
		}
		if err := f.add(intake.TypeHL7v2, message); err != nil {
			return err
		}
		f.HL7++
	}
	return nil
}

// sender is MSH-4.
func sender(message []byte) string {
	const field = 3
	line, _, _ := bytes.Cut(message, []byte("\r"))
	parts := bytes.SplitN(line, []byte("|"), field+2)
	if len(parts) <= field {
		return ""
	}
	return string(parts[field])
}

// readPatients takes the patients of practices.
func (f *Feed) readPatients(path string, practices map[string]bool) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("reading patients: %w", err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		all, err := intake.Decode(intake.TypeFHIR, lines.Bytes(), now(), demographics.Options{})
		if err != nil {
			return fmt.Errorf("reading patients: %w", err)
		}
		if len(all) == 0 || !practices[all[0].Organisation] {
			continue
		}
		f.Messages = append(f.Messages, Message{keyText(all[0].Key), intake.TypeFHIR, bytes.Clone(lines.Bytes())})
		f.FHIR++
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("reading patients: %w", err)
	}
	return nil
}

func (f *Feed) add(contentType string, message []byte) error {
	all, err := intake.Decode(contentType, message, now(), demographics.Options{})
	if err != nil {
		return fmt.Errorf("reading messages: %w", err)
	}
	key := ""
	if len(all) > 0 {
		key = keyText(all[0].Key)
	}
	f.Messages = append(f.Messages, Message{key, contentType, message})
	return nil
}

func keyText(k facts.Key) string { return strings.Join([]string{k.Authority, k.LocalID}, "|") }

func now() time.Time { return time.Now() }
