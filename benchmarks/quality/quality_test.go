//go:build quality

package quality

import (
	"errors"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lhcre/mpi/matcher/evaluate"
)

// data holds the public data sets, which lie beside the project.
const data = "../../../shared/data"

var (
	update = flag.Bool("update", false, "write the golden file anew")
	only   = flag.String("rows", "", "measure only these `ROWS`, divided by commas")
)

// TestQuality measures every row and prints it. It takes minutes, so it has a
// build tag of its own: `make quality` sets it.
func TestQuality(t *testing.T) {
	t.Parallel()
	cfg := Config{
		Sets: publicSets(), Vectors: filepath.Join(data, "splink-known_params_comparison_vectors.csv"),
		MustHave: os.Getenv("CI") != "",
		Work:     filepath.Join("..", "..", "build", "quality"), Golden: "golden.txt", Rewrite: *update,
		Out: os.Stdout, Narration: os.Stderr,
	}
	if *only != "" {
		cfg.Rows = strings.Split(*only, ",")
	}
	if _, err := os.Stat(data); errors.Is(err, fs.ErrNotExist) {
		cfg.NoData = "the public data sets are not beside the project"
	}
	if err := Run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
}

// publicSets are the data sets of rows 4 to 6, with what others have published
// of them as bounds.
func publicSets() []Dataset {
	return []Dataset{
		febrl("4", "febrl4", []Bound{{"precision", 0.999}, {"recall", 0.992}}, "febrl-dataset4a.csv", "febrl-dataset4b.csv"),
		febrl("5", "febrl1", []Bound{{"F1", 0.99}}, "febrl-dataset1.csv"),
		febrl("5", "febrl2", []Bound{{"F1", 0.98}}, "febrl-dataset2.csv"),
		{
			Row: "6", Name: "fake_1000", Folder: "../../testdata/fake1000",
			Files: []string{filepath.Join(data, "fake_1000.csv")}, Truth: clusterTruth, Bounds: []Bound{{"best F1", 0.87}},
		},
	}
}

func febrl(row, name string, bounds []Bound, files ...string) Dataset {
	d := Dataset{Row: row, Name: name, Folder: "../../testdata/febrl", Bounds: bounds}
	for _, file := range files {
		d.Files = append(d.Files, filepath.Join(data, file))
	}
	d.Truth = func() (map[string]string, error) { return truthOfIDs(d.Files) }
	return d
}

// truthOfIDs reads who is who from the record ids: rec-N-org and rec-N-dup-K.
func truthOfIDs(files []string) (map[string]string, error) {
	truth := map[string]string{}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(text)) {
			if id, _, _ := strings.Cut(line, ","); strings.HasPrefix(id, "rec-") {
				truth[id] = strings.Split(id, "-")[1]
			}
		}
	}
	return truth, nil
}

func clusterTruth() (map[string]string, error) {
	path := filepath.Join(data, "fake_1000.csv")
	return open(path, func(in io.Reader) (map[string]string, error) {
		return evaluate.ReadTruth(path, in, evaluate.TruthOptions{IDColumn: "unique_id", PersonColumn: "cluster"})
	})
}
