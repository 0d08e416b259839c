package population

import (
	"fmt"
	"strconv"
	"strings"
)

// A home is a number: homes are counted through the region, 64 of them share
// four unit postcodes of unequal size, and postcodes are spread over the
// outcodes. Neither size of population nor order of use changes what a home's
// address is.
const (
	homesPerBlock  = 64
	unitsPerBlock  = 4
	sectors        = 10
	inwardLetters  = "ABDEFGHJLNPQRSTUWXYZ"
	unitsPerSector = len(inwardLetters) * len(inwardLetters)
	peoplePerHome  = 2.35
)

type outcode struct{ code, town, dialling string }

// geography knows every address of a region.
type geography struct {
	outcodes  []outcode
	units     permutation // order of the units within a sector
	uprns     permutation
	landlines permutation
	streets   picker[string]
	roads     picker[string]
	homes     uint64
}

// address is a home written out.
type address struct {
	home     uint64
	number   int
	flat     int
	street   string
	town     string
	postcode string
	outcode  int
	uprn     string
}

func loadGeography(cfg Config) (*geography, error) {
	outcodes, err := loadOutcodes(cfg.Region)
	if err != nil {
		return nil, err
	}
	g := &geography{
		outcodes:  outcodes,
		units:     newPermutation(uint64(unitsPerSector), cfg.Seed^0xa1),
		uprns:     newPermutation(1_000_000_000, cfg.Seed^0xa2),
		landlines: newPermutation(10_000_000, cfg.Seed^0xa3),
		homes:     uint64(float64(cfg.People)/peoplePerHome) + 1,
	}
	return g, g.loadStreets()
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
			g.streets = s.names
		} else {
			g.roads = s.names
		}
	}
	return nil
}

// unit tells which unit postcode a home is in and its place there.
func unit(home uint64) (unit uint64, place int) {
	ends := [unitsPerBlock]int{6, 16, 34, homesPerBlock}
	at, start := int(home%homesPerBlock), 0 //nolint:gosec // below 64
	for i, end := range ends {
		if at < end {
			return home/homesPerBlock*unitsPerBlock + uint64(i), at - start //nolint:gosec // i is below 4
		}
		start = end
	}
	return 0, 0
}

func (g *geography) address(home uint64) address {
	u, place := unit(home)
	areas := uint64(len(g.outcodes))
	area, within := u%areas, u/areas
	a := address{home: home, number: place + 1, outcode: int(area)} //nolint:gosec // below the number of outcodes
	a.postcode = g.postcode(area, within)
	a.town = g.outcodes[area].town
	name := scramble(u)
	a.street = g.streets.values[name%uint64(len(g.streets.values))] + " " + g.roads.values[name>>20%uint64(len(g.roads.values))]
	a.number += int(name >> 50 % 90)
	if name>>40%8 == 0 {
		a.flat, a.number = place+1, int(name>>50%90)+1
	}
	a.uprn = strconv.FormatUint(100_000_000_000+g.uprns.of(home%1_000_000_000), 10)
	return a
}

func (g *geography) postcode(area, within uint64) string {
	sector := within % sectors
	inward := g.units.of(within / sectors % uint64(unitsPerSector))
	n := uint64(len(inwardLetters))
	return g.outcodes[area].code + " " + strconv.FormatUint(sector, 10) +
		inwardLetters[inward/n:inward/n+1] + inwardLetters[inward%n:inward%n+1]
}

// line writes the address in one line.
func (a address) line() string {
	house := strconv.Itoa(a.number) + " " + a.street + ", " + a.town
	if a.flat > 0 {
		return "FLAT " + strconv.Itoa(a.flat) + ", " + house
	}
	return house
}

// landline is the telephone number of a home.
func (g *geography) landline(a address) string {
	local := g.landlines.of(a.home % g.landlines.size)
	code := g.outcodes[a.outcode].dialling
	width := 11 - len(code)
	digits := fmt.Sprintf("%010d", local)
	return code + digits[10-width:]
}

// near draws another home: in the same sector, the same outcode or anywhere.
func (g *geography) near(r random, home uint64, moves MoveRates) uint64 {
	step := g.outcodeStep()
	if r.chance(moves.SameSector) {
		step *= sectors
	} else if !r.chance(moves.SameOutcode) {
		return r.Uint64N(g.homes)
	}
	if g.homes <= step {
		return r.Uint64N(g.homes)
	}
	return home%step + r.Uint64N(g.homes/step)*step
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

func loadOutcodes(region Region) ([]outcode, error) {
	text, err := dataFiles.ReadFile("data/outcodes.txt")
	if err != nil {
		return nil, fmt.Errorf("opening outcodes: %w", err)
	}
	var all []outcode
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		if len(words) < 4 || words[0] != string(region) {
			continue
		}
		town := strings.ReplaceAll(words[1], "_", " ")
		for _, code := range words[3:] {
			all = append(all, outcode{code: code, town: town, dialling: words[2]})
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("reading outcodes: none for region %q", string(region))
	}
	return all, nil
}
