package evaluate

import (
	"fmt"
	"iter"
	"slices"

	"github.com/lhcre/mpi/matcher/blocking"
	"github.com/lhcre/mpi/matcher/demographics"
)

// Survey gathers which groups records belong to, and what became of them. It is
// not safe for concurrent use.
type Survey struct {
	roster    *Roster
	groupings []*grouping
	reach     *reach              // nil until records are told of
	review    []bool              // nil until pairs are told of
	births    []demographics.Date // for age bands; nil if nobody asked
	at        demographics.Date
	fixed     bool // at was given
}

// NewSurvey groups the records of a roster by columns. Age is that of the day
// given, or else of the newest updated_at.
func NewSurvey(r *Roster, by []string, at demographics.Date) (*Survey, error) {
	s := &Survey{roster: r, at: at, fixed: !at.IsZero()}
	for i, column := range by {
		if err := CheckGrouping(column); err != nil {
			return nil, err
		}
		if slices.Contains(by[:i], column) {
			return nil, fmt.Errorf("expected each grouping once, found %s again", column)
		}
		s.groupings = append(s.groupings, newGrouping(column, len(r.person)))
		if column == ByAgeBand {
			s.births = make([]demographics.Date, len(r.person))
		}
	}
	return s, nil
}

// Set puts a record into a group; it is for columns that the truth has. A
// record that the roster lacks is passed over.
func (s *Survey) Set(record, by, value string) error {
	place, known := s.roster.Place(record)
	if !known {
		return nil
	}
	for _, g := range s.groupings {
		if g.by == by {
			return g.set(place, value)
		}
	}
	return nil
}

// Reading begins the telling of records, with the blocking rules that they were
// linked by.
func (s *Survey) Reading(rules []blocking.Rule) { s.reach = newReach(s.roster, rules) }

// Take tells of a record as it was read; by lists the groupings to take from it.
// A record that the truth lacks is passed over.
func (s *Survey) Take(record *demographics.Record, by []string) error {
	place, known := s.roster.Place(record.ID)
	if !known {
		return nil
	}
	s.reach.take(place, record)
	if s.births != nil {
		s.births[place] = record.BirthDate
	}
	if changed := demographics.DateOf(record.UpdatedAt); !s.fixed && changed.Compare(s.at) > 0 {
		s.at = changed
	}
	for _, g := range s.groupings {
		if !slices.Contains(by, g.by) {
			continue
		}
		if err := g.set(place, attribute(record, g.by)); err != nil {
			return err
		}
	}
	return nil
}

// Review notes which records wait for a reviewer: those of a pair that is for
// review and has two identities.
func (s *Survey) Review(pairs iter.Seq2[Pair, error]) error {
	s.review = make([]bool, len(s.roster.person))
	err := s.roster.reviews(pairs, func(a, b uint32) { s.review[a], s.review[b] = true, true })
	if err != nil {
		return fmt.Errorf("counting records for review: %w", err)
	}
	return nil
}

// Valueless gives the first grouping that no record has a value for, "" if there
// is none.
func (s *Survey) Valueless() string {
	for _, g := range s.groupings {
		_, none := g.places[GroupNone]
		if g.by != ByAgeBand && none && len(g.names) == len([]string{GroupNotRead, GroupNone}) {
			return g.by
		}
	}
	return ""
}

// band replaces the one group of all records read by their age bands.
func (s *Survey) band(g *grouping) error {
	read := slices.Clone(g.of)
	for place, was := range read {
		if was == 0 {
			continue
		}
		if err := g.set(uint32(place), bandOf(s.births[place], s.at)); err != nil {
			return err
		}
	}
	return nil
}
