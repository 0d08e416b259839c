package intake

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lhcre/mpi/internal/facts"
)

// number tells the NHS number: the first that is in force, else the first. One
// that is empty says nothing.
func (t *telling) number() error {
	best, found := identifier{}, false
	for _, i := range identifiers(t.pid.Get(3), t.day) {
		if !i.isNational() || i.id == "" && !i.null {
			continue
		}
		if !found || i.id != "" && (best.id == "" || best.ended && !i.ended) {
			best, found = i, true
		}
	}
	if found {
		t.columns[columnNHSNumber] = tidy(best.id)
	}
	return nil
}

// birth tells the birth date, the place among twins, and the mother.
func (t *telling) birth() error {
	date, err := dateOf(t.pid.Get(7))
	if err != nil {
		return fmt.Errorf("PID-7: %w", err)
	}
	t.tell(t.pid.Get(7), facts.Columns{columnBirthDate: date})
	order := t.pid.Get(25)
	switch {
	case !order.IsEmpty():
		t.tell(order, facts.Columns{columnBirthOrder: order.Value(1)})
	case strings.EqualFold(t.pid.Get(24).Value(1), "N"):
		t.columns[columnBirthOrder] = ""
	}
	t.tell(t.pid.Get(21), facts.Columns{columnMotherID: t.mother()})
	return nil
}

// mother gives the mother's identifier: one of the record's own authority
// before any other.
func (t *telling) mother() string {
	all := identifiers(t.pid.Get(21), t.day)
	own := slices.IndexFunc(all, func(i identifier) bool { return i.id != "" && i.authority == t.key.Authority && !i.isNational() })
	if own >= 0 {
		return all[own].id
	}
	for _, i := range all {
		if i.id != "" {
			return i.id
		}
	}
	return ""
}

func (t *telling) sex() error {
	return t.coded(&t.pid, 8, columnSex, "one of M, F, U, O, A, N, I, X, 0, 1, 2, 9", func(code string) (string, bool) {
		switch code {
		case "M", "1":
			return "1", true
		case "F", "2":
			return "2", true
		case "U", "N", "0":
			return "0", true
		case "O", "A", "I", "X", "9":
			return "9", true
		}
		return "", false
	})
}

// death tells the date of death and how it is known. The date alone says that
// the person died; without it, and without a status, PID-30 says that somebody
// heard so. Who is said to be alive has neither.
func (t *telling) death() error {
	field, status := t.pid.Get(29), t.zpd.Get(1)
	date, err := dateOf(field)
	if err != nil {
		return fmt.Errorf("PID-29: %w", err)
	}
	indicator := t.pid.Get(30)
	switch code := strings.ToUpper(strings.TrimSpace(indicator.Value(1))); {
	case code == "Y" && date == "":
		t.columns[columnDeathStatus] = "1"
	case code == "N", code == "" && indicator.HasNull():
		t.columns[columnDeceasedDate], t.columns[columnDeathStatus] = "", ""
	case code != "" && code != "Y":
		return expected("PID-30", "Y or N")
	}
	t.tell(field, facts.Columns{columnDeceasedDate: date})
	t.tell(status, facts.Columns{columnDeathStatus: status.Value(1)})
	return nil
}

// state tells what is known of the record itself. That a person is restricted is
// lifted by an explicit N alone, never by Null.
func (t *telling) state() error {
	t.tell(t.pid.Get(22), facts.Columns{columnEthnicCategory: t.pid.Get(22).Value(1)})
	if err := t.coded(&t.pid, 31, columnIdentityUnknown, "Y or N", yesOrNo); err != nil {
		return err
	}
	if t.pd1.Get(12).Value(1) == "" {
		return nil
	}
	return t.coded(&t.pd1, 12, columnConfidentiality, "Y or N, or one of U, R, V", func(code string) (string, bool) {
		switch code {
		case "N", "U":
			return "U", true
		case "Y", "R":
			return "R", true
		}
		return code, code == "V"
	})
}

func yesOrNo(code string) (string, bool) { return code, code == "Y" || code == "N" }

// reliability reads PID-32, which tells how far the sender trusts other fields.
// A default address is nobody's.
func (t *telling) reliability() error {
	field := t.pid.Get(32)
	if field.IsEmpty() {
		return nil
	}
	t.columns[columnNHSNumberStatus], t.columns[columnBirthDateQuality] = "", ""
	for _, r := range field {
		switch code := strings.ToUpper(strings.TrimSpace(r.Value(1))); {
		case code == "UD" || code == "ED":
			t.columns[columnBirthDateQuality] = code
		case code == "UA":
			t.columns[columnAddress], t.columns[columnUPRN], t.columns[columnPostcode] = "", "", ""
		case strings.HasPrefix(code, "NSTS"):
			t.columns[columnNHSNumberStatus] = code[len("NSTS"):]
		case strings.HasPrefix(code, "PDS"):
			t.columns[columnNHSNumberStatus] = twoDigits(code[len("PDS"):])
		}
	}
	return nil
}

func twoDigits(code string) string {
	if len(code) == 1 {
		return "0" + code
	}
	return code
}
