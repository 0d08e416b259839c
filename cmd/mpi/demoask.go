package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/service"
	"github.com/lhcre/mpi/internal/store"
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
	known, told := map[string]int{}, map[string]linker.Record{}
	for records, err := range store.AllRecords(ctx, s.Store, page) {
		if err != nil {
			return linker.Record{}, fmt.Errorf("looking for somebody: %w", err)
		}
		for _, r := range records {
			if r.Deleted || r.Identity == "" {
				continue
			}
			known[r.Identity]++
			if tellable(&r) {
				told[r.Identity] = r
			}
			if one, there := told[r.Identity]; there && known[r.Identity] >= several {
				return one, nil
			}
		}
	}
	return linker.Record{}, errNobody
}

func tellable(r *linker.Record) bool {
	text := r.Content.Column
	return text("given_names") != "" && text("postcode") != "" && len(text("birth_date")) == len(time.DateOnly) && !r.Restricted && !r.Hidden
}

// desk asks an engine.
type desk struct{ base, token string }

type answered struct{ id, grade, score, weight string }

func (d *desk) match(ctx context.Context, who linker.Record) (a answered, err error) {
	patient := fhir.FromColumns(func(column string) string {
		if !slices.Contains([]string{"family_name", "given_names", "birth_date", "postcode"}, column) {
			return "" // nobody says it at a desk
		}
		return who.Content.Column(column)
	})
	bundle := &fhir.Bundle{}
	if err := d.do(ctx, http.MethodPost, "/$match", fhir.Append(nil, &patient), bundle); err != nil {
		return a, err
	}
	if len(bundle.Entry) == 0 {
		return a, errNobody
	}
	best := &bundle.Entry[0]
	if found, ok := best.Resource.(*fhir.Patient); ok {
		a.id = found.ID
	}
	a.score = string(best.Search.Score)
	for _, x := range best.Search.Extension {
		switch {
		case strings.HasSuffix(x.URL, "match-grade"):
			a.grade = x.Code
		case strings.HasSuffix(x.URL, "match-weight"):
			a.weight = string(x.Decimal)
		}
	}
	return a, nil
}

func (d *desk) locate(ctx context.Context, id string) (text string, err error) {
	told := &fhir.Parameters{}
	if err := d.do(ctx, http.MethodGet, "/"+id+"/$locate", nil, told); err != nil {
		return "", err
	}
	var records []string
	further := 0
	for i := range told.Parameter {
		p := &told.Parameter[i]
		if p.Name == "possibleFurtherRecords" && p.Integer != nil {
			further = *p.Integer
		}
		if p.Name != "record" {
			continue
		}
		part := map[string]string{}
		for j := range p.Part {
			part[p.Part[j].Name] = p.Part[j].Identifier.Value
		}
		records = append(records, part["organisation"]+" as "+part["identifier"])
	}
	return fmt.Sprintf("Assembled from %d records: %s; %d others may be the same person.", len(records), strings.Join(records, ", "), further), nil
}

func (d *desk) do(ctx context.Context, method, path string, body []byte, into json.Unmarshaler) error {
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
		err = into.UnmarshalJSON(text)
	}
	if err != nil {
		return fmt.Errorf("asking: %w", err)
	}
	return nil
}
