package demographics

import "strings"

// SameName says whether two single given names in normal form are equal or
// written for one another: a nickname, a spelling, a transliteration. It is
// symmetric but not transitive: ALEX is ALEXANDER and is ALEXANDRA, who are two.
// No group joins a man's name with its counterpart for a woman, and two short
// forms of one long name, as BETH and ELSIE, are two names unless they begin alike.
func SameName(a, b string) bool {
	return a == b || shareGroup(givenVariants[a], givenVariants[b], beginAlike(a, b))
}

// beginAlike says whether two names have their first three letters in common.
func beginAlike(a, b string) bool {
	const letters = 3
	return len(a) >= letters && len(b) >= letters && a[:letters] == b[:letters]
}

// SameFamily says the same of two family names, of which each may have several
// words: transliterations, and endings that differ between a man and a woman of
// one family, as in KOWALSKI and KOWALSKA.
func SameFamily(a, b string) bool {
	return a == b || shareGroup(familyVariants[a], familyVariants[b], true) || sameButForEnding(a, b)
}

// The groups of each name. They are only read.
var (
	givenVariants = groupsOf(englishMen, englishWomen, celticNames, europeanNames,
		muslimMen, muslimWomen, southAsianNames, otherNames)
	familyVariants = groupsOf(familyGroups)
)

// membership is a name's place in a group. A short form is much shorter than
// the name that the group begins with.
type membership struct {
	line  uint16
	short bool
}

// groupsOf numbers the lines of the tables and tells for each name the lines
// that it is in.
func groupsOf(tables ...string) map[string][]membership {
	const shorter = 3
	groups := map[string][]membership{}
	line := uint16(0)
	for _, table := range tables {
		for group := range strings.Lines(table) {
			line++
			head, _, _ := strings.Cut(strings.TrimSpace(group), " ")
			for name := range strings.FieldsSeq(group) {
				groups[name] = append(groups[name], membership{line, len(name)+shorter <= len(head)})
			}
		}
	}
	return groups
}

// shareGroup says whether two names are in one group; both may be short forms
// only if told so.
func shareGroup(a, b []membership, bothShort bool) bool {
	for _, x := range a {
		for _, y := range b {
			if x.line == y.line && (bothShort || !x.short || !y.short) {
				return true
			}
		}
	}
	return false
}

// sameButForEnding finds Slavonic family names that differ only in the ending of
// a man and a woman.
func sameButForEnding(a, b string) bool {
	const shortest = 5
	if len(a) > len(b) {
		a, b = b, a
	}
	switch {
	case len(a) < shortest:
		return false
	case len(a) == len(b):
		return adjectival(a, b) || adjectival(b, a)
	case len(a)+1 == len(b):
		return b[:len(a)] == a && b[len(a)] == 'A' && possessive(a)
	}
	return false
}

// adjectival finds -SKI or -SKY with -SKA, -CKI with -CKA and -DZKI with -DZKA.
func adjectival(man, woman string) bool {
	stem := len(man) - 1
	return man[:stem] == woman[:stem] && (man[stem] == 'I' || man[stem] == 'Y') && woman[stem] == 'A' &&
		(strings.HasSuffix(man[:stem], "SK") || strings.HasSuffix(man[:stem], "CK") || strings.HasSuffix(man[:stem], "ZK"))
}

// possessive finds the endings -OV, -EV and -IN, to which a woman's name adds A.
func possessive(man string) bool {
	return strings.HasSuffix(man, "OV") || strings.HasSuffix(man, "EV") || strings.HasSuffix(man, "IN")
}
