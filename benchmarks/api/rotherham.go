package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/lhcre/mpi/benchmarks/live"
	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/organisations"
	"github.com/lhcre/mpi/internal/publish"
	"github.com/lhcre/mpi/internal/publish/follow"
)

// rotherham is what the organisations that know patients hear of their admissions.
type rotherham struct {
	Admissions, Told, Retracted int
	Wrong                       int // notices that are missing, twice, of others' records, or not to be told
}

// everybodyHears writes down the region's organisations, all of whom want notices.
func (b *bench) everybodyHears() (path string, err error) {
	var file struct {
		Organisations []organisations.Organisation `yaml:"organisations"`
	}
	b.owners = map[string]string{}
	of := b.people.Authorities()
	for _, code := range slices.Sorted(maps.Keys(of)) {
		o := organisations.Organisation{Code: code, Name: code, Notices: true}
		for _, authority := range of[code] {
			o.Authorities = append(o.Authorities, organisations.Authority{Name: authority})
			b.owners[fhir.SystemOf(authority)] = code
		}
		file.Organisations = append(file.Organisations, o)
	}
	text, err := yaml.Marshal(file)
	if err != nil {
		return "", fmt.Errorf("writing the organisations: %w", err)
	}
	path = filepath.Join(b.dir, "organisations.yaml")
	return path, os.WriteFile(path, text, 0o600) //nolint:wrapcheck // names the file
}

// admitted is a patient who is admitted, with a ward and a visit that are nobody
// else's.
type admitted struct {
	row  map[string]string
	ward string
}

func (a *admitted) source() string {
	return fhir.SystemOf(a.row["authority"]) + "|" + a.row["local_id"]
}

func (a *admitted) message(event string, at time.Time) intake.Outgoing {
	when := at.UTC().Format("20060102150405") + "+0000"
	text := "MSH|^~\\&|PAS|" + a.row["organisation"] + "|||" + when + "||ADT^" + event + "|" + a.ward + event + "|T|2.4\rEVN|" + event + "|" + when +
		"\rPID|1||" + a.row["local_id"] + "^^^" + a.row["authority"] + "^MR\rPV1|1|I|" + a.ward + strings.Repeat("|", 16) + a.ward + "\r"
	return intake.Outgoing{
		Topic: intake.TopicDemographics, Key: a.row["authority"] + "|" + a.row["local_id"], ContentType: intake.TypeHL7v2, Value: []byte(text),
	}
}

// rotherham admits people, and takes one admission in ten back: each other organisation
// that knows the person, as $ihe-pix has it, is to hear of it once, by its own numbers.
func (b *bench) rotherham(ctx context.Context, admissions int) error {
	const undone = 10
	rng := rand.New(rand.NewPCG(7, 17))
	all, seen := map[string]admitted{}, map[string]bool{}
	for i := range admissions {
		a := admitted{b.people.Known(rng), fmt.Sprintf("W%d", i)}
		if !seen[a.source()] {
			seen[a.source()], all[a.ward] = true, a
		}
	}
	wards := slices.Sorted(maps.Keys(all))
	want, err := b.knownElsewhere(ctx, all)
	if err != nil {
		return err
	}
	began := time.Now()
	if err := b.admit(ctx, "A01", began, all, wards); err != nil {
		return err
	}
	r := rotherham{Admissions: len(all)}
	for _, patients := range want {
		r.Told += len(patients)
	}
	got, err := b.heard(ctx, all, r.Told)
	if err != nil {
		return err
	}
	r.Wrong = compareNotices(want, got, publish.Sent, 1)
	wards = wards[:len(wards)/undone]
	if err := b.admit(ctx, "A11", began.Add(time.Second), all, wards); err != nil {
		return err
	}
	taken := map[string]map[string][]string{}
	for _, ward := range wards {
		if len(want[ward]) > 0 {
			taken[ward] = want[ward]
			r.Retracted += len(want[ward])
		}
	}
	if got, err = b.heard(ctx, all, r.Told+r.Retracted); err != nil {
		return err
	}
	r.Wrong += compareNotices(taken, got, publish.Retracted, 2)
	b.report.Rotherham = r
	b.say("%d admissions, of which others who know the patient hear %d times: %d notices are wrong; of %d admissions that were not they hear %d times",
		r.Admissions, r.Told, r.Wrong, len(wards), r.Retracted)
	return nil
}

