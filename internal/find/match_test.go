package find_test

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/find"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/people"
	"github.com/lhcre/mpi/internal/population"
	"github.com/lhcre/mpi/internal/store/memory"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

// told is what a generated organisation tells of one of its patients.
type told struct {
	fact   facts.Fact
	person string // in truth
}

func generated(t *testing.T, many int) (all []told) {
	t.Helper()
	profile, err := population.DefaultProfile(population.GreaterManchester)
	if err != nil {
		t.Fatal(err)
	}
	cfg := population.Config{People: many, Region: population.GreaterManchester, Seed: 7, Profile: profile}
	_, err = population.Generate(t.Context(), cfg, func(row population.Row) error {
		columns := facts.Columns{}
		for i, column := range demographics.NativeColumns() {
			if text := row.Record[i]; text != "" {
				columns[column] = text
			}
		}
		key := facts.Key{Authority: columns[facts.ColumnAuthority], LocalID: columns[facts.ColumnLocalID]}
		all = append(all, told{person: row.PersonID, fact: facts.Fact{
			Key: key, Kind: facts.Tell, Organisation: columns[facts.ColumnOrganisation], Columns: columns,
			Stamp: facts.Stamp{At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Hash: sha256.Sum256([]byte(strconv.Itoa(len(all))))},
		}})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// region links what was told, and finds people in it.
func region(t *testing.T, all []told) *find.Matcher {
	t.Helper()
	model, err := matcher.Default()
	if err != nil {
		t.Fatal(err)
	}
	store := memory.New()
	ids := 0
	l, err := linker.New(linker.Config{
		Store: store, Index: index.OpenMemory(index.Options{}), Model: model, Now: time.Now,
		NewID: func() string { ids++; return identity.UUID5("find", strconv.Itoa(ids)) },
	})
	if err != nil {
		t.Fatal(err)
	}
	lane, _, err := store.TakeLane(t.Context(), "test", "test")
	if err != nil {
		t.Fatal(err)
	}
	for part := range slices.Chunk(all, 200) {
		var b linker.Batch
		for _, one := range part {
			b.Facts = append(b.Facts, one.fact)
		}
		if _, err := l.Process(t.Context(), lane, b); err != nil {
			t.Fatal(err)
		}
	}
	return &find.Matcher{Records: l.NewFinder(), People: people.People{Store: store}, Thresholds: model.Thresholds()}
}

// asked is what a caller knows of somebody: some of the columns of a record.
func asked(t *testing.T, columns facts.Columns, known ...string) demographics.Record {
	t.Helper()
	r, _, err := demographics.New(func(column string) string {
		if column == facts.ColumnRecordID {
			return "-"
		}
		if slices.Contains(known, column) {
			return columns[column]
		}
		return ""
	}, nil, demographics.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func demographic() []string {
	return []string{"family_name", "given_names", "birth_date", "sex", "address", "postcode", "phone", "nhs_number", "nhs_number_status"}
}

// Whoever knows what one record tells is answered by its person.
func TestPeopleAreFoundByWhatOneRecordTells(t *testing.T) {
	t.Parallel()
	all := generated(t, 1500)
	m := region(t, all)
	for name, c := range map[string]struct {
		known          []string
		first, certain float64
	}{
		"all of it":      {demographic(), 0.99, 0.9},
		"without number": {demographic()[:7], 0.98, 0.8},
		"names, birth date and postcode": {
			[]string{"family_name", "given_names", "birth_date", "postcode"}, 0.95, 0.6,
		},
	} {
		asks, first, certain, wrong := 0, 0, 0, 0
		for _, one := range all[:1500] {
			who := asked(t, one.fact.Columns, c.known...)
			if len(who.Family) == 0 || len(who.Given) == 0 || who.BirthDate.IsZero() || len(who.Postcodes) == 0 {
				continue
			}
			asks++
			answer, err := m.Match(t.Context(), who)
			if err != nil || !answer.Looked || answer.TooCommon {
				t.Fatalf("%+v, %v", answer, err)
			}
			for at, candidate := range answer.Candidates {
				itself := candidate.Person.Has(one.fact.Key.Record())
				switch {
				case candidate.Grade == find.Certain && at > 0:
					t.Fatalf("%s: candidate %d is certain", name, at)
				case candidate.Grade == find.Certain && itself:
					certain++
				case candidate.Grade == find.Certain:
					wrong++
				}
				if at == 0 && itself {
					first++
				}
			}
		}
		share := func(n int) float64 { return float64(n) / float64(asks) }
		t.Logf("%s: %d asked, %.4f first, %.4f certain, %.4f certain and another", name, asks, share(first), share(certain), share(wrong))
		if share(first) < c.first || share(certain) < c.certain || share(wrong) > 0.002 {
			t.Errorf("%s: want %.2f first and %.2f certain", name, c.first, c.certain)
		}
	}
}

// Of a restricted person, the answer is the same wherever the person lives and
// wherever the caller thinks so; a very restricted one is in no answer.
func TestAnswersOfRestrictedPeopleDoNotDependOnPlaces(t *testing.T) {
	t.Parallel()
	seenOf := map[string]bool{}
	all := slices.DeleteFunc(generated(t, 900), func(one told) bool { // one record of each
		twice := seenOf[one.person]
		seenOf[one.person] = true
		return twice
	})
	var restricted []int
	for i, one := range all {
		if one.fact.Columns["birth_date"] != "" && one.fact.Columns["given_names"] != "" && len(restricted) < 100 {
			restricted = append(restricted, i)
		}
	}
	with := func(confidentiality, postcode string) *find.Matcher {
		changed := slices.Clone(all)
		for _, i := range restricted {
			f := &changed[i].fact
			f.Columns = maps.Clone(f.Columns)
			f.Columns["confidentiality"] = confidentiality
			if postcode != "" {
				f.Columns["postcode"], f.Columns["address"], f.Columns["phone"] = postcode, "9 OTHER WAY", "07700900009"
			}
		}
		return region(t, changed)
	}
	here, away, hidden, open := with("R", ""), with("R", "SO14 0AA"), with("V", ""), with("U", "")
	seen, moved := 0, 0
	for _, i := range restricted {
		f := &all[i].fact
		for _, known := range [][]string{demographic(), demographic()[:7], {"given_names", "address", "postcode", "phone"}} {
			who := asked(t, f.Columns, known...)
			answers := map[string]string{}
			for name, m := range map[string]*find.Matcher{"here": here, "away": away, "hidden": hidden, "open": open} {
				answers[name] = answer(t, m, who, f.Key.Record())
			}
			if answers["here"] != answers["away"] {
				t.Errorf("record %d is found as %q here and as %q elsewhere", i, answers["here"], answers["away"])
			}
			if answers["hidden"] != "" {
				t.Errorf("record %d is very restricted, and found as %q", i, answers["hidden"])
			}
			if answers["here"] != "" {
				seen++
			}
			if answers["open"] != answers["here"] {
				moved++
			}
		}
	}
	if seen < 50 || moved < 50 {
		t.Errorf("restricted, %d were found; %d answers are others of unrestricted people", seen, moved)
	}
}

// answer says how a record's person is found, "" for not at all.
func answer(t *testing.T, m *find.Matcher, who demographics.Record, id identity.RecordID) string {
	t.Helper()
	all, err := m.Match(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all.Candidates {
		if c.Person.Has(id) {
			return fmt.Sprintf("%s %.9f", c.Grade, c.Score)
		}
	}
	return ""
}
