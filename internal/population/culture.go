package population

// Culture names the naming tradition of a person. It serves reports on how
// well people are linked; no record carries it.
type Culture string

// custom is what a culture does with names.
type custom struct {
	takesName   float64 // women who take their husband's family name
	ownFemale   bool    // women have family names of their own (Begum, Kaur)
	feminine    bool    // -ski becomes -ska
	patronymic  bool    // a child's family name is the father's given name
	familyFirst bool    // family name stands first, so that the two get swapped
	second      float64 // a second given name belongs to the first (Mohammed Ali)
	middle      float64 // has a middle name
	arabic      bool    // given names are Arabic
	children    int     // per cent of the usual number of children
	ethnic      []string
}

// reversals says how much oftener family and given names get swapped.
func (c custom) reversals() float64 {
	if c.familyFirst || c.patronymic {
		return 5
	}
	return 1
}

// rewrites says how much oftener both names are written anew: those of another
// script or of sounds that English spells in many ways.
func (c custom) rewrites() float64 {
	if c.arabic || c.familyFirst || c.patronymic {
		return 4
	}
	return .6
}

// severalNames is the share of people with more than one given name.
func (c custom) severalNames() float64 { return 1 - float64((1-c.second)*(1-c.middle)) }

// customs tells the traditions of every culture.
func customs() map[Culture]custom {
	return map[Culture]custom{
		"british":     {takesName: .86, middle: .6, children: 100, ethnic: []string{"A", "A", "A", "A", "A", "A", "A", "A", "A", "A", "A", "A", "G", "F", "D"}},
		"irish":       {takesName: .8, middle: .5, children: 110, ethnic: []string{"B", "B", "B", "A"}},
		"pakistani":   {arabic: true, takesName: .2, ownFemale: true, second: .5, children: 150, ethnic: []string{"J", "J", "J", "L"}},
		"bangladeshi": {arabic: true, takesName: .1, ownFemale: true, second: .5, children: 150, ethnic: []string{"K"}},
		"indian":      {takesName: .8, second: .25, children: 100, ethnic: []string{"H", "H", "H", "L"}},
		"sikh":        {takesName: .1, ownFemale: true, second: .5, children: 110, ethnic: []string{"H"}},
		"tamil":       {takesName: .5, patronymic: true, children: 100, ethnic: []string{"L", "H"}},
		"chinese":     {takesName: .1, familyFirst: true, middle: .3, children: 85, ethnic: []string{"R"}},
		"nigerian":    {takesName: .7, middle: .6, children: 130, ethnic: []string{"N"}},
		"ghanaian":    {takesName: .6, middle: .5, children: 120, ethnic: []string{"N"}},
		"somali":      {arabic: true, takesName: .02, patronymic: true, second: .8, children: 180, ethnic: []string{"N"}},
		"ethiopian":   {takesName: .02, patronymic: true, familyFirst: true, children: 120, ethnic: []string{"N"}},
		"caribbean":   {takesName: .6, middle: .6, children: 105, ethnic: []string{"M", "M", "P", "D"}},
		"polish":      {takesName: .9, feminine: true, middle: .1, children: 100, ethnic: []string{"C"}},
		"romanian":    {takesName: .9, middle: .3, children: 100, ethnic: []string{"C"}},
		"turkish":     {takesName: .85, middle: .1, children: 110, ethnic: []string{"C", "S"}},
		"greek":       {takesName: .6, middle: .1, children: 90, ethnic: []string{"C"}},
		"italian":     {takesName: .2, middle: .2, children: 85, ethnic: []string{"C"}},
		"portuguese":  {takesName: .5, middle: .5, children: 95, ethnic: []string{"C", "S"}},
		"spanish":     {takesName: .1, middle: .3, children: 95, ethnic: []string{"C", "S"}},
		"arabic":      {arabic: true, takesName: .05, second: .3, children: 140, ethnic: []string{"S", "N"}},
		"afghan":      {arabic: true, takesName: .1, second: .4, children: 150, ethnic: []string{"L", "S"}},
		"jewish":      {takesName: .9, middle: .4, children: 150, ethnic: []string{"A", "C"}},
		"vietnamese":  {takesName: .05, familyFirst: true, middle: .5, children: 95, ethnic: []string{"L"}},
		"filipino":    {takesName: .9, middle: .3, children: 100, ethnic: []string{"L"}},
	}
}
