package demographics

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// numberWithCheck completes nine digits; no tenth digit suits one core in eleven.
func numberWithCheck(core uint64) (digits string, ok bool) {
	for check := range uint64(10) {
		if n := core*10 + check; rightCheckDigit(n) {
			return fmt.Sprintf("%010d", n), true
		}
	}
	return "", false
}

// Every wrong digit and every swap of two different digits must show.
func TestCheckDigitFindsSlips(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	valid := 0
	for range 300 {
		digits, ok := numberWithCheck(900_000_000 + rng.Uint64N(100_000_000))
		if !ok {
			continue
		}
		valid++
		checkWrongDigits(t, digits)
		checkSwaps(t, digits)
	}
	if valid < 250 {
		t.Errorf("only %d of 300 cores had a check digit", valid)
	}
}

func checkWrongDigits(t *testing.T, digits string) {
	t.Helper()
	for at := range digits {
		for wrong := byte('0'); wrong <= '9'; wrong++ {
			slip := []byte(digits)
			slip[at] = wrong
			_, class := ClassifyNHSNumber(string(slip))
			if (class == ClassBadCheck) == (string(slip) == digits) {
				t.Fatalf("%s after a slip in %s: %s", slip, digits, class)
			}
		}
	}
}

func checkSwaps(t *testing.T, digits string) {
	t.Helper()
	for i := range digits {
		for j := range i {
			slip := []byte(digits)
			slip[i], slip[j] = slip[j], slip[i]
			if _, class := ClassifyNHSNumber(string(slip)); string(slip) != digits && class != ClassBadCheck {
				t.Fatalf("%s after a swap in %s: %s", slip, digits, class)
			}
		}
	}
}

// The ends of each range, by the first nine digits or the nearest that have a
// check digit.
func TestNHSNumberRanges(t *testing.T) {
	t.Parallel()
	for _, r := range []struct {
		first, last uint64
		want        NHSNumberClass
	}{
		{3, 9_999_999, ClassUnallocated},
		{10_100_000, 10_199_999, ClassCHI},         // 01 01 0x
		{10_000_000, 10_099_999, ClassUnallocated}, // month 00
		{11_300_000, 11_399_999, ClassUnallocated}, // month 13
		{13_200_000, 13_299_999, ClassUnallocated}, // day 01, month 32
		{290_200_000, 290_299_999, ClassCHI},       // 29 February
		{300_200_000, 300_299_999, ClassUnallocated},
		{311_200_000, 311_299_999, ClassCHI},
		{311_300_000, 319_999_999, ClassUnallocated},
		{320_000_001, 399_999_999, ClassHSC},
		{400_000_001, 499_999_999, ClassNHS},
		{500_000_001, 599_999_999, ClassReserved},
		{600_000_001, 799_999_999, ClassNHS},
		{800_000_001, 859_999_999, ClassIHI},
		{860_000_000, 899_999_999, ClassUnallocated},
		{900_000_001, 999_999_998, ClassTest},
	} {
		checkClass(t, r.first, 1, r.want)
		checkClass(t, r.last, -1, r.want)
	}
}

func checkClass(t *testing.T, core uint64, step int, want NHSNumberClass) {
	t.Helper()
	digits, ok := numberWithCheck(core)
	for ; !ok; digits, ok = numberWithCheck(core) {
		core = uint64(int(core) + step)
	}
	if number, class := ClassifyNHSNumber(digits); class != want || number.Digits() != digits {
		t.Errorf("%s: %s, %t, want %s", digits, class, number.Digits() == digits, want)
	}
}

