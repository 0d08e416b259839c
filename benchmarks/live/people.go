package live

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/population"
)

// People are the records of a region: some are in the store before the events,
// the others come with them.
type People struct {
	Sent int       // of the records
	At   time.Time // of the last that was told

	records int // that were asked for

	rng  *rand.Rand
	rows []string // the columns of each, one behind another: a million of them are no burden
}

const (
	columnEnd = "\x1f"
	percent   = 100
)

// perPerson is fewer records than a person has, so that enough are made.
const perPerson = 3.5

// NewPeople makes the same people for the same number of records.
func NewPeople(ctx context.Context, records int) (*People, error) {
	profile, err := population.DefaultProfile("wessex")
	if err != nil {
		return nil, err
	}
	p := &People{records: records, rng: rand.New(rand.NewPCG(1, 1)), At: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	cfg := population.Config{People: int(float64(records)/perPerson) + 1, Region: "wessex", Seed: 9, Profile: profile}
	_, err = population.Generate(ctx, cfg, func(row population.Row) error {
		p.rows = append(p.rows, strings.Join(row.Record[:], columnEnd))
		return nil
	})
	p.rng.Shuffle(len(p.rows), func(i, j int) { p.rows[i], p.rows[j] = p.rows[j], p.rows[i] })
	return p, err
}

func (p *People) row(i int) (row population.Record) {
	copy(row[:], strings.Split(p.rows[i], columnEnd))
	return row
}

// Authorities gives the authorities of each organisation that has records, by its code.
func (p *People) Authorities() map[string][]string {
	of := map[string][]string{}
	for i := range p.rows {
		row := p.row(i)
		if code, authority := row[population.Organisation], row[population.Authority]; !slices.Contains(of[code], authority) {
			of[code] = append(of[code], authority)
		}
	}
	return of
}

var errTooFew = errors.New("all records are sent: start with more")

// Known gives the columns of a record that was sent.
func (p *People) Known(rng *rand.Rand) map[string]string {
	row := p.row(rng.IntN(p.Sent))
	columns := map[string]string{}
	for c, name := range population.Header() {
		columns[name] = row[c]
	}
	return columns
}

// Next gives a record that was not sent yet.
func (p *People) Next() (facts.Fact, error) {
	if p.Sent == len(p.rows) {
		return facts.Fact{}, errTooFew
	}
	row := p.row(p.Sent)
	p.Sent++
	return p.fact(&row), nil
}

// update gives a record that was sent, with one thing changed.
func (p *People) update() facts.Fact {
	i := p.rng.IntN(p.Sent)
	row := p.row(i)
	other := p.row(p.rng.IntN(p.Sent))
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

func (p *People) fact(row *population.Record) facts.Fact {
	p.At = p.At.Add(time.Millisecond)
	columns := facts.Columns{}
	for c, name := range population.Header() {
		columns[name] = row[c]
	}
	f := facts.Fact{
		Key: facts.Key{Authority: row[population.Authority], LocalID: row[population.LocalID]}, Kind: facts.Tell,
		Stamp: facts.Stamp{At: p.At}, Organisation: row[population.Organisation], Columns: columns,
	}
	var seed [8]byte
	binary.LittleEndian.PutUint64(seed[:], uint64(p.At.UnixNano()))
	f.Stamp.Hash = sha256.Sum256(seed[:])
	return f
}

// Messages gives events as messages: updates of known records, and new records.
func (p *People) Messages(n, updates int) (out []intake.Outgoing, ids []identity.RecordID, err error) {
	for range n {
		var f facts.Fact
		if p.Sent > 0 && p.rng.IntN(percent) < updates {
			f = p.update()
		} else if f, err = p.Next(); err != nil {
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
