package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/internal/intake"
)

// dorset is what an ambulance crew finds who knows a name, the year of birth and the
// first half of the postcode.
type dorset struct {
	Asked      int
	First      float64 // the true person comes first
	Found      float64
	TwoCertain int
}

// leeds is a practice that asks who of its list is in hospital.
type leeds struct {
	Listed, Admitted, Told int
	Wrong                  int // told of others, or not of somebody
	Seconds                float64
}

var errStory = errors.New("it is not as it should be")

// stories measures all three.
func (b *bench) stories(ctx context.Context) error {
	const asked, listed, admissions = 2000, 10_000, 2000
	if err := b.dorset(ctx, asked); err != nil {
		return err
	}
	if err := b.leeds(ctx, listed); err != nil {
		return err
	}
	return b.rotherham(ctx, admissions)
}

// post asks one question, and gives the answer.
func (b *bench) post(ctx context.Context, path, kind string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+b.engine.Address()+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("asking: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+b.token)
	request.Header.Set("Content-Type", kind)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, fmt.Errorf("asking: %w", err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was only read
	var text bytes.Buffer
	if _, err := text.ReadFrom(answer.Body); err != nil {
		return nil, fmt.Errorf("reading an answer: %w", err)
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%w: %s answers %s", errStory, path, answer.Status)
	}
	return text.Bytes(), nil
}

func (b *bench) dorset(ctx context.Context, asked int) error {
	rng := rand.New(rand.NewPCG(5, 11))
	d := dorset{Asked: asked}
	first, found := 0, 0
	for range asked {
		row := b.people.Known(rng)
		for row["confidentiality"] != "" && row["confidentiality"] != "U" || row["family_name"] == "" || row["given_names"] == "" || len(row["birth_date"]) < 4 || outcode(row) == "" {
			row = b.people.Known(rng)
		}
		bundle, err := b.whoIs(ctx, row)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(bundle.Entry, func(e fhir.BundleEntry) bool { return holds(e, row) })
		switch {
		case at == 0:
			first++
			found++
		case at > 0:
			found++
		}
		if certain(bundle) > 1 {
			d.TwoCertain++
		}
	}
	d.First, d.Found = float64(first)/float64(asked), float64(found)/float64(asked)
	b.report.Dorset = d
	b.say("name, birth year and outcode of %d people: %.4f first, %.4f found, %d times two are certain", asked, d.First, d.Found, d.TwoCertain)
	return nil
}

// outcode is the first half of a postcode.
func outcode(row map[string]string) string {
	code, _, _ := strings.Cut(row["postcode"], " ")
	if strings.HasPrefix(code, "ZZ") {
		return ""
	}
	return code
}

func (b *bench) whoIs(ctx context.Context, row map[string]string) (*fhir.Bundle, error) {
	given, _, _ := strings.Cut(row["given_names"], " ")
	columns := map[string]string{"family_name": row["family_name"], "given_names": given, "birth_date": row["birth_date"][:4], "postcode": outcode(row)}
	patient := fhir.FromColumns(func(column string) string { return columns[column] })
	text, err := b.post(ctx, "/fhir/Patient/$match", "application/fhir+json", fhir.Append(nil, &patient))
	if err != nil {
		return nil, err
	}
	bundle := &fhir.Bundle{}
	if err := bundle.UnmarshalJSON(text); err != nil {
		return nil, fmt.Errorf("reading an answer: %w", err)
	}
	return bundle, nil
}

// holds says whether a person has a record.
func holds(e fhir.BundleEntry, row map[string]string) bool {
	p, ok := e.Resource.(*fhir.Patient)
	return ok && slices.ContainsFunc(p.Identifier, func(i fhir.Identifier) bool {
		return i.System == fhir.SystemOf(row["authority"]) && i.Value == row["local_id"]
	})
}

func certain(bundle *fhir.Bundle) (n int) {
	for i := range bundle.Entry {
		for _, x := range bundle.Entry[i].Search.Extension {
			if x.Code == "certain" {
				n++
			}
		}
	}
	return n
}

// leeds admits some people, and asks for a list of whom one in a hundred is among
// them.
func (b *bench) leeds(ctx context.Context, listed int) error {
	const admits = 100
	rng := rand.New(rand.NewPCG(6, 13))
	var lines []string
	var admissions []intake.Outgoing
	in := map[string]bool{}
	seen := map[string]bool{}
	for len(lines) < listed && len(lines) < b.people.Sent/2 {
		row := b.people.Known(rng)
		line := fhir.SystemOf(row["authority"]) + "|" + row["local_id"]
		if seen[line] || row["confidentiality"] != "" && row["confidentiality"] != "U" {
			continue
		}
		seen[line] = true
		if len(lines)%admits == 0 {
			in[line] = true
			admissions = append(admissions, admission(row))
		}
		lines = append(lines, line)
	}
	feed, err := b.servers.NewFeed(ctx)
	if err != nil {
		return err
	}
	defer feed.Close()
	if err := feed.Send(ctx, admissions); err != nil {
		return err
	}
	if err := feed.Drain(ctx); err != nil {
		return err
	}
	began := time.Now()
	text, err := b.post(ctx, "/fhir/Patient/$inpatients", "text/plain", []byte(strings.Join(lines, "\n")))
	if err != nil {
		return err
	}
	l := leeds{Listed: len(lines), Admitted: len(in), Seconds: time.Since(began).Seconds()}
	l.Told, l.Wrong = told(text, in)
	b.report.Leeds = l
	b.say("a list of %d: %d were admitted, %d are told of in %.2f s, %d wrongly or not at all", l.Listed, l.Admitted, l.Told, l.Seconds, l.Wrong)
	return nil
}

func admission(row map[string]string) intake.Outgoing {
	const at = "20260601120000"
	text := "MSH|^~\\&|PAS|" + row["organisation"] + "|||" + at + "||ADT^A01|1|T|2.4\rEVN|A01|" + at +
		"\rPID|1||" + row["local_id"] + "^^^" + row["authority"] + "^MR\rPV1|1|I|WARD7\r"
	return intake.Outgoing{
		Topic: intake.TopicDemographics, Key: row["authority"] + "|" + row["local_id"], ContentType: intake.TypeHL7v2, Value: []byte(text),
	}
}

// told counts the people of an answer who are in hospital, and those who are told of
// wrongly or not at all. Who is listed under two numbers is told of under both.
func told(text []byte, in map[string]bool) (n, wrong int) {
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<20) //nolint:mnd // longer than any line
	missing := len(in)
	whole := false
	for lines.Scan() {
		p := &fhir.Parameters{}
		if p.UnmarshalJSON(lines.Bytes()) != nil {
			whole = strings.Contains(lines.Text(), "complete")
			continue
		}
		stays := slices.ContainsFunc(p.Parameter, func(one fhir.Parameter) bool { return one.Name == "stay" })
		switch {
		case stays && in[p.Parameter[0].Text]:
			n++
			missing--
		case stays:
			n++ // by another of the person's records
		default:
			wrong++
		}
	}
	if !whole {
		wrong++
	}
	return n, wrong + missing
}
