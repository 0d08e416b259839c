package population

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// validNumber checks a number the way that a receiver does.
func validNumber(number string) bool {
	if len(number) != 10 {
		return false
	}
	sum := 0
	for i := range len(number) {
		sum += int(number[i]-'0') * (10 - i)
	}
	return sum%11 == 0
}

func TestNumbersAreValidUniqueAndNeverIssued(t *testing.T) {
	t.Parallel()
	n := newNumbers(3)
	seen := map[string]bool{}
	for i := range uint64(50_000) {
		for _, number := range []string{n.current(i), n.superseded(i), n.placeholder(i)} {
			if !validNumber(number) || number[0] != '9' || seen[number] {
				t.Fatalf("number of person %d: invalid, outside 9xx or given twice", i)
			}
			seen[number] = true
		}
	}
}

// TestNumbersAtTheEnds covers the first and last number of the space.
func TestNumbersAtTheEnds(t *testing.T) {
	t.Parallel()
	for _, i := range []uint64{1, 2, numberSpace - 1, numberSpace} {
		if number := nhsNumber(i); !validNumber(number) || number[0] != '9' || isPlaceholder(number) {
			t.Errorf("number %d: invalid, outside 9xx or a placeholder", i)
		}
	}
}

func TestNumbersGrowWithTheirIndex(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1))
	indices := make([]uint64, 10_000)
	for i := range indices {
		indices[i] = 1 + r.Uint64N(numberSpace-1)
	}
	slices.Sort(indices)
	indices = slices.Compact(indices)
	for i, index := range indices[1:] {
		if nhsNumber(indices[i]) >= nhsNumber(index) {
			t.Fatalf("numbers %d and %d are not in order, so two may be equal", indices[i], index)
		}
	}
}

func isPlaceholder(number string) bool { return number == allDigitsNine || number == "9000000009" }

func TestMistypedNumbersFail(t *testing.T) {
	t.Parallel()
	w := &writer{r: newRandom(4)}
	n := newNumbers(4)
	for i := range uint64(20_000) {
		if wrong := w.mistype(n.current(i)); validNumber(wrong) || wrong[0] != '9' {
			t.Fatalf("a mistyped number of person %d is valid or outside 9xx", i)
		}
	}
}

// TestNumbersOfRecords: every number is of the 9xx range and valid, or the
// row says what is wrong with it.
func TestNumbersOfRecords(t *testing.T) {
	t.Parallel()
	rows, summary := region(t, GreaterManchester)
	owner := map[string]string{}
	for i := range rows {
		row := &rows[i]
		number := row.Record[NHSNumber]
		if number == "" {
			continue
		}
		typed := slices.Contains(row.Errors, ErrorNumberTyping)
		if number[0] != '9' || validNumber(number) == typed {
			t.Fatalf("row %d: number outside 9xx, or validity not as its errors %v say", i, row.Errors)
		}
		planted := typed || slices.ContainsFunc(row.Errors, func(kind ErrorKind) bool {
			return kind == ErrorPlaceholder || kind == ErrorNumberPerson || kind == ErrorNumberSwapped || kind == ErrorSiblings
		})
		if planted {
			continue
		}
		if other, ok := owner[number]; ok && other != row.PersonID {
			t.Fatalf("row %d: another person has the number, and no error says so", i)
		}
		owner[number] = row.PersonID
	}
	for _, kind := range []ErrorKind{ErrorNumberMissing, ErrorNumberSuperseded, ErrorNumberPerson, ErrorNumberTyping, ErrorPlaceholder} {
		if summary.Errors[kind] == 0 {
			t.Errorf("no record has the error %s", kind)
		}
	}
}

func TestPermutationsLoseNothing(t *testing.T) {
	t.Parallel()
	for _, size := range []uint64{1, 2, 3, 16, 17, 400, 1000, 4097} {
		for seed := range uint64(20) {
			p := newPermutation(size, seed)
			seen := make([]bool, size)
			for i := range size {
				place := p.of(i)
				if place >= size || seen[place] {
					t.Fatalf("size %d, seed %d: place %d is outside or taken", size, seed, place)
				}
				seen[place] = true
			}
		}
	}
}
