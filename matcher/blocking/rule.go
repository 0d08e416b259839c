package blocking

import "fmt"

// Rule is a blocking rule. Records that agree on all its terms are candidates.
type Rule struct {
	Name string
	// Terms must all agree.
	Terms []Term
	// WhenWide are the second terms, added where a key is too common alone.
	WhenWide []Term
}

// NewRule reads a rule: its keys, and those that are added where a value is
// too common alone.
func NewRule(name string, keys, whenWide []string) (Rule, error) {
	if len(keys) == 0 {
		return Rule{}, fmt.Errorf("blocking rule %s: expected at least one key", name)
	}
	rule := Rule{Name: name}
	var err error
	if rule.Terms, err = parseTerms(keys); err != nil {
		return Rule{}, fmt.Errorf("blocking rule %s: keys: %w", name, err)
	}
	if rule.WhenWide, err = parseTerms(whenWide); err != nil {
		return Rule{}, fmt.Errorf("blocking rule %s: when_wide: %w", name, err)
	}
	return rule, nil
}

func parseTerms(texts []string) ([]Term, error) {
	out := make([]Term, 0, len(texts))
	for _, text := range texts {
		term, err := ParseTerm(text)
		if err != nil {
			return nil, err
		}
		out = append(out, term)
	}
	return out, nil
}

// Keys calls visit with every key that the rule gives a record, none when the
// record lacks one of the rule's columns. The bytes are only good until visit
// returns; a key may come twice.
func (r Rule) Keys(values Values, visit func(key []byte)) {
	lists := make([][]string, len(r.Terms))
	for i, term := range r.Terms {
		term.Each(values, func(value string) { lists[i] = append(lists[i], value) })
	}
	Product(lists, nil, visit)
}

// Separator ends each term of a key; no standardised value holds it.
const Separator = '\x1f'

// Product visits prefix followed by every combination of one value from each
// list: the keys of a record whose terms have these values.
func Product(lists [][]string, prefix []byte, visit func([]byte)) {
	if len(lists) == 0 {
		visit(prefix)
		return
	}
	for _, value := range lists[0] {
		next := append(append(prefix, value...), Separator)
		Product(lists[1:], next, visit)
	}
}
