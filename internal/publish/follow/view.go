package follow

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/publish"
)

// View is what the messages about identities add up to. Its zero value has heard
// none.
type View struct {
	identities map[string]*believed
}

// believed is the message about an identity with the highest version so far.
type believed struct {
	publish.Identity

	sum [sha256.Size]byte // of the message
}

// Take takes in a message. One that says something else than another of the same
// version is an error.
func (v *View) Take(message []byte) error {
	var m publish.Identity
	if err := json.Unmarshal(message, &m); err != nil {
		return fmt.Errorf("reading a message about an identity: %w", err)
	}
	if m.Schema != publish.TopicIdentities || m.Identity == "" || m.Version < 1 {
		return fmt.Errorf("reading a message about an identity: expected schema %s with an identity and a version", publish.TopicIdentities)
	}
	next := &believed{m, sha256.Sum256(message)}
	was := v.identities[m.Identity]
	switch {
	case was == nil || m.Version > was.Version:
		if v.identities == nil {
			v.identities = map[string]*believed{}
		}
		v.identities[m.Identity] = next
	case m.Version == was.Version && next.sum != was.sum:
		return fmt.Errorf("version %d of identity %s was told in two ways", m.Version, m.Identity)
	}
	return nil
}

// Identity gives what is believed of an identity.
func (v *View) Identity(id string) (publish.Identity, bool) {
	b := v.identities[id]
	if b == nil {
		return publish.Identity{}, false
	}
	return b.Identity, true
}

// Len is how many identities were heard of.
func (v *View) Len() int { return len(v.identities) }

// Partition gives each record's identity, as far as it is told. Of two identities
// that list a record the one with the higher link version is right: the other
// has changed since, and that message is yet to come.
func (v *View) Partition() map[facts.Key]string {
	type home struct {
		identity string
		version  int64
	}
	homes := map[facts.Key]home{}
	for id, b := range v.identities {
		for _, r := range b.Records {
			key := facts.Key{Authority: r.Authority, LocalID: r.LocalID}
			if h, ok := homes[key]; !ok || r.LinkVersion > h.version {
				homes[key] = home{id, r.LinkVersion}
			}
		}
	}
	out := make(map[facts.Key]string, len(homes))
	for key, h := range homes {
		out[key] = h.identity
	}
	return out
}
