package matcher

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/lhcre/mpi/matcher/blocking"
	"github.com/lhcre/mpi/matcher/demographics"
)

// Model is a model file made ready to compare records. It does not change
// after loading and may be used by many goroutines.
type Model struct {
	file        File
	terms       []blocking.Term
	termIndex   map[string]int
	columns     []columnTerms
	own         []string    // columns of a file's own
	places      []termPlace // by term
	native      nativeTerms
	comparisons []comparison
	quickest    []int    // the comparisons, the quickest first
	most        []Weight // that those from each place on can add
	rules       []blocking.Rule
	ruleAt      []ruleTerms
	training    []ruleTerms
	wide        map[string]map[string]bool
	prior       Weight
	thresholds  Thresholds

	comparesGiven bool
	questions     question // the last that was numbered
	plainComparer *Comparer
	asks          ladderQuestions
}

// Thresholds are the model's thresholds as weights.
type Thresholds struct {
	Auto, Review, Margin Weight
	AgreeingFields       int
	MaxCluster           int
}

// Read reads and compiles a model file whose every level has m and u.
func Read(r io.Reader) (*Model, error) {
	file, err := ReadFile(r)
	if err != nil {
		return nil, err
	}
	return New(file)
}

// New compiles a model file whose every level has m and u.
func New(file File) (*Model, error) {
	m, err := NewUntrained(file)
	if err != nil {
		return nil, err
	}
	if err := file.checkTrained(); err != nil {
		return nil, fmt.Errorf("model %s: %w", file.Name, err)
	}
	return m, nil
}

// NewUntrained compiles a model file that may still lack m and u: it can tell
// the levels of a pair, which is what training needs, but levels without m and
// u weigh nothing.
func NewUntrained(file File) (*Model, error) {
	if err := file.check(); err != nil {
		return nil, fmt.Errorf("model %s: %w", file.Name, err)
	}
	m := &Model{file: file, termIndex: map[string]int{}, wide: file.wideSets()}
	m.native = m.nativeTerms()
	for i, c := range file.Comparisons {
		compiled, err := m.compile(c)
		if err != nil {
			return nil, fmt.Errorf("model %s: comparisons[%d] %s: %w", file.Name, i, c.Name, err)
		}
		m.comparisons = append(m.comparisons, compiled)
		m.comparesGiven = m.comparesGiven || compiled.columns["given_names"]
	}
	var err error
	if m.rules, m.ruleAt, err = m.compileRules(file.BlockingRules); err != nil {
		return nil, fmt.Errorf("model %s: blocking_rules%w", file.Name, err)
	}
	if _, m.training, err = m.compileRules(file.TrainingRules); err != nil {
		return nil, fmt.Errorf("model %s: training_rules%w", file.Name, err)
	}
	m.asks = m.ladderQuestions()
	m.layColumns()
	for i := range m.comparisons {
		m.comparisons[i].remember(m)
	}
	m.own = m.ownColumns()
	m.orderComparisons()
	m.plainComparer = &Comparer{Model: m}
	m.prior = Bits(math.Log2(file.Prior / (1 - file.Prior)))
	m.thresholds = file.thresholds()
	return m, nil
}

func (m *Model) compileRules(files []RuleFile) (rules []blocking.Rule, at []ruleTerms, err error) {
	for i, r := range files {
		rule, err := blocking.NewRule(r.Name, r.Keys, r.WhenWide)
		if err != nil {
			return nil, nil, fmt.Errorf("[%d]: %w", i, err)
		}
		rules = append(rules, rule)
		at = append(at, m.ruleTerms(rule))
	}
	return rules, at, nil
}

// File gives the model as it was written down. Its maps must not be changed.
func (m *Model) File() File { return m.file }

// Rules gives the blocking rules.
func (m *Model) Rules() []blocking.Rule { return m.rules }

// ListsWide tells whether the model lists any key of a blocking rule as too
// common alone.
func (m *Model) ListsWide(rule string) bool { return len(m.wide[rule]) > 0 }

// Wide tells whether the model lists a key of a blocking rule as too common alone.
func (m *Model) Wide(rule string, key []byte) bool {
	return len(m.wide) > 0 && m.wide[rule][string(key)]
}

// Thresholds gives the thresholds.
func (m *Model) Thresholds() Thresholds { return m.thresholds }

// Prior gives the prior as a weight: the log odds that two random records match.
func (m *Model) Prior() Weight { return m.prior }

// Columns lists the columns that the model reads, native ones and a file's own.
func (m *Model) Columns() []string {
	seen := map[string]bool{}
	var out []string
	add := func(column string) {
		if !seen[column] {
			seen[column] = true
			out = append(out, column)
		}
	}
	for _, term := range m.terms {
		add(term.Column())
	}
	return out
}

// term gives the place of a term in a Comparable, adding it when it is new.
func (m *Model) term(t blocking.Term) int {
	if at, ok := m.termIndex[t.String()]; ok {
		return at
	}
	m.termIndex[t.String()] = len(m.terms)
	m.terms = append(m.terms, t)
	return len(m.terms) - 1
}

// plain gives the place of the term that is a column as it stands.
func (m *Model) plain(column string) int {
	term, err := blocking.ParseTerm(column)
	if err != nil {
		panic("a column's name is always a term: " + err.Error())
	}
	return m.term(term)
}

func (f File) thresholds() Thresholds {
	return Thresholds{
		Auto:           Bits(f.Thresholds.Auto),
		Review:         Bits(f.Thresholds.Review),
		Margin:         Bits(f.Thresholds.Margin),
		AgreeingFields: f.Thresholds.AgreeingFields,
		MaxCluster:     f.MaxCluster,
	}
}

// separator stands in a key where a model file writes a bar.
const separator = string(rune(blocking.Separator))

func (f File) wideSets() map[string]map[string]bool {
	sets := map[string]map[string]bool{}
	for rule, values := range f.WideValues {
		sets[rule] = map[string]bool{}
		for _, value := range values {
			sets[rule][strings.ReplaceAll(value, "|", separator)+separator] = true
		}
	}
	return sets
}

// OwnColumns lists the columns that the model reads beside those that every
// record may have. The list must not be changed.
func (m *Model) OwnColumns() []string { return m.own }

func (m *Model) ownColumns() []string {
	known := append(demographics.NativeColumns(), demographics.DerivedColumns()...)
	return slices.DeleteFunc(m.Columns(), func(c string) bool { return slices.Contains(known, c) })
}
