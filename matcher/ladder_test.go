package matcher

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// ladderCase is one case of testdata/matcher/ladder.txt, which explains itself.
type ladderCase struct {
	line int
	name string
	a, b fields
	want string
}

func TestLadder(t *testing.T) {
	t.Parallel()
	m := readTestModel(t)
	for _, c := range readLadder(t) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a, b := pair(t, m, c.a, c.b)
			if got := verdict(m.Decide(a, b)); got != c.want {
				t.Errorf("ladder.txt:%d: %s\n got %s\nwant %s", c.line, c.name, got, c.want)
			}
			if m.Decide(b, a) != m.Decide(a, b) {
				t.Errorf("ladder.txt:%d: %s: the other way round it is %s", c.line, c.name, verdict(m.Decide(b, a)))
			}
			if m.Conflict(a, b) != m.Decide(a, b).Conflict {
				t.Errorf("ladder.txt:%d: %s: Conflict says %q", c.line, c.name, m.Conflict(a, b))
			}
		})
	}
}

// verdict writes a decision as the cases do.
func verdict(d Decision) string {
	out := fmt.Sprintf("%s by %s", []string{"none", "certain", "probable", "possible"}[d.Tier], d.Rule)
	if d.Guard != GuardNone {
		out += ", guard " + string(d.Guard)
	}
	if d.Conflict != ConflictNone {
		out += ", conflict " + string(d.Conflict)
	}
	return out + ", " + d.Weight.String() + " bits"
}

// A rule, guard or conflict without a case is one that nobody has thought through.
func TestLadderCasesAreComplete(t *testing.T) {
	t.Parallel()
	var wants []string
	for _, c := range readLadder(t) {
		wants = append(wants, c.want+",\n")
	}
	text := strings.Join(wants, "")
	for _, r := range []Rule{
		RuleLocalID, RulePseudoPerson, RuleNHSBirthDate, RuleNHSPartial, RuleConfusion,
		RuleNBODuplicate, RuleNumbers, RuleWeight, RuleReview, RuleNone,
	} {
		if !strings.Contains(text, " by "+string(r)+",") {
			t.Errorf("no case of the rule %s", r)
		}
	}
	for _, g := range []Guard{
		GuardTwin, GuardPlaceholderName, GuardDefaultBirthDate, GuardFewFields, GuardDeath, GuardRestricted,
	} {
		if !strings.Contains(text, ", guard "+string(g)+",") {
			t.Errorf("no case of the guard %s", g)
		}
	}
	for _, c := range []Conflict{ConflictNHSNumbers, ConflictTwins, ConflictLocalIDs} {
		if !strings.Contains(text, ", conflict "+string(c)+",") {
			t.Errorf("no case of the conflict %s", c)
		}
	}
}

func readLadder(t *testing.T) []ladderCase {
	t.Helper()
	file, err := os.Open("../testdata/matcher/ladder.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r := ladderReader{t: t, people: map[string]fields{}}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		r.line++
		r.read(strings.TrimSpace(lines.Text()))
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return r.cases
}

type ladderReader struct {
	t      *testing.T
	line   int
	people map[string]fields
	cases  []ladderCase
	into   fields // takes the columns that follow
}

func (r *ladderReader) read(text string) {
	r.t.Helper()
	word, rest, _ := strings.Cut(text, " ")
	switch {
	case text == "" || word == "#":
	case word == "person":
		r.into = fields{}
		r.people[rest] = r.into
	case word == "case":
		r.cases = append(r.cases, ladderCase{line: r.line, name: rest})
	case word == "a" || word == "b":
		r.side(word, rest)
	case word == "=":
		r.cases[len(r.cases)-1].want = rest
	default:
		r.column(text)
	}
}

// side begins one of the two records.
func (r *ladderReader) side(side, person string) {
	r.t.Helper()
	if r.people[person] == nil {
		r.t.Fatalf("ladder.txt:%d: expected one of %v", r.line, slices.Sorted(maps.Keys(r.people)))
	}
	r.into = r.people[person].with(fields{"record_id": side})
	c := &r.cases[len(r.cases)-1]
	if side == "a" {
		c.a = r.into
	} else {
		c.b = r.into
	}
}

func (r *ladderReader) column(text string) {
	r.t.Helper()
	column, value, found := strings.Cut(text, "=")
	if !found || r.into == nil {
		r.t.Fatalf("ladder.txt:%d: expected column = value", r.line)
	}
	r.into[strings.TrimSpace(column)] = strings.TrimSpace(value)
}
