package demographics

import "testing"

func TestParsePhone(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"07700 900123": "07700900123", "+44 7700 900123": "07700900123", "+44 (0)7700 900123": "07700900123",
		"0044 7700 900123": "07700900123", "447700900123": "07700900123", "7700900123": "07700900123",
		"(0161) 496-0000": "01614960000", "07700 900123 (mum)": "07700900123", "0161 496 000": "0161496000",
		"+353 1 234 5678": "0035312345678", "0035312345678": "0035312345678",
	} {
		phone, ok := ParsePhone(in)
		if !ok || phone.Text() != want {
			t.Errorf("%q: %q, want %q", in, phone.Text(), want)
		}
		if again, _ := ParsePhone(phone.Text()); again != phone {
			t.Errorf("%q is not stable: %q", in, again.Text())
		}
	}
	for _, in := range []string{
		"", "12345678", "none", "00000000000", "07777777777", "01234567890", "mum 07700900123",
		"0770090012307700900123", "٠٧٧٠٠٩٠٠١٢٣",
	} {
		if phone, ok := ParsePhone(in); ok || !phone.IsZero() {
			t.Errorf("%q was read as %q", in, phone.Text())
		}
	}
}

func TestParseEmail(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"\tAnn.Example@Example.ORG": "ann.example@example.org", "mailto:a@b.c": "a@b.c",
	} {
		if email, ok := ParseEmail(in); !ok || email.Text() != want {
			t.Errorf("%q: %q", in, email.Text())
		}
	}
	for _, in := range []string{"", "a@b", "@b.c", "a@@b.c", "a@b@c.d", "a b@c.d", "a@b.", "none", "a\x00@b.c"} {
		if email, ok := ParseEmail(in); ok || !email.IsZero() {
			t.Errorf("%q was read as %q", in, email.Text())
		}
	}
}

func TestParseUPRN(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]UPRN{"100012345678": 100012345678, "\t000012345678": 12345678, "1": 1} {
		if got, ok := ParseUPRN(in); !ok || got != want {
			t.Errorf("%q: %d", in, uint64(got))
		}
	}
	for _, in := range []string{"", "0", "1234567890123", "-1", "+1", "12 34", "1e3", "ABC"} {
		if got, ok := ParseUPRN(in); ok || got != 0 {
			t.Errorf("%q was read", in)
		}
	}
}
