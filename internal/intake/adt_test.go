package intake

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/facts"
)

var arrived = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// adtMessage makes a message of the hospital RM3 from an event and its segments.
func adtMessage(event string, segments ...string) string {
	return "MSH|^~\\&|PAS|RM3|MPI||20260504110000+0100||ADT^" + event + "|C7|T|2.4\rEVN||20260504105900+0100\r" +
		strings.Join(segments, "\r") + "\r"
}

const (
	key     = "123^^^RM3^MR"
	pidHead = "PID|1||" + key + "|"
)

// withFields makes a PID of the record RM3 123 from fields by number.
func withFields(fields map[int]string) string {
	all := make([]string, 40)
	all[0], all[3] = "PID", key
	for n, text := range fields {
		all[n] = text
	}
	return strings.Join(all, "|")
}

func decoded(t *testing.T, raw string) []facts.Fact {
	t.Helper()
	all, err := decodeADT([]byte(raw), arrived)
	if err != nil {
		t.Fatalf("%v: %q", err, raw)
	}
	return all
}

func TestColumnsOfPID(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fields map[int]string
		more   string
		want   facts.Columns
	}{
		"nothing":                    {nil, "PD1|||", facts.Columns{}},
		"types without values":       {map[int]string{5: "^^^^^^L", 11: "^^^^^^H", 13: "^PRN^PH", 3: key + "~^^^NHS^NH"}, "", facts.Columns{}},
		"an NHS number":              {map[int]string{3: "9990000018^^^NHS^NH~" + key}, "", facts.Columns{"nhs_number": "9990000018"}},
		"one by its OID":             {map[int]string{3: key + "~9990000018^^^&2.16.840.1.113883.2.1.4.1&ISO"}, "", facts.Columns{"nhs_number": "9990000018"}},
		"a Scottish number":          {map[int]string{3: key + "~0101011237^^^CHI^NH"}, "", facts.Columns{"nhs_number": "0101011237"}},
		"a number out of force":      {map[int]string{3: key + "~9990000018^^^NHS^NH^^^20200101~9990000026^^^NHS^NH"}, "", facts.Columns{"nhs_number": "9990000026"}},
		"no number any more":         {map[int]string{3: key + `~""^^^NHS^NH`}, "", facts.Columns{"nhs_number": ""}},
		"a name":                     {map[int]string{5: "SMITH^JO^ANN MAY^^MS"}, "", facts.Columns{"family_name": "SMITH", "given_names": "JO ANN MAY", "previous_family_name": ""}},
		"the name of now comes last": {map[int]string{5: "HALL^^^^^^PREVIOUS-MAIDEN~SMITH^JO^^^^^L~^JOSIE^^^^^PREFERRED"}, "", facts.Columns{"family_name": "SMITH", "given_names": "JO;JOSIE", "previous_family_name": "HALL"}},
		"a preferred name alone":     {map[int]string{5: "SMITH^JO^^^^^PREFERRED~SMITH^ANN^^^^^PREVIOUS"}, "", facts.Columns{"family_name": "SMITH", "given_names": "JO;ANN", "previous_family_name": ""}},
		"a name that ended":          {map[int]string{5: "HALL^JO^^^^^L^^^&20200101~SMITH^JO^^^^^L"}, "", facts.Columns{"family_name": "SMITH", "given_names": "JO", "previous_family_name": "HALL"}},
		"a surname in parts":         {map[int]string{5: "&VAN&DIJK^JO"}, "", facts.Columns{"family_name": "VAN DIJK", "given_names": "JO", "previous_family_name": ""}},
		"an unknown surname":         {map[int]string{5: "Unknown^JO"}, "", facts.Columns{"family_name": "", "given_names": "JO", "previous_family_name": ""}},
		"an unknown man":             {map[int]string{5: "UNKNOWN^Male"}, "", facts.Columns{"family_name": "", "given_names": "UNKNOWN MALE", "previous_family_name": ""}},
		"nothing known of a name":    {map[int]string{5: "Unknown"}, "", facts.Columns{}},
		"no name any more":           {map[int]string{5: `""`}, "", facts.Columns{"family_name": "", "given_names": "", "previous_family_name": ""}},
		"birth, to the day":          {map[int]string{7: "198002291530+0000"}, "", facts.Columns{"birth_date": "1980-02-29"}},
		"birth, to the month":        {map[int]string{7: "198002"}, "", facts.Columns{"birth_date": "1980-02"}},
		"birth, to the year":         {map[int]string{7: "19800101^Y"}, "", facts.Columns{"birth_date": "1980"}},
		"birth, no longer known":     {map[int]string{7: `""`}, "", facts.Columns{"birth_date": ""}},
		"sex":                        {map[int]string{8: "F"}, "", facts.Columns{"sex": "2"}},
		"sex, unknown":               {map[int]string{8: "U"}, "", facts.Columns{"sex": "0"}},
		"sex, in the NHS's codes":    {map[int]string{8: "9"}, "", facts.Columns{"sex": "9"}},
		"a home":                     {map[int]string{11: "1 HIGH ST^FLAT 2^LEEDS^YORKS^LS1 4AP^^H" + strings.Repeat("^", 16) + "10001&UPRN"}, "", place("1 HIGH ST, FLAT 2, LEEDS, YORKS", "10001", "LS1 4AP", "")},
		"a home in parts":            {map[int]string{11: "&HIGH ST&1^^LEEDS^^LS1 4AP"}, "", place("1 HIGH ST, LEEDS", "", "LS1 4AP", "")},
		"a home left":                {map[int]string{11: "^^^^M1 1AA^^H^^^^^&20200101~1 HIGH ST^^^^LS1 4AP^^H"}, "", place("1 HIGH ST", "", "LS1 4AP", "M1 1AA")},
		"a home left, told anew":     {map[int]string{11: "^^^^M1 1AA^^H^^^^^^20190101^20200101~^^^^LS1 4AP^^^^^^^^20200101^20300101"}, "", place("", "", "LS1 4AP", "M1 1AA")},
		"a former home by its type":  {map[int]string{11: "^^^^M1 1AA^^PREVIOUS~^^^^LS1 4AP"}, "", place("", "", "LS1 4AP", "M1 1AA")},
		"a home for a while":         {map[int]string{11: "^^^^M1 1AA^^C~2 LOW ST^^^^LS1 4AP^^H~^^^^B1 1AA^^B"}, "", place("2 LOW ST", "", "LS1 4AP;M1 1AA", "")},
		"another key than a UPRN":    {map[int]string{11: "^^^^LS1 4AP" + strings.Repeat("^", 18) + "24104389&PAF"}, "", place("", "", "LS1 4AP", "")},
		"no home any more":           {map[int]string{11: `""`}, "", place("", "", "", "")},
		"telephones":                 {map[int]string{13: "07700900001^PRN^CP~^NET^Internet^jo@example.org~1^^FX", 14: "0113 496 0000^WPN"}, "", facts.Columns{"phone": "07700900001;0113 496 0000", "email": "jo@example.org"}},
		"a telephone in parts":       {map[int]string{13: "^PRN^PH^^44^0113^4960000"}, "", facts.Columns{"phone": "+441134960000", "email": ""}},
		"an address for a number":    {map[int]string{13: "jo@example.org"}, "", facts.Columns{"phone": "", "email": "jo@example.org"}},
		"no telephone any more":      {map[int]string{13: `""^PRN`}, "", facts.Columns{"phone": "", "email": ""}},
		"a mother":                   {map[int]string{21: "9990000018^^^NHS^NH~77^^^RM3^MR", 24: "Y", 25: "2"}, "", facts.Columns{"mother_id": "77", "birth_order": "2"}},
		"no twin after all":          {map[int]string{24: "N"}, "", facts.Columns{"birth_order": ""}},
		"ethnicity":                  {map[int]string{22: "A^White"}, "", facts.Columns{"ethnic_category": "A"}},
		"a death":                    {map[int]string{29: "20260501", 30: "Y"}, "ZPD|2", facts.Columns{"deceased_date": "2026-05-01", "death_status": "2"}},
		"a death on no known day":    {map[int]string{30: "Y"}, "", facts.Columns{"death_status": "1"}},
		"alive after all":            {map[int]string{30: "N"}, "", facts.Columns{"deceased_date": "", "death_status": ""}},
		"no longer said to be dead":  {map[int]string{30: `""`}, "", facts.Columns{"deceased_date": "", "death_status": ""}},
		"a death withdrawn":          {map[int]string{29: `""`, 30: `""`}, "ZPD|U", facts.Columns{"deceased_date": "", "death_status": "U"}},
		"a person nobody knows":      {map[int]string{31: "Y"}, "", facts.Columns{"identity_unknown": "Y"}},
		"a default birth date":       {map[int]string{7: "19010101", 32: "UD~NSTS02"}, "", facts.Columns{"birth_date": "1901-01-01", "birth_date_quality": "UD", "nhs_number_status": "02"}},
		"a default address":          {map[int]string{11: "1 HIGH ST^^^^LS1 4AP", 32: "UA~PDS1"}, "", facts.Columns{"address": "", "uprn": "", "postcode": "", "previous_postcodes": "", "birth_date_quality": "", "nhs_number_status": "01"}},
		"a practice":                 {nil, "PD1|||THE SURGERY^^Y12345|||||||||N", facts.Columns{"gp_practice": "Y12345", "confidentiality": "U"}},
		"a practice with its code":   {nil, "PD1|||THE SURGERY^^^^^^^^^Y12345", facts.Columns{"gp_practice": "Y12345"}},
		"a practice beside a doctor": {nil, "PD1||||G1234567^WHO" + strings.Repeat("^", 12) + "Y12345", facts.Columns{"gp_practice": "Y12345"}},
		"a doctor":                   {nil, "PD1||||G1234567^WHO", facts.Columns{}},
		"restricted":                 {nil, "PD1||||||||||||Y", facts.Columns{"confidentiality": "R"}},
		"Null lifts no restriction":  {nil, `PD1||||||||||||""`, facts.Columns{}},
		"lines within a value":       {map[int]string{11: `1 HIGH ST\.br\LEEDS^^^^LS1 4AP`}, "", place("1 HIGH ST LEEDS", "", "LS1 4AP", "")},
		"a list's mark in a value":   {map[int]string{13: "1;2"}, "", facts.Columns{"phone": "1 2", "email": ""}},
	} {
		segments := []string{withFields(c.fields)}
		if c.more != "" {
			segments = append(segments, c.more)
		}
		all := decoded(t, adtMessage("A31", segments...))
		if len(all) != 1 || all[0].Kind != facts.Tell || !maps.Equal(all[0].Columns, c.want) {
			t.Errorf("%s: %q, want %q", name, all[0].Columns, c.want)
		}
	}
}

