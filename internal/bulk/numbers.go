package bulk

import (
	"errors"
	"fmt"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/files"
	"github.com/lhcre/mpi/matcher/demographics"
)

// NumberFactCounts says what the national service told of NHS numbers, and how
// many records hold a number that it speaks of.
type NumberFactCounts struct {
	Facts      int `json:"facts"`
	Rejected   int `json:"rejected"`
	Superseded int `json:"records_superseded"` // now by another number
	Invalid    int `json:"records_invalid"`    // now without a number
	Disputed   int `json:"records_disputed"`
}

// numberFacts puts records under the numbers that stand for theirs.
type numberFacts struct {
	known  facts.Numbers
	counts NumberFactCounts
}

// readNumberFacts reads the files of facts about NHS numbers, if there are any.
func readNumberFacts(in Input, reject func(files.Reject) error) (*numberFacts, error) {
	n := &numberFacts{}
	var all []facts.NumberFact
	for _, path := range in.NumberFacts {
		some, err := n.read(path, in, reject)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	n.known, n.counts.Facts = n.known.With(all...), len(all)
	return n, nil
}

func (n *numberFacts) read(path string, in Input, reject func(files.Reject) error) (all []facts.NumberFact, err error) {
	text, err := files.OpenText(path)
	if err != nil {
		return nil, fmt.Errorf("reading NHS-number facts: %s: %w", path, err)
	}
	defer func() { err = errors.Join(err, text.Close()) }()
	all, err = facts.ReadNumbers(text, path, in.Options, func(r facts.NumberReject) error {
		n.counts.Rejected++
		told := files.Reject{File: r.File, Line: r.Line, Column: r.Column, Reason: r.Expected}
		if err := reject(told); err != nil {
			return fmt.Errorf("writing a reject: %w", err)
		}
		if in.Strict {
			return fmt.Errorf("%s: %s", path, told)
		}
		return nil
	})
	return all, err
}

// apply gives a record the number that its own counts as, and says whether the
// national service holds that to be in dispute. The status stays what the sender
// made of it.
func (n *numberFacts) apply(record *demographics.Record) (disputed bool) {
	if n.known.IsZero() || record.NHSNumber.IsZero() {
		return false
	}
	class, usable, disputed := n.known.Resolve(record.NHSNumber)
	if class != record.NHSNumber {
		n.counts.Superseded++
		record.NHSNumber = class
	}
	if !usable {
		n.counts.Invalid++
		record.NHSNumber = demographics.NHSNumber{}
	}
	if disputed {
		n.counts.Disputed++
	}
	return disputed
}
