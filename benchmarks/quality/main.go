// Command quality measures how well the engine links.
package main

import (
	"context"
	"fmt"
	"os"
)

func main() {
	ctx := context.Background()
	data := "../shared/data"
	f4 := []string{"febrl-dataset4a.csv", "febrl-dataset4b.csv"}
	for _, s := range []struct {
		name string
		t    trained
	}{
		{"febrl4", trained{"testdata/febrl", f4, febrlTruth(f4...)}},
		{"febrl1", trained{"testdata/febrl", []string{"febrl-dataset1.csv"}, febrlTruth("febrl-dataset1.csv")}},
		{"febrl2", trained{"testdata/febrl", []string{"febrl-dataset2.csv"}, febrlTruth("febrl-dataset2.csv")}},
		{"fake", trained{"testdata/fake1000", []string{"fake_1000.csv"}, fakeTruth}},
	} {
		if len(os.Args) > 1 && os.Args[1] != s.name {
			continue
		}
		a, err := s.t.run(ctx, data, "build/quality/"+s.name)
		fmt.Printf("%s %v\n%+v\n%+v\nbest %+v\n", s.name, err, a.report, a.tasks, a.best)
	}
	_ = os.Stdout
}
