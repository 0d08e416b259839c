package evaluate

import (
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/lhcre/mpi/matcher"
)

func TestReadTruth(t *testing.T) {
	t.Parallel()
	want := map[string]string{"a": "1", "b": "1"}
	tests := []struct {
		name, text string
		opt        TruthOptions
		want       map[string]string
	}{
		{"plain", "record_id,person_id\na,1\nb,1\n", TruthOptions{}, want},
		{"other columns and order", "cluster,x,unique_id\n1,,a\n1,,b\n", TruthOptions{"unique_id", "cluster"}, want},
		{"byte order mark, CRLF, blanks", "\ufeffrecord_id, person_id \r\na , \"1\"\r\nb, 1", TruthOptions{}, want},
		{"header alone", "record_id,person_id\n", TruthOptions{}, map[string]string{}},
		{"a long value", "record_id,person_id\n" + strings.Repeat("a", 1<<20) + ",1\n", TruthOptions{}, map[string]string{strings.Repeat("a", 1<<20): "1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := ReadTruth("truth.csv", strings.NewReader(tt.text), tt.opt)
			if err != nil || !maps.Equal(got, tt.want) {
				t.Errorf("truth %v, want %v (error %v)", got, tt.want, err)
			}
		})
	}
}

func TestReadErrorsNameThePlace(t *testing.T) {
	t.Parallel()
	const header = "record_id,identity_id\n"
	tests := []struct{ name, text, want string }{
		{"empty", "", "i.csv: line 1: expected a header with record_id, identity_id"},
		{"missing column", "record_id,person\n", "i.csv: line 1: expected a column identity_id"},
		{"column twice", "record_id,identity_id,record_id\n", "i.csv: line 1, column record_id: expected the column once"},
		{"ragged", header + "a,x\nb\n", "i.csv: line 3: expected as many fields as the header has"},
		{"quotes", header + "a,x\"y\n", "i.csv: line 2, column 4: expected well-formed CSV quotes"},
		{"quotes in the header", "record_id,\"identity\n", "expected well-formed CSV quotes"},
		{"no identity", header + "a,x\nb, \n", "i.csv: line 3, column identity_id: expected a value"},
		{"no record", header + ",x\n", "i.csv: line 2, column record_id: expected a value"},
		{"not UTF-8", header + "a,\xff\n", "i.csv: line 2, column identity_id: expected UTF-8"},
		{"record twice", header + "a,x\n\na,y\n", "i.csv: line 4, column record_id: expected each record once"},
		{"unknown record", header + "secret,x\n", "i.csv: line 2, column record_id: expected a record that the truth has"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := ReadIdentities("i.csv", strings.NewReader(tt.text), map[string]string{"a": "1", "b": "2"})
			place, ok := errors.AsType[*PlaceError](err)
			if !ok || !strings.Contains(err.Error(), tt.want) || place.Line == 0 {
				t.Fatalf("error %v, want one with %q", err, tt.want)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the error tells a value: %v", err)
			}
		})
	}
}

func TestReadPassesOnReadErrors(t *testing.T) {
	t.Parallel()
	broken := errors.New("disk gone")
	from := func() io.Reader { return io.MultiReader(strings.NewReader("record_id,"), iotest.ErrReader(broken)) }
	if _, err := ReadTruth("t.csv", from(), TruthOptions{}); !errors.Is(err, broken) {
		t.Errorf("error %v, want the reader's", err)
	}
	for _, err := range ReadPairs("p.csv", from(), nil) {
		if !errors.Is(err, broken) {
			t.Errorf("error %v, want the reader's", err)
		}
	}
}

const pairsHeader = "record_id_a,record_id_b,match_weight,match_probability,decision,rule\n"

func TestReadPairs(t *testing.T) {
	t.Parallel()
	truth := map[string]string{"a": "1", "b": "1"}
	text := pairsHeader + "a,b,12.345678,0.9998,link,weight\nb,a,-3.000001,0.11,review,review\n"
	want := []Pair{
		{"a", "b", 12_345_678_000, 0.9998, VerdictLink, matcher.RuleWeight},
		{"b", "a", -3_000_001_000, 0.11, VerdictReview, matcher.RuleReview},
	}
	n := 0
	for pair, err := range ReadPairs("pairs.csv", strings.NewReader(text), truth) {
		if err != nil || pair != want[n] {
			t.Errorf("pair %+v, want %+v (error %v)", pair, want[n], err)
		}
		n++
	}
	if n != 2 {
		t.Errorf("%d pairs, want 2", n)
	}
	for range ReadPairs("pairs.csv", strings.NewReader(text), truth) {
		break // must not be yielded to again
	}
	if tier := want[0].Decision().Tier; tier != matcher.TierProbable {
		t.Errorf("a link has tier %v", tier)
	}
	if got := want[1].Decision(); got.Tier != matcher.TierPossible || got.Rule != matcher.RuleReview || got.Weight != want[1].Weight {
		t.Errorf("a review has decision %+v", got)
	}
}

