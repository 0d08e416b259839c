package index

import (
	"encoding/hex"
	"fmt"
	"iter"
	"math/rand/v2"
	"time"

	"github.com/lhcre/mpi/matcher/demographics"
)

// people makes records of a population in which every person has two, as large
// and with as many shared keys as those of a region.
type people struct{ records int }

const keysOfPerson = 12

func mixed(a, b uint64) uint64 {
	x := a*0x9E3779B97F4A7C15 ^ b*0xC2B2AE3D27D4EB4F
	x = (x ^ x>>31) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>29) * 0x94D049BB133111EB
	return x ^ x>>32
}

func idOf(n int) string {
	var id recordID
	random := rand.New(rand.NewPCG(uint64(n), 1))
	for i := range id {
		id[i] = byte(random.Uint32())
	}
	return id.String()
}

// keys gives nine of twelve keys to the person alone, the others to families of four
// and ten; those of a later version differ in one.
func (p people) keys(n int, version int64) []Key {
	person := uint64(n / 2)
	keys := make([]Key, 0, keysOfPerson)
	for rule := range uint64(keysOfPerson) {
		group := person
		switch {
		case rule >= 11:
			group = mixed(person, rule) % uint64(max(1, p.records/10))
		case rule >= 9:
			group = mixed(person, rule) % uint64(max(1, p.records/4))
		}
		if rule == uint64(version)%keysOfPerson {
			group += uint64(version) << 40
		}
		keys = append(keys, Key(mixed(group, 100+rule)))
	}
	return keys
}

func (p people) entry(n int, version int64) Entry {
	random := rand.New(rand.NewPCG(uint64(n/2), uint64(version)))
	number := 9_000_000_000 + mixed(uint64(n/2), 77)%1_000_000_000
	return Entry{
		ID: idOf(n), Version: version, Keys: p.keys(n, version), Number: number,
		Compact: compactOf(n, random),
	}
}

// compactOf writes a record with most columns filled.
func compactOf(n int, random *rand.Rand) []byte {
	letters := func(least, most int) string {
		text := make([]byte, least+random.IntN(most-least+1))
		for i := range text {
			text[i] = "EEEEAAAARRIIOOTTNNSSLLCUDPMHGBFYWKVXZJQ"[random.IntN(39)]
		}
		return string(text)
	}
	born, _ := demographics.NewDate(1930+random.IntN(90), 1+random.IntN(12), 1+random.IntN(28))
	postcode, _ := demographics.ParsePostcode(fmt.Sprintf("M%d %dAA", 1+random.IntN(9), random.IntN(10)))
	phone, _ := demographics.ParsePhone(fmt.Sprintf("07700 900%03d", random.IntN(1000)))
	email, _ := demographics.ParseEmail(letters(5, 12) + "@example.org")
	record := demographics.Record{
		ID: idOf(n), Organisation: "R0A", Authority: "R0A-MRN", LocalID: demographics.Private(hex.EncodeToString([]byte(letters(3, 4)))),
		Family: []string{letters(4, 10)}, Given: []string{letters(4, 8) + " " + letters(4, 8)},
		BirthDate: born, Sex: demographics.SexFemale,
		Address: fmt.Sprintf("%d %s ROAD %s", 1+random.IntN(200), letters(5, 10), letters(5, 10)),
		UPRN:    demographics.UPRN(100_000_000_000 + random.Uint64N(1_000_000_000)), Postcodes: []demographics.Postcode{postcode},
		Phones: []demographics.Phone{phone}, Emails: []demographics.Email{email}, GPPractice: "Y0" + letters(4, 4),
		UpdatedAt: time.Unix(1_700_000_000+random.Int64N(1e7), 0).UTC(),
	}
	return record.AppendCompact(nil)
}

// all makes every record once.
func (p people) all() iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for n := range p.records {
			if !yield(p.entry(n, 1), nil) {
				return
			}
		}
	}
}
