package demographics

// Environment says whether records are of real people.
type Environment uint8

// The environments.
const (
	Synthetic Environment = iota // generated people; NHS numbers of the 9xx range are theirs
	Live                         // real people; a 9xx number is a mistake
)

// NHSNumberClass says what a text in an NHS number's place is.
type NHSNumberClass uint8

// The classes. Only the first five can be used.
const (
	ClassBadFormat   NHSNumberClass = iota // not ten digits
	ClassBadCheck                          // the check digit is wrong
	ClassPlaceholder                       // on the deny-list
	ClassNHS                               // England, Wales, Isle of Man
	ClassCHI                               // Scotland, with a possible date in it
	ClassHSC                               // Northern Ireland
	ClassIHI                               // Republic of Ireland
	ClassTest                              // 9xx, never issued
	ClassReserved                          // 5xx, not issued
	ClassUnallocated                       // a range, or a CHI date, that is never issued
)

// String gives the name of the class.
func (c NHSNumberClass) String() string {
	switch c {
	case ClassBadFormat:
		return "bad-format"
	case ClassBadCheck:
		return "bad-check"
	case ClassPlaceholder:
		return "placeholder"
	case ClassNHS:
		return "nhs"
	case ClassCHI:
		return "chi"
	case ClassHSC:
		return "hsc-ni"
	case ClassIHI:
		return "ihi-roi"
	case ClassTest:
		return "test"
	case ClassReserved:
		return "reserved"
	case ClassUnallocated:
		return "unallocated"
	}
	return "invalid class"
}

// Usable says whether a number of the class identifies a person in the
// environment; any other number is treated as missing.
func (c NHSNumberClass) Usable(environment Environment) bool {
	switch c {
	case ClassNHS, ClassCHI, ClassHSC, ClassIHI:
		return true
	case ClassTest:
		return environment == Synthetic
	case ClassBadFormat, ClassBadCheck, ClassPlaceholder, ClassReserved, ClassUnallocated:
		return false
	}
	return false
}

// The first nine digits decide the range of a number.
const (
	coreCHI      = 10_000_000
	coreCHIEnd   = 311_300_000
	coreHSC      = 320_000_001
	coreNHS      = 400_000_000
	coreReserved = 500_000_000
	coreNHSMore  = 600_000_000
	coreIHI      = 800_000_000
	coreSpare    = 860_000_000
	coreTest     = 900_000_000
)

// classOfCore gives the class of a number whose check digit is right.
func classOfCore(core uint64) NHSNumberClass {
	switch {
	case core >= coreTest:
		return ClassTest
	case core >= coreSpare:
		return ClassUnallocated
	case core >= coreIHI:
		return ClassIHI
	case core >= coreNHSMore:
		return ClassNHS
	case core >= coreReserved:
		return ClassReserved
	case core >= coreNHS:
		return ClassNHS
	case core >= coreHSC:
		return ClassHSC
	case core >= coreCHI && core < coreCHIEnd && possibleCHIDate(core):
		return ClassCHI
	}
	return ClassUnallocated
}

// possibleCHIDate checks the DDMMYY that a Scottish number begins with. The
// century is not told, so 29 February is possible in every year. The range of
// Scottish numbers begins with day 01.
func possibleCHIDate(core uint64) bool {
	const leapYear = 2000
	day, month := int(core/10_000_000), int(core/100_000%100) //nolint:gosec // nine digits
	return day <= daysIn(leapYear, month)
}
