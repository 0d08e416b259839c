package demographics

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// fullRow holds a value in every column; the personal ones must never show.
func fullRow() map[string]string {
	return map[string]string{
		"record_id": "R-1", "organisation": "RXX", "authority": "rxx-mrn", "local_id": "L7654321",
		"nhs_number": "943 476 5919", "nhs_number_status": "01",
		"family_name": "Featherstonehaugh", "given_names": "Marmaduke", "previous_family_name": "Cholmondeley",
		"birth_date": "1973-08-21", "birth_order": "2", "mother_id": "M7654321", "sex": "1",
		"address": "Flat 3, 8123 Quixotic Road", "uprn": "100012345678", "postcode": "SO16 6YD",
		"previous_postcodes": "BH7 7DW; M1 1AA", "phone": "07700 900123|0161 496 0000",
		"email": "marmaduke@example.org", "gp_practice": "Y12345", "deceased_date": "2021-03-17", "death_status": "2",
		"confidentiality": "R", "identity_unknown": "N", "ethnic_category": "a",
		"updated_at": "2024-05-06T07:08:09+01:00", "deleted": "N", "suburb": "Zanzibar  heights",
	}
}

// secrets are the values of fullRow as they could show.
func secrets() []string {
	return []string{
		"9434765919", "943 476 5919", "7654321", "FEATHER", "MARMADUKE", "CHOLMOND", "1973", "QUIXOTIC", "8123",
		"100012345678", "6YD", "7DW", "900123", "4960000", "EXAMPLE", "Y12345", "2021", "ZANZIBAR",
		fmt.Sprintf("%x", 9434765919), fmt.Sprintf("%X", 100012345678), fmt.Sprintf("%x", "SO16 6YD"),
	}
}

func checkNoSecret(t *testing.T, how, text string) {
	t.Helper()
	for _, secret := range secrets() {
		if strings.Contains(strings.ToUpper(text), strings.ToUpper(secret)) {
			t.Errorf("%s tells %q: %.80s", how, secret, text)
		}
	}
}

func fullRecord(t *testing.T) Record {
	t.Helper()
	row := fullRow()
	record, _, err := New(func(c string) string { return row[c] }, []string{"suburb"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return record
}

// personal lists everything that must mask itself, and shapes that hold it.
func personal(t *testing.T) map[string]any {
	t.Helper()
	r := fullRecord(t)
	return map[string]any{
		"Record": r, "*Record": &r, "[]Record": []Record{r}, "map": map[string]Record{"a": r},
		"struct":  struct{ Inner Record }{r},
		"Private": r.LocalID, "NHSNumber": r.NHSNumber, "Date": r.BirthDate, "UPRN": r.UPRN,
		"Postcode": r.Postcodes[0], "Phone": r.Phones[0], "Email": r.Emails[0],
		"[]Postcode": r.Postcodes, "[]Phone": r.Phones, "[]Email": r.Emails,
		"map key": map[NHSNumber]int{r.NHSNumber: 1},
	}
}

// Verb w is left out: of anything but an error fmt shows it raw, which vet refuses.
func TestFormattingMasks(t *testing.T) {
	t.Parallel()
	for name, value := range personal(t) {
		for _, verb := range []string{"v", "+v", "#v", "s", "q", "x", "X", "d", "b", "o", "c", "U", "t", "e", "g", "020d", "-30s", "# x"} {
			checkNoSecret(t, name+" %"+verb, fmt.Sprintf("%"+verb, value))
		}
		checkNoSecret(t, name+" in an error", fmt.Errorf("reading %v", value).Error())
		checkNoSecret(t, name+" printed", fmt.Sprintln(value))
		checkNoSecret(t, name+" without a verb", fmt.Sprintf(strings.ToLower("NO VERB"), value))
		checkNoSecret(t, name+" as a width", fmt.Sprintf(strings.ToLower("%*D"), value, 1))
	}
}

func TestLogsAndEncodersMask(t *testing.T) {
	t.Parallel()
	for name, value := range personal(t) {
		var text, structured bytes.Buffer
		slog.New(slog.NewTextHandler(&text, nil)).Info("m", slog.Any("value", value))
		slog.New(slog.NewJSONHandler(&structured, nil)).Info("m", slog.Any("value", value))
		checkNoSecret(t, name+" as a text log", text.String())
		checkNoSecret(t, name+" as a JSON log", structured.String())
		asJSON, err := json.Marshal(value)
		checkNoSecret(t, name+" as JSON", fmt.Sprint(string(asJSON), err))
		asXML, err := xml.Marshal(value)
		checkNoSecret(t, name+" as XML", fmt.Sprint(string(asXML), err))
	}
}

// The mask is the same for short and long values, and the masks' own methods
// agree with it.
func TestMaskTellsNoLength(t *testing.T) {
	t.Parallel()
	for _, value := range []any{Private(""), Private("long and longer"), UPRN(1), UPRN(100012345678), Date{}, NHSNumber{}} {
		if got := fmt.Sprintf("%40v", value); got != mask {
			t.Errorf("%T is shown as %q", value, got)
		}
	}
	for _, value := range []interface {
		fmt.Stringer
		fmt.GoStringer
		slog.LogValuer
	}{Private("x"), UPRN(1), Date{}} {
		if value.String() != mask || value.GoString() != mask || value.LogValue().String() != mask {
			t.Errorf("%T does not mask itself", value)
		}
	}
	if Private("x").Reveal() != "x" {
		t.Error("Reveal does not reveal")
	}
}

// The masks are worth something only if the values are there to be told.
func TestSecretsAreInTheRecord(t *testing.T) {
	t.Parallel()
	r := fullRecord(t)
	if r.NHSNumber.Digits() != "9434765919" || r.LocalID.Reveal() != "L7654321" || r.BirthDate.Text() != "1973-08-21" {
		t.Error("the record does not hold what its row told")
	}
}
