package demographics

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

type vectors struct {
	NHS []struct {
		In    string `json:"in"`
		Class string `json:"class"`
	} `json:"nhs"`
	Postcode []struct {
		In       string `json:"in"`
		Standard bool   `json:"standard"`
		Pseudo   bool   `json:"pseudo"`
	} `json:"postcode"`
	Pattern string `json:"postcode_re2"`
}

// readVectors reads the worked examples. Without them the test is skipped, but
// in CI it fails.
func readVectors(t *testing.T) vectors {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", "nhs-vectors.json")
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) && os.Getenv("CI") == "" {
		t.Skipf("no worked examples at %s", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestNHSNumberVectors(t *testing.T) {
	t.Parallel()
	v := readVectors(t)
	if len(v.NHS) == 0 {
		t.Fatal("no examples of NHS numbers")
	}
	for _, example := range v.NHS {
		if _, class := ClassifyNHSNumber(example.In); class.String() != example.Class {
			t.Errorf("%q is %s, want %s", example.In, class, example.Class)
		}
	}
}

// The examples judge the text as it stands, so only a postcode that is already
// in normal form counts as standard.
func TestPostcodeVectors(t *testing.T) {
	t.Parallel()
	v := readVectors(t)
	if len(v.Postcode) == 0 {
		t.Fatal("no examples of postcodes")
	}
	for _, example := range v.Postcode {
		postcode, class := ParsePostcode(example.In)
		if got := class == PostcodeStandard && postcode.Text() == example.In; got != example.Standard {
			t.Errorf("%q standard: %v, want %v", example.In, got, example.Standard)
		}
		if class.Pseudo() != example.Pseudo {
			t.Errorf("%q pseudo: %v, want %v", example.In, class.Pseudo(), example.Pseudo)
		}
	}
	if v.Pattern != postcodePattern {
		t.Error("the pattern that FuzzPostcode trusts is not the one of the examples")
	}
}
