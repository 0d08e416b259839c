package population

import "testing"

// BenchmarkWrite writes each format to disk.
func BenchmarkWrite(b *testing.B) {
	profile, err := DefaultProfile(GreaterManchester)
	if err != nil {
		b.Fatal(err)
	}
	for _, format := range Formats() {
		b.Run(string(format), func(b *testing.B) {
			records := 0
			for b.Loop() {
				summary, err := Write(b.Context(), Config{People: 20_000, Region: GreaterManchester, Seed: 1, Profile: profile}, format, b.TempDir())
				if err != nil {
					b.Fatal(err)
				}
				records += summary.Records
			}
			b.ReportMetric(float64(records)/b.Elapsed().Seconds(), "records/s")
		})
	}
}
