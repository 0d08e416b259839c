package store

import (
	"crypto/sha256"
	"maps"
	"slices"

	"github.com/lhcre/mpi/internal/facts"
)

// knownColumns are written as their place here, counted from 1: what is kept
// refers to it, so it may only grow at its end.
func knownColumns() []string {
	return []string{
		"nhs_number", "nhs_number_status", "family_name", "given_names", "previous_family_name", "birth_date",
		"birth_date_quality", "birth_order", "mother_id", "sex", "address", "uprn", "postcode", "previous_postcodes",
		"phone", "email", "gp_practice", "deceased_date", "death_status", "confidentiality", "identity_unknown",
		"ethnic_category", "updated_at", "deleted", "organisation", "authority", "local_id", "record_id",
	}
}

// factID names a fact within its record: by the message, the place in it, and
// what it does.
func factID(f *facts.Fact) uuid {
	e := encoder{}
	e.uint(uint64(f.Kind))
	e.int(int64(f.Stamp.Part))
	sum := sha256.Sum256(append(e, f.Stamp.Hash[:]...))
	return uuid(sum[:len(uuid{})])
}

func packFact(f *facts.Fact) []byte {
	e := encoder{}
	e.uint(layout)
	e.uint(uint64(f.Kind))
	e.text(f.Key.Authority)
	e.text(f.Key.LocalID)
	e.time(f.Stamp.At)
	e.text(f.Stamp.Control)
	e = append(e, f.Stamp.Hash[:]...)
	e.int(int64(f.Stamp.Part))
	e.text(f.Organisation)
	e.text(f.Other.Authority)
	e.text(f.Other.LocalID)
	packColumns(&e, f.Columns)
	return e
}

func packColumns(e *encoder, c facts.Columns) {
	known := knownColumns()
	e.uint(uint64(len(c)))
	for _, column := range slices.Sorted(maps.Keys(c)) {
		at := slices.Index(known, column) + 1
		e.uint(uint64(at)) //nolint:gosec // 0 or more
		if at == 0 {
			e.text(column)
		}
		e.text(c[column])
	}
}

func unpackFact(b []byte) (facts.Fact, error) {
	d := &decoder{rest: b}
	d.layout()
	f := facts.Fact{Kind: facts.Kind(d.uint())} //nolint:gosec // what was packed
	f.Key.Authority, f.Key.LocalID = d.text(), d.text()
	f.Stamp.At, f.Stamp.Control = d.time(), d.text()
	copy(f.Stamp.Hash[:], d.bytes(uint64(len(f.Stamp.Hash))))
	f.Stamp.Part = int(d.int())
	f.Organisation = d.text()
	f.Other.Authority, f.Other.LocalID = d.text(), d.text()
	f.Columns = unpackColumns(d)
	return f, d.end()
}

func unpackColumns(d *decoder) facts.Columns {
	known := knownColumns()
	n := d.count()
	if n == 0 {
		return nil
	}
	c := make(facts.Columns, n)
	for range n {
		var column string
		switch at := d.uint(); {
		case at == 0:
			column = d.text()
		case at <= uint64(len(known)):
			column = known[at-1]
		default:
			d.fail()
		}
		c[column] = d.text()
	}
	return c
}
