package intake

import (
	"strings"
	"testing"
)

// TestMessagesRefused holds what is wrong with a message, word for word: the
// sender has nothing else to mend it by, and no value may show.
func TestMessagesRefused(t *testing.T) {
	t.Parallel()
	const (
		reading  = "reading an HL7 v2 message: "
		decoding = "decoding an ADT message: "
		update   = "decoding an ADT message of event A31: "
		merging  = "decoding an ADT message of event A40: "
		unlinked = "decoding an ADT message of event A37: "
		events   = "MSH-9: expected ADT with one of the events A01 to A05, A08, A11 to A13, A23, A28, A29, A31, A34, A37, A40, A43, A47"
	)
	pid := func(number int, text string) string {
		return adtMessage("A31", withFields(map[int]string{number: text}))
	}
	for name, c := range map[string]struct{ raw, want string }{
		"nothing":                   {"", reading + "expected a message that begins with MSH"},
		"JSON":                      {`{"family_name":"SMITH"}`, reading + "expected a message that begins with MSH"},
		"cut off within a segment":  {adtMessage("A31", pidHead)[:len(adtMessage("A31"))+1], reading + "segment 3: expected a segment's name of three capital letters or digits, and the delimiter of fields"},
		"cut off before PID":        {adtMessage("A31"), decoding + "expected a segment PID"},
		"cut off in its frame":      {"\x0b" + adtMessage("A31", pidHead), reading + "expected the end of the MLLP block"},
		"ten megabytes":             {adtMessage("A31", pidHead+strings.Repeat("SMITH", 2<<20)), reading + "expected at most 1048576 bytes"},
		"not its character set":     {strings.Replace(pid(5, "SMITH^ZO\xcb"), "|2.4\r", "|2.4||||||UNICODE UTF-8\r", 1), reading + "segment 3, PID-5, repetition 1, component 2: expected characters of UNICODE UTF-8"},
		"no character set":          {strings.Replace(pid(5, "SMITH"), "|2.4\r", "|2.4||||||EBCDIC\r", 1), reading + "segment 1, MSH-18: expected ASCII, 8859/1 to 8859/16 or UNICODE UTF-8"},
		"an unknown event":          {adtMessage("A99", pidHead), decoding + events + ", found ADT with A99"},
		"no event":                  {adtMessage("", pidHead), decoding + events},
		"another type of message":   {strings.Replace(adtMessage("R01", pidHead), "ADT", "ORU", 1), decoding + events + ", found ORU with R01"},
		"another type, our event":   {strings.Replace(adtMessage("A31", pidHead), "ADT", "ORU", 1), decoding + events + ", found ORU with A31"},
		"a person for an event":     {adtMessage("SMITH", pidHead), decoding + events},
		"an event that is no time":  {strings.Replace(adtMessage("A31", pidHead), "EVN||2026", "EVN||2O26", 1), decoding + "EVN-2: expected a time that exists, as yyyymmddhhmmss+zzzz or the beginning of it"},
		"an event on 30 February":   {strings.Replace(adtMessage("A31", pidHead), "EVN||20260504", "EVN||20260230", 1), decoding + "EVN-2: expected a time that exists, as yyyymmddhhmmss+zzzz or the beginning of it"},
		"an event next week":        {strings.Replace(adtMessage("A31", pidHead), "EVN||20260504", "EVN||20260511", 1), decoding + "EVN-2: expected a time at most 24 hours after the message arrived"},
		"a message of next week":    {"MSH|^~\\&|PAS|RM3|||20260511||ADT^A31\r" + pidHead, decoding + "MSH-7: expected a time at most 24 hours after the message arrived"},
		"two patients":              {adtMessage("A31", pidHead, pidHead), update + "expected one segment PID"},
		"PD1 before PID":            {adtMessage("A31", "PD1|", pidHead), decoding + "expected a segment PID before PD1"},
		"two PD1":                   {adtMessage("A31", pidHead, "PD1|", "PD1|"), decoding + "expected one segment PD1 for a PID"},
		"no identifier":             {adtMessage("A31", "PID|1||"), update + "PID-3: expected an identifier of type MR or PI with its authority"},
		"an NHS number alone":       {pid(3, "9990000018^^^NHS^NH"), update + "PID-3: expected an identifier of type MR or PI with its authority"},
		"no authority":              {pid(3, "123^^^^MR"), update + "PID-3: expected an identifier of type MR or PI with its authority"},
		"an empty identifier":       {pid(3, "^^^RM3^MR"), update + "PID-3: expected an identifier that is not empty"},
		"an identifier of Null":     {pid(3, `""^^^RM3^MR`), update + "PID-3: expected an identifier that is not empty"},
		"an identifier of two rows": {pid(3, `1\X0A\2^^^RM3^MR`), update + "PID-3: expected an identifier and an authority of at most 200 printable characters each"},
		"a birth that never was":    {pid(7, "19810229"), update + "PID-7: expected a date that exists, as yyyymmdd, yyyymm or yyyy"},
		"a birth in the wrong form": {pid(7, "29/02/1980"), update + "PID-7: expected a date that exists, as yyyymmdd, yyyymm or yyyy"},
		"a birth long ago":          {pid(7, "18800101"), update + "PID-7: expected a birth date from 1895-01-01 on"},
		"an unknown sex":            {pid(8, "Q"), update + "PID-8: expected one of M, F, U, O, A, N, I, X, 0, 1, 2, 9"},
		"a twelfth twin":            {pid(25, "12"), update + "PID-25: expected a birth order, 1 to 9"},
		"a death that never was":    {pid(29, "20261301"), update + "PID-29: expected a date that exists, as yyyymmdd, yyyymm or yyyy"},
		"perhaps dead":              {pid(30, "MAYBE"), update + "PID-30: expected Y or N"},
		"perhaps known":             {pid(31, "MAYBE"), update + "PID-31: expected Y or N"},
		"a status of the number":    {pid(32, "NSTS77"), update + "PID-32: expected a status code, 01 to 08"},
		"perhaps restricted":        {adtMessage("A31", pidHead, "PD1||||||||||||?"), update + "PD1-12: expected Y or N, or one of U, R, V"},
		"a death of another status": {adtMessage("A31", pidHead, "ZPD|9"), update + "ZPD-1: expected one of 1, 2, U"},
		"a merge of nothing":        {adtMessage("A40", pidHead), merging + "expected a segment MRG behind PID"},
		"a merge before its record": {adtMessage("A40", "MRG|4^^^RM3^MR", pidHead), decoding + "expected a segment PID before MRG"},
		"a merge of no identifier":  {adtMessage("A40", pidHead, "MRG|"), merging + "MRG-1: expected an identifier of type MR or PI with its authority"},
		"a merge of an empty one":   {adtMessage("A40", pidHead, "MRG|^^^RM3^MR"), merging + "MRG-1: expected an identifier that is not empty"},
		"a merge with itself":       {adtMessage("A40", pidHead, "MRG|"+key), merging + "MRG-1: expected another identifier than the one that PID-3 keeps"},
		"a merge of strangers":      {adtMessage("A40", pidHead, "MRG|4^^^RQ6^MR"), merging + "MRG-1: expected an identifier of an authority that PID-3 has one of"},
		"an unlink of one":          {adtMessage("A37", pidHead), unlinked + "expected two segments PID"},
		"an unlink from itself":     {adtMessage("A37", pidHead, pidHead), unlinked + "PID-3: expected two different identifiers"},
		"an unlink of strangers":    {adtMessage("A37", pidHead, "PID|||4^^^RQ6^MR"), unlinked + "PID-3: expected two identifiers of one authority"},
		"a very long name":          {pid(5, strings.Repeat("A", 70_000)), update + "PID-5: expected at most 65536 bytes"},
	} {
		all, err := decodeADT([]byte(c.raw), arrived)
		if err == nil || err.Error() != c.want || all != nil {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
}

// FuzzDecodeADT holds that no message makes the decoder panic, that what it tells
// can be taken in, and that an error names no value.
func FuzzDecodeADT(f *testing.F) {
	f.Add([]byte(adtMessage("A31", withFields(map[int]string{
		5: "HALL^JO^^^^^PREVIOUS~SMITH^JO", 7: "19800229^Y", 8: "F", 11: "1 HIGH ST^^^^LS1 4AP^^H^^^^^&20200101", 13: "1^PRN",
		21: key, 24: "Y", 25: "2", 29: "2026", 30: "Y", 31: "N", 32: "UD~NSTS01",
	}), "PD1|||^^Y12345|||||||||Y", "ZPD|2")))
	f.Add([]byte(adtMessage("A40", pidHead, "MRG|4^^^RM3^MR~5^^^RM3^PI", "PID|||6^^^RM3", "MRG|7^^^&RM3")))
	f.Add([]byte(adtMessage("A37", pidHead, "PID|||4^^^RM3^MR")))
	f.Add([]byte(adtMessage("A47", withFields(map[int]string{5: `""`}), "MRG|4^^^RM3^MR")))
	f.Fuzz(func(t *testing.T, raw []byte) {
		all, err := decodeADT(raw, arrived)
		if err != nil {
			if len(err.Error()) > 250 || all != nil {
				t.Fatalf("error %q with %d facts", err, len(all))
			}
			return
		}
		for i := range all {
			f := &all[i]
			if f.Key.Authority == "" || f.Key.LocalID == "" || f.Other == f.Key || f.Stamp.Part != i || f.Stamp.At.After(arrived.Add(ahead)) {
				t.Errorf("fact %d of %q cannot be", i, raw)
			}
		}
	})
}