func TestNHSNumberForms(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"9434765919", " 943 476 5919\t", "943-476-5919", "943\u00a0476\u00a05919"} {
		number, class := ClassifyNHSNumber(in)
		if class != ClassTest || number.Spaced() != "943 476 5919" || number.Digits() != "9434765919" {
			t.Errorf("%q: %s, %q", in, class, number.Spaced())
		}
		if back := NHSNumberFromUint64(number.Uint64()); back != number {
			t.Errorf("%q does not come back", in)
		}
	}
	for _, in := range []string{"94347659190", "943476591", "943.476.5919", "９434765919", "+9434765919"} {
		if number, class := ClassifyNHSNumber(in); class != ClassBadFormat || !number.IsZero() {
			t.Errorf("%q: %s", in, class)
		}
	}
	chi, _ := ClassifyNHSNumber("0101011237")
	if chi.Digits() != "0101011237" || chi.Spaced() != "010 101 1237" {
		t.Error("a leading zero was lost")
	}
	var absent NHSNumber
	if absent.Digits() != "" || absent.Spaced() != "" || !absent.IsZero() {
		t.Error("an absent number has digits")
	}
	for _, n := range []uint64{0, 9_434_765_918, 9_999_999_999, 10_000_000_000, 4_000_000_004} {
		if !NHSNumberFromUint64(n).IsZero() {
			t.Errorf("%d was taken for an NHS number", n)
		}
	}
}

func TestUsable(t *testing.T) {
	t.Parallel()
	usable := map[NHSNumberClass][2]bool{ // synthetic, live
		ClassNHS: {true, true}, ClassCHI: {true, true}, ClassHSC: {true, true}, ClassIHI: {true, true},
		ClassTest: {true, false},
	}
	for class := ClassBadFormat; class <= ClassUnallocated+1; class++ {
		if got := [2]bool{class.Usable(Synthetic), class.Usable(Live)}; got != usable[class] {
			t.Errorf("%s: %v", class, got)
		}
	}
}

func TestPlaceholderNumbers(t *testing.T) {
	t.Parallel()
	own, err := NewDenyList("943 476 5919")
	if err != nil {
		t.Fatal(err)
	}
	for digit := range 10 {
		for _, in := range []string{strings.Repeat(strconv.Itoa(digit), 10), fmt.Sprintf("%d00000000%d", digit, digit)} {
			for _, list := range []DenyList{{}, own} {
				if number, class := list.Classify(in); class != ClassPlaceholder || !number.IsZero() {
					t.Errorf("%s: %s", in, class)
				}
			}
		}
	}
	for _, in := range []string{"2333455667", "0123456789", "9876543210", "1234567881"} {
		_, byDefault := ClassifyNHSNumber(in)
		_, byOwn := own.Classify(in)
		if byDefault != ClassPlaceholder || byOwn == ClassPlaceholder {
			t.Errorf("%s: %s by the default list, %s by another", in, byDefault, byOwn)
		}
	}
	if _, class := own.Classify("9434765919"); class != ClassPlaceholder {
		t.Errorf("a listed number is %s", class)
	}
}

func TestNewDenyListSaysWhichEntry(t *testing.T) {
	t.Parallel()
	_, err := NewDenyList("9434765919", "secret")
	if err == nil || !strings.Contains(err.Error(), "entry 2") || strings.Contains(err.Error(), "secret") {
		t.Errorf("error: %v", err)
	}
}

func TestNHSNumberStatus(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]NHSNumberStatus{
		"": StatusNone, "NI": StatusNone, "01": StatusVerified, "1": StatusVerified, " 08 ": StatusBabyDeferred,
		"number-present-and-verified":                                          StatusVerified,
		"Trace required":                                                       StatusRequired,
		"Trace postponed (baby under six weeks old)":                           StatusBabyDeferred,
		"Trace attempted - No match or multiple match found":                   StatusNoMatch,
		"Trace needs to be resolved - (NHS Number or patient detail conflict)": StatusUnresolved,
	} {
		got, err := ParseNHSNumberStatus(in)
		if err != nil || got != want {
			t.Errorf("%q: %d, %v", in, got, err)
		}
		if got.Verified() != (want == StatusVerified) {
			t.Errorf("%q verified: %v", in, got.Verified())
		}
	}
	for _, in := range []string{"0", "9", "09", "001", "verified", "1 1"} {
		if _, err := ParseNHSNumberStatus(in); err == nil {
			t.Errorf("%q was read", in)
		}
	}
	if StatusNoMatch.String() != "04" || StatusNone.String() != "" {
		t.Error("the code is not written as it is read")
	}
}
