package population

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// ReadProfile reads the rates that differ from base. It refuses fields that
// it does not know and names the field that is wrong.
func ReadProfile(in io.Reader, base Profile) (Profile, error) {
	profile := base.clone()
	decoder := json.NewDecoder(in)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&profile); err != nil {
		return Profile{}, fmt.Errorf("reading profile: %w", describe(err))
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Profile{}, errors.New("reading profile: expected one JSON object and nothing behind it")
	}
	if err := profile.validate(); err != nil {
		return Profile{}, fmt.Errorf("reading profile: %w", err)
	}
	return profile, nil
}

func describe(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("field %s: expected a number, not a %s", wrong.Field, wrong.Value)
	}
	return err
}

// clone keeps the maps of base apart from those of the profile read.
func (p Profile) clone() Profile {
	for _, m := range []*map[string]float64{
		&p.Cultures, &p.DefaultBirthDates, &p.CultureErrors, &p.AgeErrors, &p.SexErrors, &p.OrganisationErrors,
		&p.CultureMissing, &p.AgeMissing, &p.SexMissing, &p.OrganisationMissing,
	} {
		own := make(map[string]float64, len(*m))
		maps.Copy(own, *m)
		*m = own
	}
	return p
}

func (p Profile) validate() error {
	if err := p.checkGroups(); err != nil {
		return err
	}
	if err := checkRates(reflect.ValueOf(p), "", 1); err != nil {
		return err
	}
	return p.checkTotals()
}

func (p Profile) checkTotals() error {
	total := 0.0
	for _, share := range p.Cultures {
		total += share
	}
	if total <= 0 {
		return errors.New("field cultures: expected at least one share above 0")
	}
	if p.Population < 1 {
		return errors.New("field population: expected the number of people that the numbers of organisations are for")
	}
	if p.Households == (HouseholdShares{}) {
		return errors.New("field households: expected at least one share above 0")
	}
	return nil
}

// checkRates walks every number of the profile. The tag "range" raises the
// largest value allowed from 1.
func checkRates(v reflect.Value, path string, limit float64) error {
	switch v.Kind() { //nolint:exhaustive // a profile has no other kinds
	case reflect.Float64:
		if rate := v.Float(); math.IsNaN(rate) || rate < 0 || rate > limit {
			return fmt.Errorf("field %s: expected a number from 0 to %g, not %g", path, limit, rate)
		}
	case reflect.Map:
		return checkMap(v, path, limit)
	case reflect.Struct:
		return checkStruct(v, path)
	}
	return nil
}

func checkMap(v reflect.Value, path string, limit float64) error {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	for _, key := range keys {
		if err := checkRates(v.MapIndex(key), path+"."+key.String(), limit); err != nil {
			return err
		}
	}
	return nil
}

func checkStruct(v reflect.Value, path string) error {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		limit := 1.0 // a share
		if tag, err := strconv.ParseFloat(field.Tag.Get("range"), 64); err == nil {
			limit = tag
		}
		name := strings.TrimPrefix(path+"."+field.Tag.Get("json"), ".")
		if err := checkRates(v.Field(i), name, limit); err != nil {
			return err
		}
	}
	return nil
}
