package demographics

import (
	"unicode"
	"unicode/utf8"
)

// latinFolds gives, for each plain spelling, the upper-case Latin letters that
// are written so without their diacritics.
var latinFolds = map[string]string{
	"A":   "ÀÁÂÃÄÅĀĂĄƏǍǞǠǺȀȂȦȺḀẚẠẢẤẦẨẪẬẮẰẲẴẶª",
	"AE":  "ÆǢǼ",
	"B":   "ƁƂɃḂḄḆ",
	"C":   "ÇĆĈĊČƇȻḈ",
	"D":   "ÐĎĐƉƊƋḊḌḎḐḒ",
	"DZ":  "ǄǅǱǲ",
	"E":   "ÈÉÊËĒĔĖĘĚƎƐȄȆȨɆḔḖḘḚḜẸẺẼẾỀỂỄỆ",
	"F":   "ƑḞ",
	"FF":  "ﬀ",
	"FFI": "ﬃ",
	"FFL": "ﬄ",
	"FI":  "ﬁ",
	"FL":  "ﬂ",
	"G":   "ĜĞĠĢƓƔǤǦǴḠ",
	"H":   "ĤĦȞḢḤḦḨḪẖ",
	"I":   "ÌÍÎÏĨĪĬĮİƖƗǏȈȊḬḮỈỊ",
	"IJ":  "Ĳ",
	"J":   "ĴǰɈ",
	"K":   "ĶĸƘǨḰḲḴ\u212a",
	"L":   "ĹĻĽĿŁȽḶḸḺḼ",
	"LJ":  "Ǉǈ",
	"M":   "ƜḾṀṂ",
	"N":   "ÑŃŅŇŉŊƝǸȠṄṆṈṊ",
	"NJ":  "Ǌǋ",
	"O":   "ÒÓÔÕÖØŌŎŐƆƟƠǑǪǬǾȌȎȪȬȮȰṌṎṐṒỌỎỐỒỔỖỘỚỜỞỠỢº",
	"OE":  "Œ",
	"OU":  "Ȣ",
	"P":   "ƤṔṖ",
	"R":   "ŔŖŘƦȐȒɌṘṚṜṞ",
	"S":   "ŚŜŞŠƩȘṠṢṤṦṨẜẝ",
	"SS":  "ßẞ",
	"ST":  "ﬅﬆ",
	"T":   "ŢŤŦƬƮȚȾṪṬṮṰẗ",
	"TH":  "Þ",
	"U":   "ÙÚÛÜŨŪŬŮŰŲƯƱǓǕǗǙǛȔȖɄṲṴṶṸṺỤỦỨỪỬỮỰ",
	"V":   "ƲṼṾ",
	"W":   "ŴẀẂẄẆẈẘ",
	"X":   "ẊẌ",
	"Y":   "ÝŶŸƳȜȲɎẎẙỲỴỶỸ",
	"Z":   "ŹŻŽƵƷǮȤẐẒẔ",
}

// foldTable is latinFolds the other way round.
var foldTable = invertFolds(latinFolds)

// expandTable holds the letters that German and the Nordic languages also write
// with two: a name may come as MULLER from one system and MUELLER from another.
var expandTable = map[rune]string{'Ä': "AE", 'Ö': "OE", 'Ü': "UE", 'Å': "AA", 'Ø': "OE"}

func invertFolds(folds map[string]string) map[rune]string {
	table := make(map[rune]string, 400)
	for plain, letters := range folds {
		for _, r := range letters {
			table[r] = plain
		}
	}
	return table
}

// appendFolded appends the upper-case letter r to two spellings: without its
// diacritics, and in the expanded one. Letters of other scripts stay.
func appendFolded(plain, expanded []byte, r rune) (plainOut, expandedOut []byte) {
	r = unicode.ToUpper(r)
	if r < utf8.RuneSelf {
		return utf8.AppendRune(plain, r), utf8.AppendRune(expanded, r)
	}
	fold, ok := foldTable[r]
	if !ok {
		fold = string(r)
	}
	long, ok := expandTable[r]
	if !ok {
		long = fold
	}
	return append(plain, fold...), append(expanded, long...)
}

// isDiacritic finds the combining marks that stand over Latin letters; the
// vowel signs of other scripts are none of them.
func isDiacritic(r rune) bool {
	return (r >= 0x0300 && r <= 0x036f) || (r >= 0x1ab0 && r <= 0x1aff) ||
		(r >= 0x1dc0 && r <= 0x1dff) || (r >= 0x20d0 && r <= 0x20ff) || (r >= 0xfe20 && r <= 0xfe2f)
}

// isApostrophe finds what is typed for the one of O'BRIEN.
func isApostrophe(r rune) bool {
	switch r {
	case '\'', '`', '´', '‘', '’', '‛', 'ʹ', 'ʻ', 'ʼ', 'ʽ', 'ʾ', 'ʿ', '′', '‵', '＇':
		return true
	}
	return false
}

// isWordRune finds what a word is made of.
func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return (r >= 'A' && r <= 'Z') || (r >= 'a' && r <= 'z') || (r >= '0' && r <= '9')
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// isInvisible finds characters that only steer others, such as a joiner.
func isInvisible(r rune) bool { return r >= utf8.RuneSelf && unicode.Is(unicode.Cf, r) }
