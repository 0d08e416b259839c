package facts

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/lhcre/mpi/matcher/demographics"
)

// Content is what the facts about one record add up to. Its zero value is that
// of no facts.
type Content struct {
	columns []columnTold // by name
	// past holds, of the columns whose older values stay good to find a person
	// by, every value that was ever told.
	past map[string][]told

	organisation told
	deleted      told // "" or "true"
	updated      Stamp
	unknown      bool // a fact said that the person is not known
	known        bool // a fact told who the person is
}

// columnTold is what was told of a column.
type columnTold struct {
	name string
	told
}

// find gives the place of a column, or where it would be.
func (c *Content) find(name string) (at int, known bool) {
	return slices.BinarySearchFunc(c.columns, name, func(t columnTold, name string) int { return cmp.Compare(t.name, name) })
}

// told gives what was told of a column, nothing if nothing was.
func (c *Content) told(name string) *told {
	if at, known := c.find(name); known {
		return &c.columns[at].told
	}
	return &told{}
}

// told is a text with the stamp of the newest fact that told it.
type told struct {
	text  string
	stamp Stamp
}

// newer puts a text in the place of an older one. Of two that one message tells
// about one thing the greater text stands, so that no order matters.
func (t *told) newer(text string, stamp Stamp) {
	switch d := stamp.Compare(t.stamp); {
	case d > 0 || t.stamp.IsZero(), d == 0 && text > t.text:
		*t = told{text, stamp}
	}
}

// Fold adds facts up. Merges among them say nothing here.
func Fold(all ...Fact) Content { return new(Content).With(all...) }

// With gives the content with more facts folded in. The order of facts does not
// matter, nor do repeats.
func (c *Content) With(all ...Fact) Content {
	out := c.clone()
	for i := range all {
		out.take(&all[i])
	}
	return out
}

// usualColumns is how many a record has, about.
const usualColumns = 24

func (c *Content) clone() Content {
	out := *c
	out.columns = make([]columnTold, len(c.columns), max(len(c.columns), usualColumns))
	copy(out.columns, c.columns)
	out.past = make(map[string][]told, len(c.past))
	for column, values := range c.past {
		out.past[column] = slices.Clone(values)
	}
	return out
}

func (c *Content) take(f *Fact) {
	switch f.Kind {
	case Tell:
		c.tell(f)
	case Delete:
		c.deleted.newer("true", f.Stamp)
	case Merge, Unmerge:
		return
	}
	if f.Organisation != "" {
		c.organisation.newer(f.Organisation, f.Stamp)
	}
	if f.Stamp.Compare(c.updated) > 0 {
		c.updated = f.Stamp
	}
}

func (c *Content) tell(f *Fact) {
	c.deleted.newer("", f.Stamp)
	for column, text := range f.Columns.Completed() {
		if !slices.Contains(ownColumns(), column) {
			c.column(column, text, f.Stamp)
		}
	}
	c.tellWho(f.Columns)
}

// ownColumns are not folded like others: they name the record, or are worked out.
func ownColumns() []string {
	return []string{
		ColumnRecordID, ColumnOrganisation, ColumnAuthority, ColumnLocalID,
		ColumnIdentityUnknown, ColumnUpdatedAt, ColumnDeleted,
	}
}

func (c *Content) column(column, text string, stamp Stamp) {
	at, known := c.find(column)
	if !known {
		c.columns = slices.Insert(c.columns, at, columnTold{name: column})
	}
	c.columns[at].newer(text, stamp)
	if keepsPast(column) && text != "" {
		c.remember(column, text, stamp)
	}
}

func keepsPast(column string) bool { return column == ColumnFamilyName || column == ColumnPostcode }

func (c *Content) remember(column, text string, stamp Stamp) {
	values := c.past[column]
	at := slices.IndexFunc(values, func(t told) bool { return t.text == text })
	if at < 0 {
		c.past[column] = append(values, told{text, stamp})
		return
	}
	values[at].newer(text, stamp)
}

