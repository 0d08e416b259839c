package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/service"
)

// ask shows what a record service would: who somebody is, by what is said at a desk,
// and who knows them.
func (f *demoFlags) ask(ctx context.Context, env environment, s *service.Service, address string) error {
	who, err := somebody(ctx, s)
	if errors.Is(err, errNobody) {
		return env.print("There are too few people to ask for one.\n")
	}
	if err != nil {
		return err
	}
	d := desk{base: "http://" + address + "/fhir/Patient", token: s.NewToken}
	found, err := d.match(ctx, who)
	if err != nil {
		return err
	}
	holders, err := d.locate(ctx, found.id)
	if err != nil {
		return err
	}
	return env.print(fmt.Sprintf("Asked who %s %s is, born %s, of %s: %s, score %s, match weight %s bits.\n%s\n"+
		"Ask it yourself: the API is at http://%s/fhir, its token in %s/data/token.\n",
		who.Content.Column("given_names"), who.Content.Column("family_name"), who.Content.Column("birth_date"), who.Content.Column("postcode"),
		found.grade, found.score, found.weight, holders, address, f.out))
}

var errNobody = errors.New("the demonstration found nobody to ask for")

// somebody is the first whom several organisations know, and whom anybody may be told
// of.
func somebody(ctx context.Context, s *service.Service) (linker.Record, error) {
	const page, several = 1000, 4
	records, err := s.Store.RecordPage(ctx, "", page)
	if err != nil {
		return linker.Record{}, fmt.Errorf("looking for somebody: %w", err)
	}
	members, err := s.Store.MemberPage(ctx, "", 1_000_000) //nolint:mnd // all of a demonstration
	if err != nil {
		return linker.Record{}, fmt.Errorf("looking for somebody: %w", err)
	}
	sizes := map[string]int{}
	for _, m := range members {
		sizes[m.Identity]++
	}
	for i := range records {
		r := &records[i]
		told := r.Content.Column("given_names") != "" && r.Content.Column("postcode") != "" && len(r.Content.Column("birth_date")) == len("2006-01-02")
		if sizes[r.Identity] >= several && told && !r.Restricted && !r.Hidden {
			return *r, nil
		}
	}
	return linker.Record{}, errNobody
}

// desk asks an engine.
type desk struct{ base, token string }

type answered struct{ id, grade, score, weight string }

func (d *desk) match(ctx context.Context, who linker.Record) (a answered, err error) {
	text := who.Content.Column
	body, err := json.Marshal(map[string]any{
		"resourceType": "Patient", "birthDate": text("birth_date"),
		"name":    []any{map[string]any{"family": text("family_name"), "given": strings.Fields(text("given_names"))}},
		"address": []any{map[string]any{"postalCode": text("postcode")}},
	})
	if err != nil {
		return a, fmt.Errorf("asking: %w", err)
	}
	var bundle struct {
		Entry []struct {
			Resource struct{ ID string }
			Search   struct {
				Score     json.Number
				Extension []struct {
					URL          string
					ValueCode    string
					ValueDecimal json.Number
				}
			}
		}
	}
	if err := d.do(ctx, http.MethodPost, "/$match", body, &bundle); err != nil {
		return a, err
	}
	if len(bundle.Entry) == 0 {
		return a, errNobody
	}
	best := bundle.Entry[0]
	a = answered{id: best.Resource.ID, score: best.Search.Score.String()}
	for _, x := range best.Search.Extension {
		switch {
		case strings.HasSuffix(x.URL, "match-grade"):
			a.grade = x.ValueCode
		case strings.HasSuffix(x.URL, "match-weight"):
			a.weight = x.ValueDecimal.String()
		}
	}
	return a, nil
}

func (d *desk) locate(ctx context.Context, id string) (text string, err error) {
	var told struct {
		Parameter []struct {
			Name         string
			ValueInteger int
			Part         []struct {
				Name            string
				ValueIdentifier struct{ Value string }
			}
		}
	}
	if err := d.do(ctx, http.MethodGet, "/"+id+"/$locate", nil, &told); err != nil {
		return "", err
	}
	var records []string
	further := 0
	for _, p := range told.Parameter {
		if p.Name == "possibleFurtherRecords" {
			further = p.ValueInteger
		}
		if p.Name != "record" {
			continue
		}
		part := map[string]string{}
		for _, one := range p.Part {
			part[one.Name] = one.ValueIdentifier.Value
		}
		records = append(records, part["organisation"]+" as "+part["identifier"])
	}
	return fmt.Sprintf("Assembled from %d records: %s; %d others may be the same person.", len(records), strings.Join(records, ", "), further), nil
}

func (d *desk) do(ctx context.Context, method, path string, body []byte, into any) error {
	request, err := http.NewRequestWithContext(ctx, method, d.base+path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("asking: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+d.token)
	request.Header.Set("Content-Type", "application/fhir+json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("asking: %w", err)
	}
	defer response.Body.Close() //nolint:errcheck // it was only read
	text, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = errors.New(response.Status)
	}
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		return fmt.Errorf("asking: %w", err)
	}
	return nil
}