func TestReadPairsErrors(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, row, want string }{
		{"first unknown", "z,b,1,0.5,link,weight", "p.csv: line 2, column record_id_a: expected a record that the truth has"},
		{"second unknown", "a,z,1,0.5,link,weight", "column record_id_b: expected a record that the truth has"},
		{"no record", "a,,1,0.5,link,weight", "column record_id_b: expected a value"},
		{"with itself", "a,a,1,0.5,link,weight", "column record_id_b: expected another record than record_id_a"},
		{"weight no number", "a,b,heavy,0.5,link,weight", "column match_weight: expected a number from -1e+06 to 1e+06"},
		{"weight NaN", "a,b,NaN,0.5,link,weight", "column match_weight: expected a number"},
		{"weight infinite", "a,b,-Inf,0.5,link,weight", "column match_weight: expected a number"},
		{"probability above 1", "a,b,1,1.5,link,weight", "column match_probability: expected a number from 0 to 1"},
		{"probability empty", "a,b,1,,link,weight", "column match_probability: expected a value"},
		{"decision", "a,b,1,0.5,maybe,weight", "column decision: expected link or review"},
		{"rule", "a,b,1,0.5,link,", "column rule: expected a value"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var last error
			for _, err := range ReadPairs("p.csv", strings.NewReader(pairsHeader+tt.row+"\n"), map[string]string{"a": "1", "b": "1"}) {
				last = err
			}
			if last == nil || !strings.Contains(last.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", last, tt.want)
			}
		})
	}
}

// A public file with columns of its own has the 2,031 true pairs it is known for.
func TestReadTruthOfPublicData(t *testing.T) {
	t.Parallel()
	file, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "fake_1000.csv"))
	if errors.Is(err, fs.ErrNotExist) && os.Getenv("CI") == "" {
		t.Skip("skipped: the shared test data with fake_1000.csv are not beside the project")
	}
	if err != nil {
		t.Fatalf("opening the shared test data: %v", err)
	}
	defer file.Close()
	truth, err := ReadTruth("fake_1000.csv", file, TruthOptions{IDColumn: "unique_id", PersonColumn: "cluster"})
	if err != nil || len(truth) != 1000 || TruePairs(truth) != 2031 {
		t.Errorf("%d records with %d true pairs, want 1000 with 2031 (error %v)", len(truth), TruePairs(truth), err)
	}
}

func FuzzReadIdentities(f *testing.F) {
	f.Add("record_id,identity_id\na,x\n")
	f.Add("\ufeffidentity_id,record_id\n\"x\ny\",b\n")
	truth := map[string]string{"a": "1", "b": "1"}
	f.Fuzz(func(t *testing.T, text string) {
		identities, err := ReadIdentities("i.csv", strings.NewReader(text), truth)
		if _, ok := errors.AsType[*PlaceError](err); err != nil && !ok {
			t.Errorf("error without a place: %v", err)
		}
		if err == nil {
			if _, err := Clusters(truth, identities); err != nil {
				t.Error(err)
			}
		}
	})
}

func FuzzReadPairs(f *testing.F) {
	f.Add(pairsHeader + "a,b,12.345678,0.9998,link,weight\n")
	f.Add(pairsHeader + "a,b,-1e300,0,review,x\n")
	truth := map[string]string{"a": "1", "b": "1"}
	f.Fuzz(func(t *testing.T, text string) {
		ended := false
		for pair, err := range ReadPairs("p.csv", strings.NewReader(text), truth) {
			if _, ok := errors.AsType[*PlaceError](err); ended || err != nil && !ok {
				t.Fatalf("after the end %v, or an error without a place: %v", ended, err)
			}
			ended = err != nil
			if err == nil && (pair.A == pair.B || truth[pair.A] == "" || truth[pair.B] == "" || !(pair.Probability >= 0)) {
				t.Errorf("bad pair %+v", pair)
			}
		}
	})
}
