package population

import "strings"

// likeness says how far two different spellings agree, in the steps that
// disagreement between NHS systems was measured in.
type likeness int

const (
	soundsSame likeness = iota // by Double Metaphone
	beginsSame                 // the first two letters, not the sound
	unlike
)

func (m *mistakes) likeness(a, b string) likeness {
	switch {
	case m.soundOf(a) == m.soundOf(b):
		return soundsSame
	case len(a) >= 2 && len(b) >= 2 && a[:2] == b[:2]:
		return beginsSame
	}
	return unlike
}

// soundOf gives the first of the two codes.
func (m *mistakes) soundOf(name string) (code string) {
	first := true
	m.sound.Each(func(string) []string { return []string{name} }, func(sound string) {
		if first {
			code, first = sound, false
		}
	})
	return code
}

// mostTries is how often a slip is drawn until it is of the likeness wanted.
const mostTries = 40

// spoil changes the first word of a name so that it is as like the right one
// as wanted: by another usual spelling, a nickname or a slip.
func (m *mistakes) spoil(r random, name string, want likeness, spellings, nicknames map[string][]string) string {
	first, rest, more := strings.Cut(name, " ")
	for range mostTries {
		changed := m.draw(r, first, want, spellings, nicknames)
		if word, _, _ := strings.Cut(changed, " "); word != first && changed != "" && m.likeness(first, word) == want {
			return joined(changed, rest, more)
		}
	}
	return joined(lastResort(first, want), rest, more)
}

func joined(first, rest string, more bool) string {
	if more {
		return first + " " + rest
	}
	return first
}

// draw proposes a spelling.
func (m *mistakes) draw(r random, name string, want likeness, spellings, nicknames map[string][]string) string {
	if others := spellings[name]; len(others) > 0 && r.chance(.6) {
		return r.one(others)
	}
	if at := strings.IndexAny(name, "-'"); at > 0 && r.chance(.4) {
		return strings.TrimSpace(name[:at] + r.one([]string{" ", ""}) + name[at+1:])
	}
	if want == soundsSame {
		return slip(r, name)
	}
	if others := nicknames[name]; len(others) > 0 && r.chance(.6) {
		return r.one(others)
	}
	if want == beginsSame && r.chance(.4) {
		return shorten(r, name)
	}
	return slip(r, name)
}

// lastResort is for a name that no slip changes in the way wanted.
func lastResort(name string, want likeness) string {
	switch want {
	case soundsSame:
		return name + name[len(name)-1:]
	case beginsSame:
		if len(name) > 2 {
			return name[:2]
		}
		return name + "SON"
	case unlike:
	}
	return "X" + name
}

// rewrite writes a name anew, as another clerk hears it or reads it from
// another script.
func (m *mistakes) rewrite(r random, e *entry, name string, spellings map[string][]string) string {
	want := soundsSame
	switch draw := r.IntN(10); {
	case draw < 3:
		want = beginsSame
	case draw < 6:
		want = unlike
	}
	if want == unlike && len(spellings[name]) == 0 && r.chance(.5) && e.person.custom.rewrites() < 1 {
		return m.spoil(r, name, beginsSame, spellings, nil)
	}
	return m.spoil(r, name, want, spellings, nil)
}

// otherGiven is an initial, a name that begins otherwise, or another name.
func (m *mistakes) otherGiven(r random, e *entry, given string) string {
	first, rest, more := strings.Cut(given, " ")
	if first == "" {
		return given
	}
	switch draw := r.IntN(20); {
	case draw < 4 && len(first) > 1:
		return joined(first[:1], rest, more)
	case draw < 17:
		return m.spoil(r, given, unlike, m.given, m.nicknames)
	}
	for range mostTries {
		if other := e.names.givenName(r, e.person.sex, e.person.born.year()); m.likeness(first, other) == unlike {
			return joined(other, rest, more)
		}
	}
	return m.spoil(r, given, unlike, m.given, m.nicknames)
}

// otherFamily is the mother's or another name, or one that begins otherwise.
func (m *mistakes) otherFamily(r random, e *entry, family string) string {
	if mother := e.person.mother; mother != nil && r.chance(.5) {
		for _, name := range []string{mother.family, mother.earlierFamily} {
			if name != "" && m.likeness(family, name) == unlike {
				return name
			}
		}
	}
	if r.chance(.5) {
		return m.spoil(r, family, unlike, m.family, nil)
	}
	for range mostTries {
		if other := e.names.familyName(r, e.person.sex); m.likeness(family, other) == unlike {
			return other
		}
	}
	return m.spoil(r, family, unlike, m.family, nil)
}
