package demographics

import "strings"

// wordSet makes a set of the words of a text.
func wordSet(text string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(text) {
		set[word] = true
	}
	return set
}

// The words that mean something else than a name. They are only read.
var (
	// coreTitles are never a name, not even alone.
	coreTitles = wordSet(`MR MRS MISS MS MX MSTR DR PROF REVD`)
	// familyTitles stand before a family name.
	familyTitles = unite(coreTitles, wordSet(`REV SIR DAME`))
	// givenTitles stand before given names; alone they may be one.
	givenTitles = unite(familyTitles, wordSet(`MASTER PROFESSOR REVEREND LORD LADY SGT CPL PTE LCPL CAPT
		MAJ LT COL SHEIKH SULTAN HAJI SR FR SISTER BROTHER FATHER`))
	// suffixes stand after a name.
	suffixes = wordSet(`MR MRS MISS MS JR JNR SR SNR II III ESQ MBE OBE CBE PHD DECD DECEASED`)

	// aliasMarkers begin another name.
	aliasMarkers = wordSet(`NEE AKA FKA ALIAS PREV PREVIOUSLY FORMERLY`)
	// bracketMarkers do so only at the start of a bracket: bare, they are names.
	bracketMarkers = wordSet(`WAS NOW PREVIOUS FORMER MAIDEN PREFERRED PREFERS PREF`)
	// knownBefore may stand before KNOWN AS.
	knownBefore = wordSet(`ALSO NOW BETTER COMMONLY`)

	// unknownWords say that a name is missing, wherever they stand.
	unknownWords = wordSet(`UNKNOWN NULL UNNAMED N/A N/K`)
	// kinWords stand before the name of a parent or husband.
	kinWords = wordSet(`D/O S/O W/O C/O`)
	// slashWords are the words with a slash; any other slash parts two aliases.
	slashWords = wordSet(`N/A N/K D/O S/O W/O C/O F/I M/I B/O`)
	// missingPhrases are names that say that there is none.
	missingPhrases = map[string]bool{
		"NOT KNOWN": true, "NOT STATED": true, "NOT GIVEN": true, "NOT RECORDED": true, "NOT APPLICABLE": true,
		"NO NAME": true, "NO SURNAME": true, "NO FORENAME": true, "NO FIRST NAME": true, "NO LAST NAME": true,
		"NONE": true, "NIL": true, "NK": true, "UNK": true, "NMN": true, "ANON": true, "X": true,
		"XX": true, "XXX": true, "XXXX": true, "MALE": true, "FEMALE": true,
	}

	// placeholders begin what stands for the name of a child not yet named.
	placeholders = wordSet(`BABY INFANT NEWBORN TWIN TWINS TRIPLET TRIPLETS BOY GIRL BABYBOY BABYGIRL
		MALE FEMALE F/I M/I B/O`)
	// birthOrders follow TWIN or BABY.
	birthOrders = map[string]uint8{
		"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "1": 1, "2": 2, "3": 3, "4": 4,
		"I": 1, "II": 2, "III": 3, "IV": 4, "A": 1, "B": 2, "C": 3,
		"FIRST": 1, "SECOND": 2, "THIRD": 3, "1ST": 1, "2ND": 2, "3RD": 3,
	}

	// joiners are one with the word after them.
	joiners = wordSet(`O MC MAC`)
	// particles begin a family name and are often left out or joined.
	particles = wordSet(`AL EL AF AV D DA DAL DAS DE DEL DELLA DEN DER DI DO DOS DU L LA LE OF TEN TER
		VAN VOM VON ZU ZUM ZUR BIN BEN IBN`)

	// specialGiven and specialFamily are the words that need more than joining
	// with blanks.
	specialGiven  = unite(givenTitles, suffixes, aliasMarkers, unknownWords, placeholders, missingWords())
	specialFamily = unite(familyTitles, suffixes, aliasMarkers, unknownWords, joiners, particles, missingWords())
)

// missingWords are the words that the missing phrases begin with.
func missingWords() map[string]bool {
	first := wordSet("KNOWN")
	for phrase := range missingPhrases {
		word, _, _ := strings.Cut(phrase, " ")
		first[word] = true
	}
	return first
}

func unite(sets ...map[string]bool) map[string]bool {
	all := map[string]bool{}
	for _, set := range sets {
		for word := range set {
			all[word] = true
		}
	}
	return all
}