// admit sends one message of each patient, and waits until all are linked.
func (b *bench) admit(ctx context.Context, event string, at time.Time, all map[string]admitted, wards []string) error {
	feed, err := b.servers.NewFeed(ctx)
	if err != nil {
		return err
	}
	defer feed.Close()
	var messages []intake.Outgoing
	for _, ward := range wards {
		a := all[ward]
		messages = append(messages, a.message(event, at))
	}
	if err := feed.Send(ctx, messages); err != nil {
		return err
	}
	return feed.Drain(ctx)
}

// knownElsewhere asks which other organisations know each patient, and by what numbers:
// by ward, then by organisation.
func (b *bench) knownElsewhere(ctx context.Context, all map[string]admitted) (map[string]map[string][]string, error) {
	var asked []string
	wards := map[string]string{}
	for ward, a := range all {
		asked, wards[a.source()] = append(asked, a.source()), ward
	}
	text, err := b.post(ctx, "/fhir/Patient/$ihe-pix-list", "text/plain", []byte(strings.Join(asked, "\n")))
	if err != nil {
		return nil, err
	}
	known := map[string]map[string][]string{}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<20) //nolint:mnd // longer than any line
	for lines.Scan() {
		p := &fhir.Parameters{}
		if p.UnmarshalJSON(lines.Bytes()) != nil {
			continue // the last
		}
		ward := wards[p.Parameter[0].Text]
		a := all[ward]
		for _, target := range p.Parameter[1:] {
			if of := b.owners[target.Identifier.System]; of != "" && of != a.row["organisation"] {
				if known[ward] == nil {
					known[ward] = map[string][]string{}
				}
				known[ward][of] = append(known[ward][of], target.Identifier.System+"|"+target.Identifier.Value)
			}
		}
	}
	return known, lines.Err() //nolint:wrapcheck // of a buffer
}

// heard reads the notices of the admissions, once there are so many or no more come.
func (b *bench) heard(ctx context.Context, all map[string]admitted, want int) (got []publish.Notice, err error) {
	const often, patience = 500 * time.Millisecond, 60
	ours := map[string]bool{}
	for try := 0; try < patience && len(got) < want; try++ {
		if err := live.Sleep(ctx, often); err != nil {
			return nil, err
		}
		got = nil
		err := follow.Read(ctx, b.servers.KafkaOptions(), publish.TopicNotices, func(message []byte) error {
			var n publish.Notice
			err := json.Unmarshal(message, &n)
			if _, known := all[n.Ward]; known {
				ours[n.Notice] = true
			}
			got = append(got, n)
			return err //nolint:wrapcheck // says what is wrong
		})
		if err != nil {
			return nil, errors.Join(errStory, err)
		}
		got = slices.DeleteFunc(got, func(n publish.Notice) bool { return !ours[n.Notice] }) // an earlier run's
	}
	return got, nil
}

// compareNotices counts what is not as it should be of the notices of a version.
func compareNotices(want map[string]map[string][]string, got []publish.Notice, status publish.NoticeStatus, version int64) (wrong int) {
	ward := map[string]string{} // a retraction does not say it
	for _, n := range got {
		if n.Version == 1 {
			ward[n.Notice] = n.Ward
		}
	}
	heard := map[string]map[string]bool{}
	for _, n := range got {
		if n.Version != version {
			continue
		}
		at := ward[n.Notice]
		if heard[at] == nil {
			heard[at] = map[string]bool{}
		}
		var patient []string
		for _, id := range n.Patient {
			patient = append(patient, fhir.SystemOf(id.Authority)+"|"+id.LocalID)
		}
		expected := slices.Sorted(slices.Values(want[at][n.Organisation]))
		if heard[at][n.Organisation] || n.Status != status || !slices.Equal(slices.Sorted(slices.Values(patient)), expected) {
			wrong++
		}
		heard[at][n.Organisation] = true
	}
	for at, patients := range want {
		for organisation := range patients {
			if !heard[at][organisation] {
				wrong++
			}
		}
	}
	return wrong
}
