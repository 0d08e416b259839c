package live

import (
	"fmt"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

// Comparable gives an entry of the index as it is compared, its NHS number as if
// nobody else held that.
func Comparable(model *matcher.Model, interner *matcher.Interner, e *index.Entry) (*matcher.Comparable, error) {
	standard, err := demographics.DecodeCompact(e.Compact)
	if err != nil {
		return nil, fmt.Errorf("reading an entry of the index: %w", err)
	}
	return model.Comparable(&standard, matcher.NumberFact{Class: standard.NHSNumber}, interner), nil
}
