package population

import "strings"

// slip changes a word in one place.
func slip(r random, word string) string {
	slips := [6]func(random, string) string{misheard, misheard, misheard, mistyped, misread, swapped}
	for range 8 {
		if changed := slips[r.IntN(len(slips))](r, word); changed != word && changed != "" {
			return changed
		}
	}
	return word + word[len(word)-1:]
}

// sounds are spellings of one sound; they are only read.
var sounds = [][2]string{
	{"PH", "F"},
	{"CK", "K"},
	{"C", "K"},
	{"EE", "EA"},
	{"IE", "Y"},
	{"EY", "Y"},
	{"LL", "L"},
	{"TT", "T"},
	{"NN", "N"},
	{"SS", "S"},
	{"RR", "R"},
	{"MM", "M"},
	{"DD", "D"},
	{"AH", "A"},
	{"OU", "U"},
	{"EI", "IE"},
	{"AI", "AY"},
	{"S", "Z"},
	{"X", "KS"},
	{"J", "G"},
	{"E", "I"},
	{"A", "E"},
	{"O", "U"},
	{"V", "W"},
	{"TH", "T"},
	{"Q", "K"},
	{"OO", "U"},
	{"AE", "E"},
	{"GH", "G"},
	{"SCH", "SH"},
}

func misheard(r random, word string) string {
	start := r.IntN(len(sounds))
	for i := range sounds {
		pair := sounds[(start+i)%len(sounds)]
		if at := strings.Index(word, pair[0]); at > 0 || at == 0 && len(pair[0]) > 1 {
			return word[:at] + pair[1] + word[at+len(pair[0]):]
		}
		if at := strings.LastIndex(word, pair[1]); at > 0 {
			return word[:at] + pair[0] + word[at+len(pair[1]):]
		}
	}
	return word
}

// keys are the neighbours of each letter on the keyboard; they are only read.
var keys = [26]string{
	"QSZ", "VN", "XV", "SF", "WR", "DG", "FH", "GJ", "UO", "HK", "JL", "K", "N",
	"BM", "IP", "O", "WA", "ET", "AD", "RY", "YI", "CB", "QE", "ZC", "TU", "XA",
}

// mistyped hits a neighbouring key, also or instead, or none.
func mistyped(r random, word string) string {
	i := r.IntN(len(word))
	letter := word[i]
	if letter < 'A' || letter > 'Z' {
		return word
	}
	near := keys[letter-'A']
	key := near[r.IntN(len(near)):][:1]
	switch r.IntN(3) {
	case 0:
		return word[:i] + key + word[i+1:]
	case 1:
		return word[:i] + word[i+1:]
	default:
		return word[:i+1] + key + word[i+1:]
	}
}

// lookalikes are letters that look alike; they are only read.
var lookalikes = [][2]string{
	{"RN", "M"},
	{"CL", "D"},
	{"VV", "W"},
	{"O", "Q"},
	{"I", "L"},
	{"U", "V"},
	{"E", "F"},
	{"B", "R"},
	{"H", "N"},
	{"G", "C"},
	{"NI", "M"},
	{"LI", "U"},
	{"O", "0"},
}

func misread(r random, word string) string {
	start := r.IntN(len(lookalikes))
	for i := range lookalikes {
		pair := lookalikes[(start+i)%len(lookalikes)]
		if strings.Contains(word, pair[0]) {
			return strings.Replace(word, pair[0], pair[1], 1)
		}
	}
	return word
}

// swapped changes the order of two letters behind the first.
func swapped(r random, word string) string {
	if len(word) < 3 {
		return word
	}
	i := r.between(1, len(word)-2)
	return word[:i] + word[i+1:i+2] + word[i:i+1] + word[i+2:]
}

// shorten gives one part of a double name or a cut-off name.
func shorten(r random, name string) string {
	if part, _, ok := strings.Cut(name, "-"); ok {
		return part
	}
	if len(name) < 5 {
		return name + r.one([]string{"Y", "IE", "S", "E", "EY"})
	}
	return name[:r.between(3, len(name)-2)]
}
