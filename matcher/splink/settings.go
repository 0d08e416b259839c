package splink

import (
	"encoding/json"
	"fmt"
)

// settings is a Splink model file. Fields that say nothing about which pairs
// are compared and what they weigh are passed over.
type settings struct {
	LinkType      string       `json:"link_type"`
	Prior         *float64     `json:"probability_two_random_records_match"`
	Dialect       string       `json:"sql_dialect"`
	UniqueID      string       `json:"unique_id_column_name"`
	BlockingRules []rule       `json:"blocking_rules_to_generate_predictions"`
	Comparisons   []comparison `json:"comparisons"`
}

// rule is a blocking rule: an object, or in older files its SQL alone. Salting
// spreads the work and changes no pair.
type rule struct {
	SQL     string   `json:"blocking_rule"`
	Dialect string   `json:"sql_dialect"`
	Explode []string `json:"arrays_to_explode"`
}

// UnmarshalJSON reads either form.
func (r *rule) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '"' {
		return decode(text, &r.SQL)
	}
	type object rule
	return decode(text, (*object)(r))
}

type comparison struct {
	Name        string  `json:"output_column_name"`
	Description string  `json:"comparison_description"`
	Levels      []level `json:"comparison_levels"`
}

type level struct {
	SQL     string       `json:"sql_condition"`
	Label   string       `json:"label_for_charts"`
	Null    bool         `json:"is_null_level"`
	M       *probability `json:"m_probability"`
	U       *probability `json:"u_probability"`
	Column  string       `json:"tf_adjustment_column"`
	Weight  *float64     `json:"tf_adjustment_weight"`
	Minimum float64      `json:"tf_minimum_u_value"`
	OwnU    bool         `json:"disable_tf_exact_match_detection"`
}

// probability is a number, or the text with which Splink marks a level that its
// training never saw.
type probability float64

// unobserved is what Splink weighs a level with that its training never saw.
const unobserved = 1e-6

// UnmarshalJSON reads either form.
func (p *probability) UnmarshalJSON(text []byte) error {
	if string(text) == `"level not observed in training dataset"` {
		*p = unobserved
		return nil
	}
	return decode(text, (*float64)(p))
}

func decode(text []byte, into any) error {
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("reading JSON: %w", err)
	}
	return nil
}

// Looks tells whether a file is a Splink model and not one of this engine's.
func Looks(text []byte) bool {
	var fields struct {
		Comparisons []struct {
			Levels json.RawMessage `json:"comparison_levels"`
		} `json:"comparisons"`
		Rules json.RawMessage `json:"blocking_rules_to_generate_predictions"`
	}
	if json.Unmarshal(text, &fields) != nil {
		return false
	}
	return fields.Rules != nil || len(fields.Comparisons) > 0 && fields.Comparisons[0].Levels != nil
}