// tellWho keeps a person who was once known from becoming a pseudo person.
func (c *Content) tellWho(columns Columns) {
	switch {
	case isYes(columns[ColumnIdentityUnknown]):
		c.unknown = true
	case columns[ColumnFamilyName]+columns[ColumnBirthDate]+columns[ColumnNHSNumber] != "":
		c.known = true
	}
}

func isYes(text string) bool {
	switch strings.ToUpper(strings.TrimSpace(text)) {
	case "Y", "YES", "TRUE", "1":
		return true
	}
	return false
}

// Equal tells whether two contents hold the same, told by the same messages.
func (c *Content) Equal(d *Content) bool {
	return c.organisation.equal(&d.organisation) && c.deleted.equal(&d.deleted) && c.updated.Compare(d.updated) == 0 &&
		c.unknown == d.unknown && c.known == d.known && slices.EqualFunc(c.columns, d.columns, sameColumn) &&
		maps.EqualFunc(c.past, d.past, samePast)
}

func (t *told) equal(u *told) bool { return t.text == u.text && t.stamp.Compare(u.stamp) == 0 }

func sameColumn(t, u columnTold) bool { return t.name == u.name && t.equal(&u.told) }

func sameTold(t, u told) bool { return t.equal(&u) }

// samePast tells whether two lists hold the same values, in whatever order.
func samePast(a, b []told) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(t told) bool {
		return !slices.ContainsFunc(b, func(u told) bool { return sameTold(t, u) })
	})
}

// Exists says whether any fact told the record.
func (c *Content) Exists() bool { return !c.updated.IsZero() }

// Deleted says whether the record's organisation no longer holds it.
func (c *Content) Deleted() bool { return !c.Exists() || c.deleted.text != "" }

// Updated gives the stamp of the newest fact.
func (c *Content) Updated() Stamp { return c.updated }

// Organisation gives the code of the organisation that last told of the record.
func (c *Content) Organisation() string { return c.organisation.text }

// Column gives what a native column holds: "" for what was not told or cleared.
func (c *Content) Column(column string) string {
	switch column {
	case ColumnOrganisation:
		return c.organisation.text
	case ColumnIdentityUnknown:
		if c.unknown && !c.known {
			return "Y"
		}
		return ""
	case ColumnUpdatedAt:
		if c.updated.IsZero() {
			return ""
		}
		return c.updated.At.UTC().Format(time.RFC3339)
	case ColumnDeleted:
		return c.deleted.text
	case ColumnPreviousFamilyName:
		return c.previous(column, ColumnFamilyName)
	case ColumnPreviousPostcodes:
		return c.previous(column, ColumnPostcode)
	}
	return c.told(column).text
}

// previous lists what a column tells outright, then older values of another,
// the newest first.
func (c *Content) previous(column, of string) string {
	list := splitList(c.told(column).text)
	older := slices.SortedFunc(slices.Values(c.past[of]), func(a, b told) int { return b.stamp.Compare(a.stamp) })
	now := c.told(of).text
	for _, t := range older {
		if t.text != now && !slices.Contains(list, t.text) {
			list = append(list, t.text)
		}
	}
	return strings.Join(list, listMark)
}

// listMark stands between the values of a column that may have several.
const listMark = ";"

func splitList(text string) []string {
	var list []string
	for part := range strings.SplitSeq(text, listMark) {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

// Record standardises the content of the record with a key.
func (c *Content) Record(key Key, extra []string, opt demographics.Options) (demographics.Record, []demographics.Remark, error) {
	id := string(key.Record())
	return demographics.New(func(column string) string {
		switch column {
		case ColumnRecordID:
			return id
		case ColumnAuthority:
			return key.Authority
		case ColumnLocalID:
			return key.LocalID
		}
		return c.Column(column)
	}, extra, opt)
}

// Told gives when what a column holds was told: zero for what never was.
func (c *Content) Told(column string) time.Time { return c.told(column).stamp.At }
