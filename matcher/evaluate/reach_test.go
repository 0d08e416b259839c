package evaluate

import (
	"strings"
	"testing"

	"github.com/lhcre/mpi/matcher/blocking"
	"github.com/lhcre/mpi/matcher/demographics"
)

func TestUnlinkable(t *testing.T) {
	t.Parallel()
	rule := func(name string, keys ...string) blocking.Rule {
		r, err := blocking.NewRule(name, keys, nil)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	truth, identities := map[string]string{}, map[string]string{}
	for _, id := range []string{"key1", "key2", "far1", "far2", "bare1", "bare2", "met1", "met2", "alone1", "poor1", "cross1", "cross2", "pseudo1", "pseudo2", "rules1", "rules2"} {
		truth[id] = strings.TrimRight(id, "12")
	}
	identities["met1"], identities["met2"] = "m", "m"
	roster, err := NewRoster(truth, identities)
	if err != nil {
		t.Fatal(err)
	}
	survey, err := NewSurvey(roster, []string{"sex"}, demographics.Date{})
	if err != nil {
		t.Fatal(err)
	}
	survey.Reading([]blocking.Rule{rule("name", "family_name"), rule("given", "given_names"), rule("outcode", "outcode(postcode)"), rule("id", "local_id")})
	const born = "birth_date=1980-02-03"
	for id, columns := range map[string][]string{
		"key1": {"family_name=HOLLIS", born}, "key2": {"family_name=HOLLIS", born},
		"far1": {"family_name=HOLLIS", born}, "far2": {"family_name=MARSH", born}, // one person, no key in common
		"bare1": {"family_name=NOON"}, "bare2": {"family_name=NOON"}, // no birth date, no number
		"met1": {"family_name=SLATE"}, "met2": {"family_name=REED"}, // linked all the same
		"alone1": {"family_name=HOLLIS", born}, // the only record of its person
		"poor1":  {born},                       // of this one too, and with no name
		"cross1": {"family_name=SAME", born}, "cross2": {"postcode=M1 1AA", born, "nhs_number=9434765919"},
		"pseudo1": {"family_name=LOCKE", born, "identity_unknown=Y"}, "pseudo2": {"family_name=LOCKE", born},
		"rules1": {"family_name=MARIA", born}, "rules2": {"given_names=MARIA", "nhs_number=9434765919"}, // one value, two rules
	} {
		if err := survey.Take(recordOf(t, id, columns...), []string{"sex"}); err != nil {
			t.Fatal(err)
		}
	}
	got := survey.reach.unlinkable()
	for id, want := range map[string]bool{
		"key1": false, "key2": false, "far1": true, "far2": true, "bare1": true, "met1": false, "met2": false,
		"alone1": false, "poor1": true, "cross1": true, "cross2": true, "pseudo1": true, "pseudo2": true,
		"rules1": true, "rules2": true,
	} {
		if place, _ := roster.Place(id); got[place] != want {
			t.Errorf("%s is unlinkable: %t, want %t", id, !want, want)
		}
	}
}
