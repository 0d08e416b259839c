package demographics

import (
	"math/rand/v2"
	"testing"
)

func TestAddress(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][2]string{ // address, house number
		"12 High Street":            {"12 HIGH STREET", "12"},
		"12a, High  St.":            {"12A HIGH ST", "12A"},
		"Flat 3, 12 High Street":    {"FLAT 3 12 HIGH STREET", "3 12"},
		"Flat B, 12 High Street":    {"FLAT B 12 HIGH STREET", "B 12"},
		"12-14 High Street":         {"12 14 HIGH STREET", "12 14"},
		"Rose Cottage, 5 Mill Lane": {"ROSE COTTAGE 5 MILL LANE", "5"},
		"Rose Cottage":              {"ROSE COTTAGE", ""},
		"1st Floor, 7 High Street":  {"1ST FLOOR 7 HIGH STREET", "7"},
		"St Mary's Road, SO16 6YD":  {"ST MARYS ROAD SO16 6YD", ""},
		"Café Straße 9":             {"CAFE STRASSE 9", "9"},
		"12 High Street, 34 Town":   {"12 HIGH STREET 34 TOWN", "12"},
		"Flat 3":                    {"FLAT 3", "3"},
		"High Street 12, Flat 3":    {"HIGH STREET 12 FLAT 3", "12"},
		"123456 High Street":        {"123456 HIGH STREET", ""},
		"1 2 3 4":                   {"1 2 3 4", "1 2"},
		" , ; ":                     {"", ""},
	} {
		address := cleanAddress(in)
		if got := [2]string{address, HouseNumber(address)}; got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if again := cleanAddress(address); again != address {
			t.Errorf("%q is not stable: %q", in, again)
		}
	}
}

func TestUpperText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "A B": "A B", " a\t\nb ": "A B", "a  b": "A B", "a\x00b": "A B", "é-1": "É-1", "A ": "A",
	} {
		if got := upperText(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// The short way for ASCII gives what the long way gives.
func TestAddressesOfASCIIGoTheShortWay(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	const letters = "ab YZ09'`,.-/\t\n\x7f()é"
	for range 5000 {
		text := make([]byte, random.IntN(12))
		for i := range text {
			text[i] = letters[random.IntN(len(letters))]
		}
		want := string(appendAddress(nil, string(text)))
		if short, ok := appendASCIIAddress(nil, string(text)); ok && string(short) != want {
			t.Fatalf("of %q came %q, want %q", text, short, want)
		}
		if got := cleanAddress(string(text)); got != want {
			t.Fatalf("of %q came %q, want %q", text, got, want)
		}
	}
}
