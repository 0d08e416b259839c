package facts

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// contentJSON is Content as it is kept. Stamps are listed once: most columns
// were told by one or two messages.
type contentJSON struct {
	Stamps       []stampJSON           `json:"stamps,omitempty"`
	Columns      map[string]toldJSON   `json:"columns,omitempty"`
	Past         map[string][]toldJSON `json:"past,omitempty"`
	Organisation *toldJSON             `json:"organisation,omitempty"`
	Deleted      *toldJSON             `json:"deleted,omitempty"`
	Updated      int                   `json:"updated"`
	Unknown      bool                  `json:"unknown,omitempty"`
	Known        bool                  `json:"known,omitempty"`
}

type toldJSON struct {
	Text  string `json:"t"`
	Stamp int    `json:"s"`
}

type stampJSON struct {
	At      time.Time `json:"at"`
	Control string    `json:"control,omitempty"`
	Hash    string    `json:"hash"`
	Part    int       `json:"part,omitempty"`
}

// stampList numbers stamps.
type stampList struct {
	list  []stampJSON
	index map[Stamp]int
}

func (l *stampList) number(s Stamp) int {
	s.At = s.At.UTC()
	if at, ok := l.index[s]; ok {
		return at
	}
	at := len(l.list)
	l.index[s] = at
	l.list = append(l.list, stampJSON{s.At, s.Control, base64.RawStdEncoding.EncodeToString(s.Hash[:]), s.Part})
	return at
}

func (l *stampList) told(t told) toldJSON { return toldJSON{t.text, l.number(t.stamp)} }

func (l *stampList) ifTold(t told) *toldJSON {
	if t.stamp.IsZero() {
		return nil
	}
	return new(l.told(t))
}

// MarshalJSON gives the content as the store keeps it.
func (c Content) MarshalJSON() ([]byte, error) {
	stamps := stampList{index: map[Stamp]int{}}
	out := contentJSON{Unknown: c.unknown, Known: c.known, Updated: -1}
	if c.Exists() {
		out.Updated = stamps.number(c.updated)
	}
	if len(c.columns) > 0 {
		out.Columns = make(map[string]toldJSON, len(c.columns))
	}
	for _, column := range sortedKeys(c.columns) {
		out.Columns[column] = stamps.told(c.columns[column])
	}
	for _, column := range sortedKeys(c.past) {
		if out.Past == nil {
			out.Past = map[string][]toldJSON{}
		}
		for _, t := range c.past[column] {
			out.Past[column] = append(out.Past[column], stamps.told(t))
		}
	}
	out.Organisation, out.Deleted = stamps.ifTold(c.organisation), stamps.ifTold(c.deleted)
	out.Stamps = stamps.list
	return json.Marshal(out) //nolint:wrapcheck // plain values cannot fail
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (c *Content) UnmarshalJSON(text []byte) error {
	var in contentJSON
	if err := json.Unmarshal(text, &in); err != nil {
		return fmt.Errorf("reading a record's content: %w", err)
	}
	r := contentReader{stamps: make([]Stamp, len(in.Stamps))}
	for i, s := range in.Stamps {
		r.stamps[i] = r.stampOf(s)
	}
	*c = Content{columns: map[string]told{}, past: map[string][]told{}, unknown: in.Unknown, known: in.Known}
	for column, t := range in.Columns {
		c.columns[column] = r.told(t)
	}
	for column, list := range in.Past {
		for _, t := range list {
			c.past[column] = append(c.past[column], r.told(t))
		}
	}
	if in.Organisation != nil {
		c.organisation = r.told(*in.Organisation)
	}
	if in.Deleted != nil {
		c.deleted = r.told(*in.Deleted)
	}
	if in.Updated >= 0 {
		c.updated = r.stamp(in.Updated)
	}
	return r.err
}

// contentReader keeps the first thing that is wrong.
type contentReader struct {
	stamps []Stamp
	err    error
}

func (r *contentReader) stampOf(s stampJSON) Stamp {
	out := Stamp{At: s.At.UTC(), Control: s.Control, Part: s.Part}
	hash, err := base64.RawStdEncoding.DecodeString(s.Hash)
	if err != nil || len(hash) != len(out.Hash) {
		r.err = errors.New("reading a record's content: a hash is not a SHA-256")
	}
	copy(out.Hash[:], hash)
	return out
}

func (r *contentReader) stamp(at int) Stamp {
	if at < 0 || at >= len(r.stamps) {
		r.err = errors.New("reading a record's content: a stamp is not listed")
		return Stamp{}
	}
	return r.stamps[at]
}

func (r *contentReader) told(t toldJSON) told { return told{t.Text, r.stamp(t.Stamp)} }
