package demographics

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// postcodePattern is what the hand-written check of postcodes must equal.
const postcodePattern = `^(?:GIR 0AA|(?:[A-PR-UWYZ](?:[0-9]{1,2}|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9]{1,2}|[A-HK-Y][0-9][ABEHMNPRVWXY])) [0-9][ABD-HJLNP-UW-Z]{2})$`

func FuzzClassifyNHSNumber(f *testing.F) {
	for _, seed := range []string{"9434765919", "943 476 5919", "0101011237", "", "9\u00a0", "99999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		number, class := ClassifyNHSNumber(s)
		if number.IsZero() {
			if class.Usable(Synthetic) {
				t.Fatalf("%q is absent and %s", s, class)
			}
			return
		}
		again, same := ClassifyNHSNumber(number.Spaced())
		if again != number || same != class || len(number.Digits()) != 10 {
			t.Fatalf("%q is not stable", s)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"1980", "1980-02", "19800210", "10/02/1980", "10-Feb-1980", "1980-02-10T00:00:00Z", "31/04/1980"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		date, err := ParseDate(s)
		if (err != nil) != date.IsZero() {
			t.Fatalf("%q: %q and %v", s, date.Text(), err)
		}
		if err != nil {
			return
		}
		if again, err := ParseDate(date.Text()); err != nil || again != date {
			t.Fatalf("%q is not stable: %v", s, err)
		}
	})
}

func FuzzParsePostcode(f *testing.F) {
	pattern := regexp.MustCompile(postcodePattern)
	for _, seed := range []string{"SW1A 1AA", "M11AA", "GIR 0AA", "ZZ99 3VZ", "N1P 3AB", "M1", "é"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		postcode, class := ParsePostcode(s)
		if normal := normalByPattern(s); pattern.MatchString(normal) != (class == PostcodeStandard) {
			t.Fatalf("%q is %s, the pattern says %v", s, class, class != PostcodeStandard)
		} else if class == PostcodeStandard && postcode.Text() != normal {
			t.Fatalf("%q: %q, want %q", s, postcode.Text(), normal)
		}
	})
}

// normalByPattern writes the normal form the slow way.
func normalByPattern(s string) string {
	s = regexp.MustCompile(`[^A-Za-z0-9]`).ReplaceAllString(s, "")
	s = strings.ToUpper(s)
	if len(s) <= incodeLength {
		return s
	}
	cut := len(s) - incodeLength
	return s[:cut] + " " + s[cut:]
}

func FuzzNames(f *testing.F) {
	for _, seed := range []string{
		"O'Brien-Smith (née Jones)", "van der Berg", "A/B (NOW C) D AKA E", "KNOWN UNKNOWN AS X", "0'0'B", "MC MC DONALD",
		"Müller\u0308", "TWIN II", "F/I", "ﬁnch", "ǅ", "MR MR", strings.Repeat("Ü ", 200), "NEE (NEE) NEE", "ALSO KNOWN AS",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, clean := range []func(string) names{cleanFamily, cleanGiven} {
			checkNames(t, s, clean)
		}
	})
}

// checkNames wants sound names, and the first of them to be its own clean form.
func checkNames(t *testing.T, s string, clean func(string) names) {
	t.Helper()
	got := clean(s)
	for i, name := range got.alternatives {
		checkText(t, name)
		if len(name) > maxName || name == "" || slices.Contains(got.alternatives[:i], name) {
			t.Fatalf("%q: bad alternative %q", s, name)
		}
	}
	if len(got.alternatives) == 0 {
		return
	}
	first := got.alternatives[0]
	if again := clean(first); len(again.alternatives) == 0 || again.alternatives[0] != first || again.truncated {
		t.Fatalf("%q: %q is not stable: %q", s, first, again.alternatives)
	}
}

// checkText wants UTF-8 in upper case with single blanks and no control or
// invisible character.
func checkText(t *testing.T, s string) {
	t.Helper()
	unsound := func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.ToUpper(r) != r
	}
	if !utf8.ValidString(s) || strings.ContainsFunc(s, unsound) || strings.Join(strings.Fields(s), " ") != s {
		t.Fatalf("%q is not in normal form", s)
	}
}

func FuzzContacts(f *testing.F) {
	for _, seed := range []string{"+44 (0)7700 900123", "00353", "a@b.c", "Flat 3, 12 High St", "mailto:A@B.C", "44"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if phone, ok := ParsePhone(s); ok {
			if again, ok := ParsePhone(phone.Text()); !ok || again != phone {
				t.Fatalf("phone %q: %q becomes %q", s, phone.Text(), again.Text())
			}
		}
		if email, ok := ParseEmail(s); ok {
			if again, ok := ParseEmail(email.Text()); !ok || again != email {
				t.Fatalf("email %q: %q becomes %q", s, email.Text(), again.Text())
			}
		}
		address := cleanAddress(s)
		if cleanAddress(address) != address {
			t.Fatalf("address %q is not stable", s)
		}
		HouseNumber(address)
	})
}

// FuzzNew puts one text into one column after the other.
func FuzzNew(f *testing.F) {
	for _, seed := range []string{"Smith", "1980-02-30", "9434765919", "M1 1AA;M2 2BB", "a\x00b", "\xff", "ZZ99 3VZ", "2024-05-06"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, column := range append(NativeColumns(), "other") {
			record, ok := newOrRefusal(t, column, s)
			if ok {
				checkRecord(t, &record)
			}
		}
	})
}

func newOrRefusal(t *testing.T, column, text string) (record Record, ok bool) {
	t.Helper()
	row := map[string]string{"record_id": "r1"}
	row[column] = text
	record, _, err := New(func(c string) string { return row[c] }, []string{"other"}, Options{})
	if err == nil {
		return record, true
	}
	if refusal, is := errors.AsType[*FieldError](err); !is || refusal.Column != column {
		t.Fatalf("%s %q: %v", column, text, err)
	}
	return record, false
}

func checkRecord(t *testing.T, r *Record) {
	t.Helper()
	texts := slices.Concat(r.Family, r.Given, []string{r.Organisation, r.Address, r.HouseNumber, r.GPPractice, r.EthnicCategory, r.Extra["other"]})
	for _, p := range r.Postcodes {
		texts = append(texts, p.Text())
	}
	for _, text := range texts {
		checkText(t, text)
	}
	if blankedText(r.ID) != r.ID || blankedText(r.Authority) != r.Authority || blankedText(r.LocalID.Reveal()) != r.LocalID.Reveal() {
		t.Fatal("an identifier holds a control character")
	}
}
