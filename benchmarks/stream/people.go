package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/population"
)

// people are the records of a region: some are in the store before the events,
// the others come with them.
type people struct {
	rng  *rand.Rand
	rows []string // the columns of each, one behind another: a million of them are no burden
	sent int      // of rows
	at   time.Time
}

const (
	columnEnd = "\x1f"
	percent   = 100
)

// perPerson is fewer records than a person has, so that enough are made.
const perPerson = 3.5

// newPeople makes the same people for the same number of records.
func newPeople(ctx context.Context, records int) (*people, error) {
	profile, err := population.DefaultProfile("wessex")
	if err != nil {
		return nil, err
	}
	p := &people{rng: rand.New(rand.NewPCG(1, 1)), at: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	cfg := population.Config{People: int(float64(records)/perPerson) + 1, Region: "wessex", Seed: 9, Profile: profile}
	_, err = population.Generate(ctx, cfg, func(row population.Row) error {
		p.rows = append(p.rows, strings.Join(row.Record[:], columnEnd))
		return nil
	})
	p.rng.Shuffle(len(p.rows), func(i, j int) { p.rows[i], p.rows[j] = p.rows[j], p.rows[i] })
	return p, err
}

func (p *people) row(i int) (row population.Record) {
	copy(row[:], strings.Split(p.rows[i], columnEnd))
	return row
}

var errTooFew = errors.New("all records are sent: start with more")

// next gives a record that was not sent yet.
func (p *people) next() (facts.Fact, error) {
	if p.sent == len(p.rows) {
		return facts.Fact{}, errTooFew
	}
	row := p.row(p.sent)
	p.sent++
	return p.fact(&row), nil
}

// update gives a record that was sent, with one thing changed.
func (p *people) update() facts.Fact {
	i := p.rng.IntN(p.sent)
	row := p.row(i)
	other := p.row(p.rng.IntN(p.sent))
	switch p.rng.IntN(3) {
	case 0:
		row[population.Phone] = fmt.Sprintf("077009%05d", p.rng.IntN(100_000))
	case 1:
		row[population.Address], row[population.Postcode], row[population.UPRN] = other[population.Address], other[population.Postcode], other[population.UPRN]
	case 2:
		row[population.Practice] = other[population.Practice]
	}
	p.rows[i] = strings.Join(row[:], columnEnd)
	return p.fact(&row)
}

func (p *people) fact(row *population.Record) facts.Fact {
	p.at = p.at.Add(time.Millisecond)
	columns := facts.Columns{}
	for c, name := range population.Header() {
		columns[name] = row[c]
	}
	f := facts.Fact{
		Key: facts.Key{Authority: row[population.Authority], LocalID: row[population.LocalID]}, Kind: facts.Tell,
		Stamp: facts.Stamp{At: p.at}, Organisation: row[population.Organisation], Columns: columns,
	}
	var seed [8]byte
	binary.LittleEndian.PutUint64(seed[:], uint64(p.at.UnixNano()))
	f.Stamp.Hash = sha256.Sum256(seed[:])
	return f
}

// messages gives events as messages: updates of known records, and new records.
func (p *people) messages(n, updates int) (out []intake.Outgoing, ids []identity.RecordID, err error) {
	for range n {
		var f facts.Fact
		if p.rng.IntN(percent) < updates {
			f = p.update()
		} else if f, err = p.next(); err != nil {
			return nil, nil, err
		}
		text, err := message(&f)
		if err != nil {
			return nil, nil, err
		}
		out = append(out, intake.Outgoing{
			Topic: intake.TopicDemographics, Key: f.Key.Authority + "|" + f.Key.LocalID, ContentType: intake.TypeNative, Value: text,
		})
		ids = append(ids, f.Key.Record())
	}
	return out, ids, nil
}

// message is a fact as a native message.
func message(f *facts.Fact) ([]byte, error) {
	object := map[string]string{}
	for name, text := range f.Columns {
		switch name {
		case "record_id", "deleted":
		default:
			object[name] = text
		}
	}
	object["updated_at"] = f.Stamp.At.Format(time.RFC3339Nano)
	text, err := json.Marshal(object)
	if err != nil {
		return nil, fmt.Errorf("writing a message: %w", err)
	}
	return text, nil
}
