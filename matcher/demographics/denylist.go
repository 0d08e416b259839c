package demographics

import "fmt"

// DenyList holds placeholder numbers: well formed, yet nobody's. Ten equal
// digits and the form n00000000n are always placeholders. The zero value is the
// default list.
type DenyList struct {
	numbers map[uint64]struct{}
}

var defaultDenyList = map[uint64]struct{}{
	123_456_789:   {}, // 0123456789
	1_234_567_881: {},
	2_333_455_667: {},
	9_876_543_210: {},
}

// NewDenyList makes a list that takes the place of the default one. An error
// says which entry, counted from one, is not ten digits.
func NewDenyList(numbers ...string) (DenyList, error) {
	set := make(map[uint64]struct{}, len(numbers))
	for i, s := range numbers {
		n, ok := readTenDigits(s)
		if !ok {
			return DenyList{}, fmt.Errorf("deny-list entry %d: expected ten digits", i+1)
		}
		set[n] = struct{}{}
	}
	return DenyList{numbers: set}, nil
}

// Classify is ClassifyNHSNumber with this list.
func (d DenyList) Classify(s string) (NHSNumber, NHSNumberClass) {
	n, ok := readTenDigits(s)
	switch {
	case !ok:
		return NHSNumber{}, ClassBadFormat
	case !rightCheckDigit(n):
		return NHSNumber{}, ClassBadCheck
	case d.denies(n):
		return NHSNumber{}, ClassPlaceholder
	}
	return NHSNumber{n: n}, classOfCore(n / 10)
}

func (d DenyList) denies(n uint64) bool {
	numbers := d.numbers
	if numbers == nil {
		numbers = defaultDenyList
	}
	_, listed := numbers[n]
	return listed || repeatsOrFrames(n)
}

// repeatsOrFrames finds ten equal digits and n00000000n, which modulus 11 lets
// pass and which systems send as "none" and "many".
func repeatsOrFrames(n uint64) bool {
	const repeat, frame = 1_111_111_111, 1_000_000_001
	last := n % 10
	return n == last*repeat || n == last*frame
}
