package population

import (
	"fmt"
	"strconv"
)

// A home is a number: homes are counted through the region, 64 of them share
// four unit postcodes of unequal size, and the postcodes are dealt out to the
// outcodes. The address of a home depends on its number alone, so people per
// postcode stay the same whatever the size of the population.
const (
	homesPerBlock  = 64
	unitsPerBlock  = 4
	sectors        = 10
	inwardLetters  = "ABDEFGHJLNPQRSTUWXYZ"
	unitsPerSector = uint64(len(inwardLetters) * len(inwardLetters))
	uprnSpace      = 1_000_000_000
	homesPerChunk  = chunkPeople * 9 / 20 // homes hold two people and a quarter or more
)

// geography knows every address of a region.
type geography struct {
	outcodes  []outcode
	inward    permutation // order of the units within a sector
	places    permutation // where households live: none beside the next one
	uprns     permutation
	landlines map[string]landlines
	streets   []string
	roads     picker[string]
	homes     uint64
}

// address is where a home is.
type address struct {
	home         uint64
	number, flat int
	street       uint64 // decides the street's name
	outcode      int
	postcode     string
}

func loadGeography(cfg Config) (*geography, error) {
	homes := homesNeeded(cfg.People)
	outcodes, err := loadOutcodes(cfg.Region, homes/homesPerBlock*unitsPerBlock+unitsPerBlock)
	if err != nil {
		return nil, err
	}
	g := &geography{
		outcodes:  outcodes,
		inward:    newPermutation(unitsPerSector, cfg.Seed^0xa1),
		uprns:     newPermutation(uprnSpace, cfg.Seed^0xa2),
		landlines: landlinesOf(outcodes, cfg.Seed^0xa3),
		places:    newPermutation(homes, cfg.Seed^0xa4),
		homes:     homes,
	}
	return g, g.loadStreets()
}

// homes are those that the households of a chunk live in.
type homes struct{ first, count uint64 }

func homesOf(chunk, people int) homes {
	return homes{first: uint64(chunk) * homesPerChunk, count: uint64(max(1, people*homesPerChunk/chunkPeople))} //nolint:gosec // positive
}

// homesNeeded leaves a block for moving about in where there are few people.
func homesNeeded(people int) uint64 {
	last := homesOf(people/chunkPeople, people%chunkPeople)
	return last.first + last.count + homesPerBlock
}

// homeOf gives the home where a household lives now. Households beyond the
// number expected share a home with another one of their chunk.
func (g *geography) homeOf(of homes, household uint64) uint64 {
	return g.places.of(of.first + household%chunkPeople%of.count)
}

func (g *geography) loadStreets() error {
	file, err := dataFiles.Open("data/streets.txt")
	if err != nil {
		return fmt.Errorf("opening streets: %w", err)
	}
	defer file.Close() //nolint:errcheck // reading embedded bytes
	sections, err := readSections("streets.txt", file)
	if err != nil {
		return err
	}
	for _, s := range sections {
		if s.kind == "street" {
			g.streets = s.names.values
		} else {
			g.roads = s.names
		}
	}
	return nil
}

// unitBounds are the first home of a unit within its block and the one behind its last.
func unitBounds(i int) (first, end int) {
	bounds := [unitsPerBlock + 1]int{0, 6, 16, 34, homesPerBlock}
	return bounds[i], bounds[i+1]
}

// unit tells which unit postcode a home is in and its place there.
func unit(home uint64) (unit uint64, place int) {
	at := int(home % homesPerBlock)
	for i := range unitsPerBlock {
		if first, end := unitBounds(i); at < end {
			return home/homesPerBlock*unitsPerBlock + uint64(i), at - first
		}
	}
	return 0, 0 // not reached: at is below the last bound
}

func (g *geography) address(home uint64) address {
	u, place := unit(home)
	areas := uint64(len(g.outcodes))
	street := scramble(u)
	first := int(street >> 50 % 90)
	a := address{home: home, number: first + place + 1, street: street, outcode: int(u % areas)} //nolint:gosec // below the number of outcodes
	a.postcode = g.postcode(u%areas, u/areas)
	if street>>40%8 == 0 {
		a.flat, a.number = place+1, first+1
	}
	return a
}

// postcode names a unit: the sectors take turns, the last letters look random.
func (g *geography) postcode(area, within uint64) string {
	sector := within % sectors
	inward := g.inward.of((within/sectors + scramble(area*sectors+sector)) % unitsPerSector)
	n := uint64(len(inwardLetters))
	return g.outcodes[area].code + " " + strconv.FormatUint(sector, 10) +
		inwardLetters[inward/n:inward/n+1] + inwardLetters[inward%n:inward%n+1]
}

// line writes an address in one line.
func (g *geography) line(a address) string {
	name, road := a.street>>4, a.street>>24
	house := strconv.Itoa(a.number) + " " + g.streets[name%uint64(len(g.streets))] + " " +
		g.roads.at(road) + ", " + g.outcodes[a.outcode].town
	if a.flat > 0 {
		return "FLAT " + strconv.Itoa(a.flat) + ", " + house
	}
	return house
}

// uprn is the property's number.
func (g *geography) uprn(a address) string { return "100" + padded(g.uprns.of(a.home%uprnSpace), 9) }

// near draws a home in another postcode: in the same sector, in another sector
// of the same outcode or anywhere.
func (g *geography) near(r random, home uint64, moves MoveRates) uint64 {
	here, _ := unit(home)
	areas, units := uint64(len(g.outcodes)), g.homes/homesPerBlock*unitsPerBlock
	area, within, most := here%areas, here/areas, units/areas
	switch {
	case r.chance(moves.SameSector):
		if rounds := most / sectors; rounds > 1 {
			other := (within/sectors + 1 + r.Uint64N(rounds-1)) % rounds
			return g.homeIn(r, area+areas*(other*sectors+within%sectors))
		}
	case r.chance(moves.SameOutcode):
		if most > 1 {
			other := r.Uint64N(most)
			if other%sectors == within%sectors {
				other = (other + 1) % most
			}
			return g.homeIn(r, area+areas*other)
		}
	}
	return r.Uint64N(g.homes)
}

// homeIn draws a home of a unit.
func (g *geography) homeIn(r random, unit uint64) uint64 {
	first, end := unitBounds(int(unit % unitsPerBlock))
	return unit/unitsPerBlock*homesPerBlock + uint64(r.between(first, end-1)) //nolint:gosec // below homesPerBlock
}
