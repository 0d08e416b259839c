package demographics

import "strings"

// isStandard checks the form of BS 7666, with the third letter P of N1P.
func isStandard(out, in []byte) bool {
	if string(out) == "GIR" {
		return string(in) == "0AA"
	}
	return isOutcode(out) && isIncode(in)
}

// isOutcode checks the forms A9, A99, A9A, AA9, AA99 and AA9A, each with the
// letters that may stand in its places.
func isOutcode(out []byte) bool {
	if len(out) < 2 || len(out) > 4 || !isLetter(out[0]) || strings.IndexByte("QVX", out[0]) >= 0 {
		return false
	}
	if isDigit(out[1]) {
		return isDistrict(out[1:], "ABCDEFGHJKPSTUW")
	}
	return isLetter(out[1]) && strings.IndexByte("IJZ", out[1]) < 0 && isDistrict(out[2:], "ABEHMNPRVWXY")
}

// isDistrict checks a digit, alone or before a digit or one of the letters.
func isDistrict(district []byte, letters string) bool {
	switch len(district) {
	case 1:
		return isDigit(district[0])
	case 2:
		return isDigit(district[0]) && (isDigit(district[1]) || strings.IndexByte(letters, district[1]) >= 0)
	}
	return false
}

func isIncode(in []byte) bool {
	const never = "CIKMOV"
	return isDigit(in[0]) && isLetter(in[1]) && isLetter(in[2]) &&
		strings.IndexByte(never, in[1]) < 0 && strings.IndexByte(never, in[2]) < 0
}

// isPseudo finds ZZ99 with a code of a country or a reason, whose last letter
// only is Z.
func isPseudo(compact []byte) bool {
	return len(compact) == 7 && string(compact[:4]) == "ZZ99" && isDigit(compact[4]) &&
		isLetter(compact[5]) && compact[5] != 'Z' && compact[6] == 'Z'
}

// isPartial finds an outcode, alone or with the digit of the sector.
func isPartial(compact []byte) bool {
	if isOutcode(compact) {
		return true
	}
	last := len(compact) - 1
	return last > 0 && isDigit(compact[last]) && isOutcode(compact[:last])
}

func isLetter(c byte) bool { return c >= 'A' && c <= 'Z' }

func upperASCII(c byte) byte {
	if c >= 'a' && c <= 'z' {
		return c - ('a' - 'A')
	}
	return c
}
