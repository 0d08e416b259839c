package demographics

import (
	"slices"
	"strings"
)

// SameName says whether two single given names in normal form are equal or
// written for one another: a nickname, a spelling, a transliteration. It is
// symmetric but not transitive: ALEX is ALEXANDER and is ALEXANDRA, who are two.
// No group joins a man's name with its counterpart for a woman.
func SameName(a, b string) bool {
	return a == b || shareGroup(givenVariants[a], givenVariants[b])
}

// SameFamily says the same of two family names, of which each may have several
// words: transliterations, and endings that differ between a man and a woman of
// one family, as in KOWALSKI and KOWALSKA.
func SameFamily(a, b string) bool {
	return a == b || shareGroup(familyVariants[a], familyVariants[b]) || sameButForEnding(a, b)
}

// The groups of each name. They are only read.
var (
	givenVariants = groupsOf(englishMen, englishWomen, celticNames, europeanNames,
		muslimMen, muslimWomen, southAsianNames, otherNames)
	familyVariants = groupsOf(familyGroups)
)

// groupsOf numbers the lines of the tables and tells for each name the lines
// that it is in.
func groupsOf(tables ...string) map[string][]uint16 {
	groups := map[string][]uint16{}
	line := uint16(0)
	for _, table := range tables {
		for group := range strings.Lines(table) {
			line++
			for name := range strings.FieldsSeq(group) {
				groups[name] = append(groups[name], line)
			}
		}
	}
	return groups
}

func shareGroup(a, b []uint16) bool {
	for _, x := range a {
		if slices.Contains(b, x) {
			return true
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
