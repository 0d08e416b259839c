package population

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func defaultMistakes(t *testing.T) *mistakes {
	t.Helper()
	profile, err := DefaultProfile(OneLondon)
	if err != nil {
		t.Fatal(err)
	}
	m, err := newMistakes(profile)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestMistakesChangeNames: whatever the name, a mistake changes it as wanted
// and leaves something that is still one.
func TestMistakesChangeNames(t *testing.T) {
	t.Parallel()
	m, r := defaultMistakes(t), newRandom(2)
	for _, set := range allNames(t) {
		for range 100 {
			family, given := set.familyName(r, female), set.givenName(r, male, 1990)
			for _, want := range []likeness{soundsSame, beginsSame, unlike} {
				for before, after := range map[string]string{
					family: m.spoil(r, family, want, m.family, nil), given: m.spoil(r, given, want, m.given, m.nicknames),
				} {
					was, _, _ := strings.Cut(before, " ")
					is, _, _ := strings.Cut(after, " ")
					if is == was || strings.TrimSpace(after) != after || m.likeness(was, is) != want && is != lastResort(was, want) {
						t.Fatalf("%q became %q, want likeness %d", before, after, want)
					}
				}
			}
		}
	}
}

func TestWrongDatesAreDates(t *testing.T) {
	t.Parallel()
	m, r := defaultMistakes(t), newRandom(3)
	oneParts, all := 0, 20_000
	for i := range all {
		born := date(1920, 1, 1) + day(i*38_000/all)
		wrong := m.wrongDate(r, born)
		if wrong == born || wrong > lastDay {
			t.Fatalf("%s became %s", born, wrong)
		}
		if partsOut(born.String(), wrong.String()) == 1 {
			oneParts++
		}
	}
	if share := float64(oneParts) / float64(all); share < .91 || share > .96 {
		t.Errorf("%.3f of wrong dates err in one part, want .93", share)
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	for d, want := range map[day]string{firstFact: "2007-01-01", firstDay: "2015-01-01", lastDay: "2025-12-31"} {
		if d.String() != want {
			t.Errorf("%d is %s, want %s", d, d, want)
		}
	}
	if got := date(1980, 2, 29); got.String() != "1980-02-29" || got.year() != 1980 || got.ageOn(lastDay) != 45 {
		t.Errorf("29 February 1980 is %s, age %d", got, got.ageOn(lastDay))
	}
	if _, err := time.Parse(time.DateOnly, date(1899, 12, 31).String()); err != nil {
		t.Error(err)
	}
}

// TestPlantedUnfairness: a multiplier moves its own group, not the whole.
func TestPlantedUnfairness(t *testing.T) {
	t.Parallel()
	profile, err := DefaultProfile(OneLondon)
	if err != nil {
		t.Fatal(err)
	}
	profile = profile.clone()
	for culture := range profile.CultureErrors {
		profile.CultureErrors[culture] = 1
	}
	profile.CultureErrors["nigerian"] = 6
	profile.OrganisationErrors["ZC01"] = 8
	rows, _ := generated(t, Config{People: 8000, Region: OneLondon, Seed: 14, Profile: profile})
	var nigerian, others, planted, elsewhere rate
	for i := range rows {
		wrong := slices.Contains(rows[i].Errors, ErrorFamilySpelling)
		if rows[i].Record[Organisation] == "ZC01" {
			planted.count(wrong)
			continue
		}
		elsewhere.count(wrong)
		if rows[i].Culture == "nigerian" {
			nigerian.count(wrong)
		} else {
			others.count(wrong)
		}
	}
	if nigerian.share() < 3*others.share() {
		t.Errorf("the planted culture errs at %.4f, others at %.4f", nigerian.share(), others.share())
	}
	if planted.share() < 5*elsewhere.share() {
		t.Errorf("the planted organisation errs at %.4f, others at %.4f", planted.share(), elsewhere.share())
	}
	if whole := perRecord((profile.Errors.FamilySpelling.Women + profile.Errors.FamilySpelling.Men) / 2); elsewhere.share() < .8*whole || elsewhere.share() > 1.2*whole {
		t.Errorf("the whole errs at %.4f, want %.4f", elsewhere.share(), whole)
	}
}
