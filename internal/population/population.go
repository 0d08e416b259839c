// Package population makes synthetic people whose truth is known: it stands
// before step 1 of a record's path and feeds `mpi generate`, training and
// every measurement of quality. The step before is none, after it come the
// readers of files (internal/bulk) and, at the end, matcher/evaluate, which
// compares the engine's answer with the truth kept here.
//
// Everything is drawn from the seed: a household is a function of the seed
// and its number, so that people arrive in a stable order and no register of
// names, NHS numbers or addresses has to be kept in memory.
package population

import (
	"fmt"
	"slices"
)

// Region names the part of the country that the people live in.
type Region string

// The three regions of the programme.
const (
	GreaterManchester Region = "greater-manchester"
	Wessex            Region = "wessex"
	OneLondon         Region = "one-london"
)

// Regions lists the known regions.
func Regions() []Region { return []Region{GreaterManchester, Wessex, OneLondon} }

// MaxPeople is the largest population: twice as many NHS numbers, a current
// and a superseded one for each, fill the never-issued 9xx range.
const MaxPeople = 40_000_000

// Config says what to generate.
type Config struct {
	People             int
	Region             Region
	Seed               uint64
	Profile            Profile
	WithholdNHSNumbers bool // leaves NHS numbers and their status empty, changes nothing else

	Advance func(people int) // told of the people as they are made, for a progress bar; may be nil

	lives bool // rows tell the life of records
}

func (c Config) validate() error {
	if c.People < 1 || c.People > MaxPeople {
		return fmt.Errorf("people must be between 1 and %d, not %d", MaxPeople, c.People)
	}
	if err := c.Region.validate(); err != nil {
		return err
	}
	return c.Profile.validate()
}

func (r Region) validate() error {
	if slices.Contains(Regions(), r) {
		return nil
	}
	return fmt.Errorf("region %q is unknown: expected one of %v", string(r), Regions())
}
