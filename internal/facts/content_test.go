package facts_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/matcher/demographics"
)

// Facts add up to the same in any order, however often each is told, and however
// they are folded; and what is kept of them reads back the same.
func TestContentIsAFold(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2000) {
		rng := rand.New(rand.NewPCG(seed, 1))
		all := someFacts(rng)
		want := facts.Fold(all...)
		var got facts.Content
		for _, i := range rng.Perm(len(all)) {
			got = got.With(all[i], all[rng.IntN(len(all))])
		}
		got = got.With(all...)
		if !got.Equal(&want) || !want.Equal(&got) {
			t.Fatalf("seed %d: told in another order, it holds something else", seed)
		}
		for _, column := range []string{"family_name", "previous_family_name", "postcode", "previous_postcodes", "nhs_number_status", "deleted", "identity_unknown", "updated_at", "organisation"} {
			if got.Column(column) != want.Column(column) {
				t.Fatalf("seed %d: %s differs", seed, column)
			}
		}
		kept, err := want.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var back facts.Content
		if err := back.UnmarshalBinary(kept); err != nil || !back.Equal(&want) {
			t.Fatalf("seed %d: kept and read back it differs: %v", seed, err)
		}
	}
}

func someFacts(rng *rand.Rand) []facts.Fact {
	all := make([]facts.Fact, 1+rng.IntN(6))
	texts := []string{"", "", "A", "B", "C"}
	for i := range all {
		f := facts.Fact{Key: key("a"), Kind: facts.Tell, Stamp: stamp(1 + rng.IntN(4)), Organisation: texts[rng.IntN(len(texts))]}
		f.Stamp.Hash[1] = byte(i)
		if rng.IntN(5) == 0 {
			f.Kind = facts.Delete
		} else {
			f.Columns = facts.Columns{}
			for _, column := range []string{"family_name", "given_names", "postcode", "address", "nhs_number", "nhs_number_status", "identity_unknown", "shoe_size"} {
				if rng.IntN(2) == 0 {
					f.Columns[column] = texts[rng.IntN(len(texts))]
				}
			}
			if rng.IntN(6) == 0 {
				f.Columns["identity_unknown"] = "Y"
			}
		}
		all[i] = f
	}
	return all
}

func TestColumns(t *testing.T) {
	t.Parallel()
	tell := func(day int, columns facts.Columns) facts.Fact {
		return facts.Fact{Key: key("a"), Kind: facts.Tell, Stamp: stamp(day), Columns: columns}
	}
	for name, c := range map[string]struct {
		told         []facts.Fact
		column, want string
	}{
		"the newest":                 {[]facts.Fact{tell(2, facts.Columns{"sex": "2"}), tell(1, facts.Columns{"sex": "1"})}, "sex", "2"},
		"absent says nothing":        {[]facts.Fact{tell(1, facts.Columns{"sex": "2"}), tell(2, facts.Columns{})}, "sex", "2"},
		"empty clears":               {[]facts.Fact{tell(1, facts.Columns{"sex": "2"}), tell(2, facts.Columns{"sex": ""})}, "sex", ""},
		"older names remain":         {[]facts.Fact{tell(1, facts.Columns{"family_name": "OLD"}), tell(2, facts.Columns{"family_name": "NEW"})}, "previous_family_name", "OLD"},
		"a number without status":    {[]facts.Fact{tell(1, facts.Columns{"nhs_number": "1", "nhs_number_status": "01"}), tell(2, facts.Columns{"nhs_number": "2"})}, "nhs_number_status", ""},
		"a status alone":             {[]facts.Fact{tell(1, facts.Columns{"nhs_number": "1", "nhs_number_status": "02"}), tell(2, facts.Columns{"nhs_number_status": "01"})}, "nhs_number_status", "01"},
		"a new home has another key": {[]facts.Fact{tell(1, facts.Columns{"address": "1", "uprn": "5"}), tell(2, facts.Columns{"address": "2"})}, "uprn", ""},
		"once known, always known":   {[]facts.Fact{tell(1, facts.Columns{"family_name": "X"}), tell(2, facts.Columns{"identity_unknown": "Y"})}, "identity_unknown", ""},
		"never known":                {[]facts.Fact{tell(1, facts.Columns{"identity_unknown": "Y", "family_name": "X"})}, "identity_unknown", "Y"},
	} {
		content := facts.Fold(c.told...)
		if got := content.Column(c.column); got != c.want {
			t.Errorf("%s: %s is %q, want %q", name, c.column, got, c.want)
		}
	}
}

func TestCheckFact(t *testing.T) {
	t.Parallel()
	received := time.Date(2024, 1, 5, 0, 0, 0, 0, time.UTC)
	good := facts.Fact{Key: key("a"), Kind: facts.Tell, Stamp: stamp(5), Columns: facts.Columns{"birth_date": "1980-02-10"}}
	for name, change := range map[string]func(f *facts.Fact){
		"no authority":      func(f *facts.Fact) { f.Key.Authority = "" },
		"no identifier":     func(f *facts.Fact) { f.Key.LocalID = "" },
		"no time":           func(f *facts.Fact) { f.Stamp.At = time.Time{} },
		"dated next week":   func(f *facts.Fact) { f.Stamp = stamp(12) },
		"no such date":      func(f *facts.Fact) { f.Columns["birth_date"] = "1980-02-31" },
		"merged with self":  func(f *facts.Fact) { f.Kind, f.Other = facts.Merge, f.Key },
		"merged elsewhere":  func(f *facts.Fact) { f.Kind, f.Other = facts.Merge, facts.Key{Authority: "RW3", LocalID: "a"} },
		"no kind":           func(f *facts.Fact) { f.Kind = 0 },
		"no other":          func(f *facts.Fact) { f.Kind = facts.Unmerge },
		"nothing is wrong!": func(*facts.Fact) {},
	} {
		f := good
		f.Columns = facts.Columns{"birth_date": "1980-02-10"}
		change(&f)
		if err := f.Check(received, demographics.Options{}); (err == nil) != (name == "nothing is wrong!") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzContent(f *testing.F) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 20 {
		content := facts.Fold(someFacts(rng)...)
		kept, err := content.MarshalBinary()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(kept)
	}
	f.Fuzz(func(t *testing.T, kept []byte) {
		var content, again facts.Content
		if content.UnmarshalBinary(kept) != nil {
			return
		}
		anew, err := content.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if err := again.UnmarshalBinary(anew); err != nil || !again.Equal(&content) {
			t.Errorf("what was read cannot be kept and read again: %v", err)
		}
	})
}
