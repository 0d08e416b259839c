package fhir

import "strings"

const linkReplacedBy = "replaced-by"

// ReplacedBy gives the places of the links to the patient that is to be used in
// this one's place. "replaces" on the other side says the same again with every
// update of that side, and therefore nothing of when it became so.
func (p *Patient) ReplacedBy() []int {
	var places []int
	for i := range p.Link {
		if p.Link[i].Type == linkReplacedBy {
			places = append(places, i)
		}
	}
	return places
}

// Local gives what an identifier is as the columns authority and local_id, ok
// only if it has both and is an organisation's own.
func (i *Identifier) Local() (authority, localID string, ok bool) {
	authority, localID = strings.TrimSpace(AuthorityOf(i.System)), strings.TrimSpace(i.Value)
	return authority, localID, i.isLocal() && authority != "" && localID != ""
}

func (i *Identifier) isLocal() bool { return !isNHSNumber(i.System) && i.System != SystemRecordID }

// LocalIdentifier gives the identifier that the columns authority and local_id
// come from, nil if there is none.
func (p *Patient) LocalIdentifier() *Identifier {
	at := p.localIdentifier()
	if at == none {
		return nil
	}
	return &p.Identifier[at]
}
