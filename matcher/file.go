package matcher

import (
	"encoding/json"
	"fmt"
	"io"
)

// File is a model as it is written down.
type File struct {
	// Name and Version identify the model in summaries, events and audit.
	Name    string `json:"name"`
	Version string `json:"version"`
	// Description says what the model is for and where its figures come from.
	Description string `json:"description,omitempty"`
	// Prior is the probability (λ) that two records drawn at random match.
	Prior float64 `json:"prior"`
	// Thresholds are match weights in bits, the prior included.
	Thresholds ThresholdsFile `json:"thresholds"`
	// MaxCluster is the most records that may become one person unasked.
	MaxCluster int `json:"max_cluster"`
	// EstablishedName is the frequency from which a first name is an
	// established name of its own and not the misspelling of another.
	EstablishedName float64 `json:"established_name,omitempty"`
	// BlockingRules propose the pairs that are compared.
	BlockingRules []RuleFile `json:"blocking_rules"`
	// TrainingRules, if any, name pairs that are mostly one person's, such as
	// those that share an NHS number: m is estimated from them. A comparison
	// learns nothing from a rule that reads one of its own columns.
	TrainingRules []RuleFile `json:"training_rules,omitempty"`
	// WideLimit is the most records that a key may bring together before a
	// file's link treats it as wide.
	WideLimit int `json:"wide_limit"`
	// WideValues lists, per blocking rule, keys that are too common alone: the
	// values of the rule's terms with a bar between them, as in SMITH|1980.
	WideValues map[string][]string `json:"wide_values,omitempty"`
	// Comparisons weigh a pair, each by the first of its levels that holds.
	Comparisons []ComparisonFile `json:"comparisons"`
	// TermFrequencies holds, per term, the share of the records that hold a
	// value which hold this one.
	TermFrequencies map[string]map[string]float64 `json:"term_frequencies,omitempty"`
}

// ThresholdsFile holds the thresholds: at Auto and above a pair may link by
// weight, at Review and above it is shown to a reviewer, and a rival within
// Margin stops a link. Review ≤ Auto − Margin.
type ThresholdsFile struct {
	Auto   float64 `json:"auto"`
	Review float64 `json:"review"`
	Margin float64 `json:"margin"`
	// AgreeingFields is how many comparisons must agree before weight alone links.
	AgreeingFields int `json:"agreeing_fields"`
}

// RuleFile is a blocking rule: terms that must all agree, as in
// soundex(family_name), and the terms added where a value is wide.
type RuleFile struct {
	Name     string   `json:"name"`
	Keys     []string `json:"keys"`
	WhenWide []string `json:"when_wide,omitempty"`
}

// ComparisonFile is a comparison with its levels, best first; the last has
// the condition else.
type ComparisonFile struct {
	Name   string      `json:"name"`
	Levels []LevelFile `json:"levels"`
	// FixM and FixU keep training from changing m or u, which then need not add
	// up to 1 either.
	FixM bool `json:"fix_m,omitempty"`
	FixU bool `json:"fix_u,omitempty"`
}

// LevelFile is one level of a comparison.
type LevelFile struct {
	Name string `json:"name"`
	// When is the condition, as in jaro_winkler(first_name) >= 0.92.
	When string `json:"when"`
	// Missing marks a level that says nothing: it has neither m nor u.
	Missing bool `json:"missing,omitempty"`
	// M and U are the probabilities of the level among pairs that match and
	// that do not. A model without them is a start for training.
	M *float64 `json:"m,omitempty"`
	U *float64 `json:"u,omitempty"`
	// TermFrequency adjusts the weight by how common the agreeing value is.
	TermFrequency *TermFrequencyFile `json:"term_frequency,omitempty"`
}

// TermFrequencyFile adjusts a level by Weight × log2(base / f), f being the
// frequency of the value that agrees (of the commoner one where they differ),
// and base the u of the comparison's exact level on the term.
type TermFrequencyFile struct {
	Term   string  `json:"term"`
	Weight float64 `json:"weight"`
	// Minimum is the least frequency; values that the table lacks have it, or
	// say nothing where it is 0.
	Minimum float64 `json:"minimum"`
	// OwnU takes the level's own u for base, not that of the exact level.
	OwnU bool `json:"own_u,omitempty"`
}

// ReadFile reads a model file. An error names the line, or the place in the
// model, and what was expected.
func ReadFile(r io.Reader) (File, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return File{}, fmt.Errorf("reading model: %w", err)
	}
	var file File
	if err := decodeStrictly(text, &file); err != nil {
		return File{}, fmt.Errorf("reading model: %w", err)
	}
	return file, nil
}

// Write writes the file in the form that ReadFile reads.
func (f File) Write(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(f); err != nil {
		return fmt.Errorf("writing model: %w", err)
	}
	return nil
}
