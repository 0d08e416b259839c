package main

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestGenerateFormats: each format has its file, and all have the same truth.
func TestGenerateFormats(t *testing.T) {
	t.Parallel()
	for format, file := range map[string]string{"fhir": "records.ndjson", "hl7v2": "messages.hl7"} {
		dir := people(t, "--format", format)
		want := []string{file, "nhs-numbers.csv", "summary.json", "truth.csv"}
		slices.Sort(want)
		if got := listed(t, dir); !slices.Equal(got, want) {
			t.Errorf("%s: files %v, want %v", format, got, want)
		}
		truth, records := table(t, dir, "truth.csv"), read(t, dir, file)
		for _, row := range truth[1:] {
			if !strings.Contains(records, row[0]) {
				t.Fatalf("%s: no record %s", format, row[0])
			}
		}
		if again := people(t, "--format", format); read(t, again, file) != records {
			t.Errorf("%s: the same seed gave other records", format)
		}
	}
}

// TestGenerateTakesProfiles: what is planted stands in summary.json.
func TestGenerateTakesProfiles(t *testing.T) {
	t.Parallel()
	profile := write(t, "p.json", `{"organisation_error_multipliers": {"ZA01": 9}, "nhs_numbers": {"superseded": 0.5}}`)
	dir := people(t, "--profile", profile)
	var summary struct {
		Records int            `json:"records"`
		Errors  map[string]int `json:"errors"`
		Seconds float64        `json:"seconds"`
		Rate    float64        `json:"records_per_second"`
		Memory  int64          `json:"peak_memory_bytes"`
		Profile map[string]any `json:"profile"`
	}
	if err := json.Unmarshal([]byte(read(t, dir, "summary.json")), &summary); err != nil {
		t.Fatalf("%s: %v", filepath.Join(dir, "summary.json"), err)
	}
	planted, ok := summary.Profile["organisation_error_multipliers"].(map[string]any)
	if !ok || planted["ZA01"] != 9.0 || summary.Seconds <= 0 || summary.Rate <= 0 || summary.Memory <= 0 {
		t.Errorf("summary %+v", summary)
	}
	if old := summary.Errors["nhs_number_superseded"]; old < summary.Records/3 {
		t.Errorf("%d of %d records have a superseded number, want half", old, summary.Records)
	}
}
