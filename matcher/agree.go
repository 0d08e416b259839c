package matcher

import (
	"iter"
	"slices"
	"strings"

	"github.com/antzucaro/matchr"

	"github.com/lhcre/mpi/matcher/demographics"
)

// agreement says how far two given names go together.
type agreement uint8

const (
	agreementUnknown agreement = iota // a side has none
	agreementDiffers                  // two names
	agreementNear                     // near in spelling: a slip, or a twin's name
	agreementInitial                  // the one is the other's first letter
	agreementVariant                  // two forms of one name, or one called by the second name
	agreementSame                     // equal
)

// ladderQuestions are what the ladder asks of two values and remembers.
type ladderQuestions struct{ given, family question }

func (m *Model) ladderQuestions() ladderQuestions {
	return ladderQuestions{given: m.newQuestion(), family: m.newQuestion()}
}

// givenAgreement takes the best agreement of any alternatives, the right
// spellings that other holders of the NHS number tell among them.
func (m *Comparer) givenAgreement(a, b *Comparable) agreement {
	if !toldSpellings(a) && !toldSpellings(b) {
		return m.ownAgreement(a, b)
	}
	return bestAgreement(m.givenNames(a), m.givenNames(b))
}

// ownAgreement compares the names that two records hold themselves.
func (m *Comparer) ownAgreement(a, b *Comparable) agreement {
	return agreement(m.ask(m.asks.given, m.given(a), m.given(b), givenAnswer)) //nolint:gosec // made of an agreement
}

func givenAnswer(a, b Value) int64 {
	if a.none() || b.none() {
		return int64(agreementUnknown)
	}
	if a.single() && b.single() {
		return int64(namesAgree(a.text(), b.text()))
	}
	return int64(bestAgreement(a.all(), b.all()))
}

func bestAgreement(some, others iter.Seq[string]) agreement {
	best := agreementUnknown
	for x := range some {
		for y := range others {
			best = max(best, namesAgree(x, y))
		}
	}
	return best
}

func toldSpellings(c *Comparable) bool {
	return len(c.spellings()) > 0 && c.numberState == NumberCurrent
}

func (m *Comparer) givenNames(c *Comparable) iter.Seq[string] {
	own := m.given(c).all()
	if !toldSpellings(c) {
		return own
	}
	return slices.Values(slices.AppendSeq(slices.Collect(own), slices.Values(c.spellings())))
}

// namesAgree compares two given names, each with its tokens in order. A token
// shared counts only where it is the first of one: two brothers share a middle
// name, but nobody goes by a brother's first one.
func namesAgree(x, y string) agreement {
	if equalJoined(x, y) {
		return joinedAgreement(x, y)
	}
	one, two := bare(strings.Fields(x), strings.Fields(y))
	switch {
	case one[0] == two[0]:
		return agreementSame
	case demographics.SameName(one[0], two[0]), holdsToken(one[1:], two[0]), holdsToken(two[1:], one[0]):
		return agreementVariant
	case initialOf(one[0], two[0]):
		return agreementInitial
	case near(one[0], two[0]):
		return agreementNear
	}
	return agreementDiffers
}

// joinedAgreement is that of names which differ in blanks at most: LOUIS A may
// be LOUISA.
func joinedAgreement(x, y string) agreement {
	if x == y {
		return agreementSame
	}
	return agreementVariant
}

// bare drops a first token that many brothers bear, as in MOHAMMED ALI, when
// both sides have it and go on.
func bare(x, y []string) ([]string, []string) {
	if len(x) > 1 && len(y) > 1 && demographics.Honorific(x[0]) && demographics.Honorific(y[0]) {
		return x[1:], y[1:]
	}
	return x, y
}

func holdsToken(tokens []string, token string) bool {
	return len(token) > 1 && slices.Contains(tokens, token)
}

// nearSpelling is the Jaro–Winkler similarity from which a name may be the
// misspelling of another.
const nearSpelling = 0.9

// near tells whether one name may be a slip for the other: near in spelling, or
// alike in sound, or cut short.
func near(x, y string) bool {
	return JaroWinkler(x, y) >= nearSpelling || slips(x, y) <= allowedSlips(x, y) ||
		prefixOf(x, y) || soundsLike(x, y)
}

// allowedSlips is how many letters may be wrong in the longer of two names.
func allowedSlips(x, y string) int {
	switch longer := max(len(x), len(y)); {
	case longer < 3:
		return 0
	case longer < 6:
		return 1
	}
	return 2
}

func soundsLike(x, y string) bool {
	one, other := matchr.DoubleMetaphone(x)
	two, another := matchr.DoubleMetaphone(y)
	return one != "" && (one == two || one == another || other == two)
}

// firstName is the term whose frequencies tell established first names.
const firstName = "token(given_names, 1)"

// bothEstablished tells whether two records' first names are each common
// enough to be names of their own, so that neither is a slip of the other.
func (m *Comparer) bothEstablished(a, b *Comparable) bool {
	return m.established(a) && m.established(b)
}

func (m *Comparer) established(c *Comparable) bool {
	limit := m.file.EstablishedName
	return limit > 0 && m.file.TermFrequencies[firstName][m.firstName(c)] >= limit
}

func (m *Comparer) firstName(c *Comparable) string {
	first, _, _ := strings.Cut(m.given(c).current(), " ")
	return first
}

// familyAgrees tells whether the family names are one name, a variant or a
// likely misspelling of it, or stand where the other has its given name.
func (m *Comparer) familyAgrees(a, b *Comparable) bool {
	return m.ask(m.asks.family, m.family(a), m.family(b), familyAnswer) != 0 || m.reversed(a, b)
}

func familyAnswer(a, b Value) int64 {
	for x := range a.all() {
		for y := range b.all() {
			if equalJoined(x, y) || sharedToken(x, y) || demographics.SameFamily(x, y) || near(x, y) {
				return 1
			}
		}
	}
	return 0
}

// reversed tells whether family and given names have changed places.
func (m *Comparer) reversed(a, b *Comparable) bool {
	crosswise := pairwise(sharedToken)
	return crosswise(m.family(a), m.given(b)) && crosswise(m.given(a), m.family(b))
}

// namesDisagree tells whether nothing in two records' names goes together. A
// record without a given or a family name disagrees with nobody in it.
func (m *Comparer) namesDisagree(a, b *Comparable) bool {
	if m.lacksName(a) || m.lacksName(b) {
		return false
	}
	return m.givenAgreement(a, b) == agreementDiffers && !m.familyAgrees(a, b)
}

// lacksName tells whether a record has no family or no given name.
func (m *Comparer) lacksName(c *Comparable) bool { return m.family(c).none() || m.given(c).none() }

func firstLetters(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
