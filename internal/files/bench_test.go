package files

import (
	"maps"
	"slices"
	"testing"
)

// BenchmarkRead reads the same people in every format, with a sink that keeps
// nothing.
func BenchmarkRead(b *testing.B) {
	all := forms(b, people(b, 8000))
	for _, name := range slices.Sorted(maps.Keys(all)) {
		b.Run(name, func(b *testing.B) {
			path := write(b, name, all[name])
			b.ReportAllocs()
			rows := 0
			for b.Loop() {
				counts, err := (&Reader{}).Read(b.Context(), path, &counted{})
				if err != nil {
					b.Fatal(err)
				}
				rows += counts.Rows
			}
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
