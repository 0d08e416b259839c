package store

import (
	"cmp"
	"maps"
	"slices"
)

// Page is what a shard has of one lane after a cursor.
type Page struct {
	Lane     int64
	Last     int64 // the lane's last number, of any shard
	Messages []Message
	Cut      bool // there is more than the page holds
}

// MessageKey names a message: the version of an identity or a notice that it tells.
type MessageKey struct {
	ID      string
	Version int64
}

// before is the version that a message builds on, 0 of the first.
func (k MessageKey) before() MessageKey { return MessageKey{k.ID, k.Version - 1} }

func compareKeys(a, b MessageKey) int {
	return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Version, b.Version))
}

// Place is where a message lies.
type Place struct{ Lane, Seq int64 }

// Before lists the messages that pages build on and do not hold, if that matters:
// what becomes of an identity may be written by several lanes, and has to be told
// in the order of its versions. Where no page is cut all that is missing has been
// told.
func Before(pages []Page) []MessageKey {
	if !slices.ContainsFunc(pages, func(p Page) bool { return p.Cut }) {
		return nil
	}
	here := map[MessageKey]bool{}
	eachMessage(pages, func(m *Message) { here[m.Key()] = true })
	var missing []MessageKey
	eachMessage(pages, func(m *Message) {
		if before := m.Key().before(); before.Version > 0 && !here[before] {
			missing = append(missing, before)
		}
	})
	return missing
}

func eachMessage(pages []Page, do func(m *Message)) {
	for _, p := range pages {
		for i := range p.Messages {
			do(&p.Messages[i])
		}
	}
}

// Merge puts the pages of all lanes, read from one state of the store, into the
// order in which they are told, and gives the cursor after them. Places are those
// of what Before lists.
func Merge(after Cursor, pages []Page, places map[MessageKey]Place) ([]Message, Cursor) {
	places = maps.Clone(places)
	if places == nil {
		places = map[MessageKey]Place{}
	}
	eachMessage(pages, func(m *Message) { places[m.Key()] = Place{m.Lane, m.Seq} })
	next := cursorAfter(after, pages)
	pages = slices.Clone(pages)
	for cutBack(pages, next, places) {
	}
	var all []Message
	for _, p := range pages {
		all = append(all, p.Messages...)
	}
	slices.SortFunc(all, func(a, b Message) int { return compareKeys(a.Key(), b.Key()) })
	return all, next
}

func cursorAfter(after Cursor, pages []Page) Cursor {
	next := maps.Clone(after)
	if next == nil {
		next = Cursor{}
	}
	for _, p := range pages {
		switch {
		case !p.Cut:
			next[p.Lane] = max(next[p.Lane], p.Last)
		case len(p.Messages) > 0:
			next[p.Lane] = p.Messages[len(p.Messages)-1].Seq
		}
	}
	return next
}

// cutBack ends each page before the first message that builds on one which is not
// told by then, and says whether it had to.
func cutBack(pages []Page, next Cursor, places map[MessageKey]Place) bool {
	cut := false
	for i, p := range pages {
		at := slices.IndexFunc(p.Messages, func(m Message) bool {
			before, known := places[m.Key().before()]
			return known && before.Seq > next[before.Lane]
		})
		if at >= 0 {
			next[p.Lane] = p.Messages[at].Seq - 1
			pages[i].Messages, cut = p.Messages[:at], true
		}
	}
	return cut
}
