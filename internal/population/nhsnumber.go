package population

import "strconv"

// The never-issued numbers begin with 9. Of the ten numbers that share eight
// leading digits at least nine have a check digit, so nine are used: the i-th
// number is then plain arithmetic.
const (
	usablePerPrefix = 9
	firstPrefix     = 90_000_000
	prefixes        = 10_000_000
	// The first and last number, 900 000 0009 and near 999 999 9999, are
	// left out: they are known placeholders.
	numberSpace = prefixes*usablePerPrefix - 2
)

// allDigitsNine is the placeholder that most systems know.
const allDigitsNine = "9999999999"

// numbers hands out NHS numbers: a current and, where needed, an older one
// for each person, and one that an organisation abuses as a placeholder.
type numbers struct{ order permutation }

func newNumbers(seed uint64) numbers {
	return numbers{order: newPermutation(numberSpace, seed)}
}

func (n numbers) current(person uint64) string { return nhsNumber(1 + n.order.of(person)) }

func (n numbers) superseded(person uint64) string {
	return nhsNumber(1 + n.order.of(MaxPeople+person))
}

func (n numbers) placeholder(organisation uint64) string {
	return nhsNumber(1 + n.order.of(2*MaxPeople+organisation))
}

// nhsNumber writes the i-th usable number of the 9xx range.
func nhsNumber(i uint64) string {
	prefix, ninth := firstPrefix+i/usablePerPrefix, i%usablePerPrefix
	sum := weighted(prefix)
	if bad, ok := unusableDigit(sum); ok && ninth >= bad {
		ninth++
	}
	check := (11 - (sum+2*ninth)%11) % 11
	return strconv.FormatUint(prefix*100+ninth*10+check, 10)
}

// weighted sums the first eight digits with their weights 10 to 3.
func weighted(prefix uint64) uint64 {
	sum := uint64(0)
	for weight := uint64(3); weight <= 10; weight++ {
		sum += prefix % 10 * weight
		prefix /= 10
	}
	return sum
}

// unusableDigit tells which ninth digit would need a check digit of ten.
func unusableDigit(sum uint64) (uint64, bool) {
	for digit := range uint64(10) {
		if (sum+2*digit)%11 == 1 {
			return digit, true
		}
	}
	return 0, false
}
