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
	landlineSpace  = 10_000_000
	peoplePerHome  = 2.6
)

// geography knows every address of a region.
type geography struct {
	outcodes  []outcode
	inward    permutation // order of the units within a sector
	places    permutation // where households live: none beside the next one
	uprns     permutation
	landlines permutation
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
	outcodes, err := loadOutcodes(cfg.Region)
	if err != nil {
		return nil, err
	}
	homes := uint64(float64(cfg.People)/peoplePerHome) + homesPerBlock
	g := &geography{
		outcodes:  outcodes,
		inward:    newPermutation(unitsPerSector, cfg.Seed^0xa1),
		uprns:     newPermutation(uprnSpace, cfg.Seed^0xa2),
		landlines: newPermutation(landlineSpace, cfg.Seed^0xa3),
		places:    newPermutation(homes, cfg.Seed^0xa4),
		homes:     homes,
	}
	return g, g.loadStreets()
}

// homeOf gives the home where a household lives now. Households beyond the
// number expected share a home with another one.
func (g *geography) homeOf(household uint64) uint64 { return g.places.of(household % g.homes) }

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

// unit tells which unit postcode a home is in and its place there.
func unit(home uint64) (unit uint64, place int) {
	ends := [unitsPerBlock]int{6, 16, 34, homesPerBlock}
	at, start := int(home%homesPerBlock), 0
	for i, end := range ends {
		if at < end {
			return home/homesPerBlock*unitsPerBlock + uint64(i), at - start
		}
		start = end
	}
	return 0, 0
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

// landline is the telephone number of a home.
func (g *geography) landline(a address) string {
	code := g.outcodes[a.outcode].dialling
	return code + padded(g.landlines.of(a.home%landlineSpace), phoneDigits-len(code))
}

const phoneDigits = 11

// near draws a home in another postcode: in the same sector, in the same
// outcode or anywhere.
func (g *geography) near(r random, home uint64, moves MoveRates) uint64 {
	step := g.outcodeStep()
	switch {
	case r.chance(moves.SameSector):
		step *= sectors
	case !r.chance(moves.SameOutcode):
		step = 1
	}
	if g.homes <= step {
		step = 1
	}
	next := home%step + r.Uint64N(g.homes/step)*step
	here, _ := unit(home)
	if there, _ := unit(next); there == here {
		return r.Uint64N(g.homes)
	}
	return next
}

// outcodeStep is after how many homes the same outcode comes round again: as
// many blocks as hold a whole number of rounds through the outcodes.
func (g *geography) outcodeStep() uint64 {
	areas := uint64(len(g.outcodes))
	switch {
	case areas%unitsPerBlock == 0:
		return areas / unitsPerBlock * homesPerBlock
	case areas%2 == 0:
		return areas / 2 * homesPerBlock
	default:
		return areas * homesPerBlock
	}
}
