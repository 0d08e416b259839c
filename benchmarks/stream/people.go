package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/population"
)

// people are the records of a region: some are in the store before the events,
// the others come with them.
type people struct {
	rng  *rand.Rand
	rows []population.Record
	sent int // of rows
	at   time.Time
}

func newPeople(ctx context.Context, records int) (*people, error) {
	const perPerson = 4.0
	profile, err := population.DefaultProfile("wessex")
	if err != nil {
		return nil, err
	}
	p := &people{rng: rand.New(rand.NewPCG(1, 1)), at: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	cfg := population.Config{People: int(float64(records) / perPerson), Region: "wessex", Seed: 9, Profile: profile}
	_, err = population.Generate(ctx, cfg, func(row population.Row) error {
		p.rows = append(p.rows, row.Record)
		return nil
	})
	p.rng.Shuffle(len(p.rows), func(i, j int) { p.rows[i], p.rows[j] = p.rows[j], p.rows[i] })
	return p, err
}

// next gives a record that was not sent yet.
func (p *people) next() facts.Fact {
	f := p.fact(p.sent)
	p.sent++
	return f
}

// update gives a record that was sent, with one thing changed.
func (p *people) update() facts.Fact {
	i := p.rng.IntN(p.sent)
	row := &p.rows[i]
	switch p.rng.IntN(3) {
	case 0:
		row[population.Phone] = fmt.Sprintf("07700900%03d", p.rng.IntN(1000))
	case 1:
		other := p.rows[p.rng.IntN(p.sent)]
		row[population.Address], row[population.Postcode], row[population.UPRN] = other[population.Address], other[population.Postcode], other[population.UPRN]
	case 2:
		row[population.Practice] = p.rows[p.rng.IntN(p.sent)][population.Practice]
	}
	return p.fact(i)
}

func (p *people) fact(i int) facts.Fact {
	row := p.rows[i]
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
	var out bytes.Buffer
	err := json.NewEncoder(&out).Encode(object)
	return out.Bytes(), err
}
