package population

// person is somebody with all that ever was true of them.
type person struct {
	number  uint64
	sex     sex
	culture Culture
	custom  custom
	born    day
	givenOf givenNames

	family        string // today
	earlierFamily string // before it changed, whenever that was
	changed       day    // when the family name changed, if records may look back on it

	household *household
	joined    day // when the person came into the household
	home      stays

	mother     *person
	twin       *person
	birthOrder int

	died          day // 0 for the living
	formalDeath   bool
	restricted    bool
	defaultBirth  bool
	noFixedAbode  bool
	mobile, email string
	ethnic        string
	errs, gaps    float64       // how much oftener records of this person's groups err, and lack something
	swappedAt     *organisation // where NHS numbers were swapped
	swappedWith   *person
}

// givenNames are the given names in their order.
type givenNames struct {
	first  string
	second string // belongs to the first, as in MOHAMMED ALI
	middle string
}

func (g givenNames) several() bool { return g.second != "" || g.middle != "" }

// reordered puts a further name first, or has it stand alone.
func (g givenNames) reordered(r random) string {
	further := g.second
	if further == "" {
		further = g.middle
	}
	if r.chance(.5) {
		return further
	}
	return further + " " + g.first
}

// stays are the homes of somebody, oldest first.
type stays []stay

type stay struct {
	from day
	home uint64
}

// at tells which stay a day falls into.
func (s stays) at(d day) int {
	for i := len(s) - 1; i > 0; i-- {
		if s[i].from <= d {
			return i
		}
	}
	return 0
}

func (s stays) now() uint64 { return s[len(s)-1].home }

func (p *person) familyOn(d day) string {
	if d < p.changed {
		return p.earlierFamily
	}
	return p.family
}

func (p *person) age() int { return p.born.ageOn(lastDay) }
