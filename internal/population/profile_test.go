package population

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestDefaultProfiles(t *testing.T) {
	t.Parallel()
	for _, region := range Regions() {
		profile, err := DefaultProfile(region)
		if err != nil {
			t.Fatalf("%s: %v", region, err)
		}
		if err := profile.validate(); err != nil {
			t.Errorf("%s: %v", region, err)
		}
	}
	if _, err := DefaultProfile("mercia"); err == nil || !strings.Contains(err.Error(), "mercia") {
		t.Errorf("error %v, want one that names the region", err)
	}
}

func TestReadProfileChangesOnlyWhatItNames(t *testing.T) {
	t.Parallel()
	base, err := DefaultProfile(Wessex)
	if err != nil {
		t.Fatal(err)
	}
	text := `{"errors": {"sex": 0.5}, "cultures": {"somali": 40}, "organisations": {"acute": {"second_local_id": 0}}}`
	got, err := ReadProfile(strings.NewReader(text), base)
	if err != nil {
		t.Fatal(err)
	}
	if got.Errors.Sex != .5 || got.Cultures["somali"] != 40 || got.Organisations.Acute.SecondLocalID != 0 {
		t.Errorf("the file's rates were not taken over: %+v", got.Errors)
	}
	if got.Errors.BirthDate != base.Errors.BirthDate || got.Organisations.Acute.Knows != base.Organisations.Acute.Knows {
		t.Error("a rate that the file does not name changed")
	}
	if base.Cultures["somali"] == 40 {
		t.Error("the base changed")
	}
}

func TestEveryRateIsAField(t *testing.T) {
	t.Parallel()
	base, err := DefaultProfile(Wessex)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(base)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ReadProfile(strings.NewReader(string(text)), Profile{})
	if err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if string(again) != string(text) {
		t.Error("a profile written and read is not the same")
	}
}

func TestBadProfilesNameTheField(t *testing.T) {
	t.Parallel()
	base, err := DefaultProfile(Wessex)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		`{"errors": {"sex": 1.5}}`:                                 "errors.sex",
		`{"errors": {"sex": -0.1}}`:                                "errors.sex",
		`{"errors": {"sex": "often"}}`:                             "errors.sex",
		`{"errors": {"gender": 0.1}}`:                              "gender",
		`{"cultures": {"martian": 1}}`:                             "cultures.martian",
		`{"cultures": {"somali": 101}}`:                            "cultures.somali",
		`{"culture_default_birth_dates": {"somali": 2}}`:           "culture_default_birth_dates.somali",
		`{"organisations": {"acute": {"error_multiplier": 1000}}}`: "organisations.acute.error_multiplier",
		`{"organisation_error_multipliers": {"ZA01": -1}}`:         "organisation_error_multipliers.ZA01",
		`{"households": {"family": 7}}`:                            "households.family",
		`{"errors": {"given_spelling": {"women": 2}}}`:             "errors.given_spelling.women",
		`{"errors": {"given_spelling": "often"}}`:                  "errors.given_spelling: expected a number",
		`{"errors": {"given_spelling": {"girls": 1}}}`:             "girls",
		`{"age_error_multipliers": {"18-30": 2}}`:                  "age_error_multipliers.18-30",
		`{"sex_missing_multipliers": {"other": 2}}`:                "sex_missing_multipliers.other",
		`{"culture_missing_multipliers": {"martian": 2}}`:          "culture_missing_multipliers.martian",
		`{"population": 0}`:                                        "field population",
		`{} {}`:                                                    "nothing behind it",
		`{`:                                                        "reading profile",
		`[]`:                                                       "reading profile",
		`{"households": {"family":0,"couple":0,"alone":0,"lone_parent":0,"three_generations":0,"shared":0,"students":0,"care_home":0}}`: "households",
	} {
		_, err := ReadProfile(strings.NewReader(text), base)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", text, err, want)
		}
	}
}

func FuzzReadProfile(f *testing.F) {
	f.Add(`{"errors": {"sex": 0.5}}`)
	f.Add(`{"cultures": {"somali": 40}}`)
	f.Add(`{"cultures": null}`)
	f.Fuzz(func(t *testing.T, text string) {
		base, err := DefaultProfile(Wessex)
		if err != nil {
			t.Fatal(err)
		}
		profile, err := ReadProfile(strings.NewReader(text), base)
		if err != nil {
			return
		}
		if err := profile.validate(); err != nil {
			t.Errorf("accepted a profile that is not valid: %v", err)
		}
	})
}
