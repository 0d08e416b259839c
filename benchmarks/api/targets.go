package main

import (
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"

	vegeta "github.com/tsenart/vegeta/v12/lib"

	"github.com/lhcre/mpi/internal/fhir"
)

// The kinds of questions, and how many there are of each in a hundred.
const (
	match, matches           = "$match", 60
	crossReference, crossing = "$ihe-pix", 30
	search                   = "search"
	hundred                  = 100
)

// targets makes questions about people who are in the store.
func (b *bench) targets() []vegeta.Target {
	const enough = 50_000
	rng := rand.New(rand.NewPCG(3, 7)) // the same questions each time
	header := http.Header{"Authorization": {"Bearer " + b.token}, "Content-Type": {"application/fhir+json"}}
	base := "http://" + b.engine.Address() + "/fhir/Patient"
	all := make([]vegeta.Target, enough)
	for i := range all {
		row := b.people.Known(rng)
		for row["confidentiality"] == "V" || row["family_name"] == "" || row["birth_date"] == "" || row["identity_unknown"] == "Y" {
			row = b.people.Known(rng) // nobody is told of those, or there is nothing to ask with
		}
		t := vegeta.Target{Method: http.MethodGet, Header: header}
		switch kind := rng.IntN(hundred); {
		case kind < matches:
			t.Method, t.URL, t.Body = http.MethodPost, base+"/"+match, asked(row, rng.IntN(2) == 0)
		case kind < matches+crossing:
			t.URL = base + "/" + crossReference + "?" + url.Values{"sourceIdentifier": {fhir.SystemOf(row["authority"]) + "|" + row["local_id"]}}.Encode()
		default:
			t.URL = base + "?" + searched(row).Encode()
		}
		all[i] = t
	}
	return all
}

// asked is what somebody at a desk knows of a patient, in half of all cases with the
// NHS number.
func asked(row map[string]string, number bool) []byte {
	known := []string{"family_name", "given_names", "birth_date", "sex", "address", "postcode"}
	if number {
		known = append(known, "nhs_number")
	}
	columns := map[string]string{}
	for _, column := range known {
		columns[column] = row[column]
	}
	patient := fhir.FromColumns(func(column string) string { return columns[column] })
	return fhir.Append(nil, &fhir.Parameters{Parameter: []fhir.Parameter{{Name: "resource", Resource: &patient}}})
}

func searched(row map[string]string) url.Values {
	values := url.Values{"family": {row["family_name"]}, "birthdate": {row["birth_date"]}}
	if given, _, _ := strings.Cut(row["given_names"], " "); given != "" {
		values.Set("given", given)
	}
	return values
}

// kindOf says what was asked.
func kindOf(address string) string {
	switch {
	case strings.Contains(address, match):
		return match
	case strings.Contains(address, crossReference):
		return crossReference
	}
	return search
}