func place(address, uprn, postcode, former string) facts.Columns {
	return facts.Columns{"address": address, "uprn": uprn, "postcode": postcode, "previous_postcodes": former}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	other := "PID|||456^^^RM3^MR"
	for event, want := range map[string][]facts.Kind{
		"A01": {facts.Tell}, "A02": {facts.Tell}, "A03": {facts.Tell}, "A04": {facts.Tell}, "A05": {facts.Tell},
		"A08": {facts.Tell}, "A28": {facts.Tell}, "A31": {facts.Tell}, "A29": {facts.Delete},
		"A11": {facts.Tell}, "A12": {facts.Tell}, "A13": {facts.Tell}, "A23": nil,
		"A34": {facts.Merge}, "A40": {facts.Merge}, "A43": {facts.Tell, facts.Merge}, "A47": {facts.Tell, facts.Merge},
		"A37": {facts.Unmerge, facts.Unmerge},
	} {
		segments := []string{withFields(map[int]string{5: "SMITH^JO"})}
		switch event {
		case "A34", "A40", "A43", "A47":
			segments = append(segments, "MRG|456^^^RM3^MR")
		case "A37":
			segments = append(segments, other)
		}
		all := decoded(t, adtMessage(event, segments...))
		if len(all) != len(want) {
			t.Errorf("%s: %d facts, want %d", event, len(all), len(want))
			continue
		}
		for i := range all {
			if all[i].Kind != want[i] || all[i].Stamp.Part != i {
				t.Errorf("%s: fact %d is of kind %d and part %d, want kind %d", event, i, all[i].Kind, all[i].Stamp.Part, want[i])
			}
		}
	}
}

// TestEventOfEVN holds that EVN-1 stands in for MSH-9, as in the first versions.
func TestEventOfEVN(t *testing.T) {
	t.Parallel()
	all := decoded(t, "MSH|^~\\&|PAS|RM3|||20260504||ADT\rEVN|A29\r"+pidHead)
	if len(all) != 1 || all[0].Kind != facts.Delete {
		t.Errorf("%d facts", len(all))
	}
}

func BenchmarkDecodeADT(b *testing.B) {
	raw := []byte(adtMessage("A31", withFields(map[int]string{
		3: key + "~9990000018^^^NHS^NH", 5: "SMITH^JO^ANN", 7: "19800229", 8: "F", 11: "1 HIGH ST^^LEEDS^^LS1 4AP^^H", 13: "07700900001^PRN^CP",
		22: "A", 32: "NSTS01",
	}), "PD1|||^^Y12345|||||||||N"))
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decodeADT(raw, arrived); err != nil {
			b.Fatal(err)
		}
	}
}
