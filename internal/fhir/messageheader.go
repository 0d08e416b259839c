package fhir

// MessageHeader is the first entry of a message.
type MessageHeader struct {
	ID          string
	Meta        Meta
	EventCoding Coding
	EventURI    string
	Destination []MessageEndpoint
	Sender      Reference
	Source      MessageEndpoint
	Response    MessageResponse
	Focus       []Reference
	Other       Others
}

// Events of IHE's Patient Master Identity Registry, ITI-93.
const (
	EventPatientFeed         = "urn:ihe:iti:pmir:2019:patient-feed"
	EventPatientFeedResponse = "urn:ihe:iti:pmir:2019:patient-feed-response"
)

// ResourceType is MessageHeader.
func (*MessageHeader) ResourceType() string { return typeMessageHeader }

func (m *MessageHeader) elements(v visitor) {
	v.resourceType(typeMessageHeader)
	v.text("id", &m.ID)
	one(v, "meta", &m.Meta)
	one(v, "eventCoding", &m.EventCoding)
	v.text("eventUri", &m.EventURI)
	list(v, "destination", &m.Destination)
	one(v, "sender", &m.Sender)
	one(v, "source", &m.Source)
	one(v, "response", &m.Response)
	list(v, "focus", &m.Focus)
	v.others(&m.Other)
}

// MessageEndpoint is where a message comes from or goes to.
type MessageEndpoint struct {
	Name     string
	Software string
	Version  string
	Endpoint string
	Other    Others
}

func (e *MessageEndpoint) elements(v visitor) {
	v.text("name", &e.Name)
	v.text("software", &e.Software)
	v.text("version", &e.Version)
	v.text("endpoint", &e.Endpoint)
	v.others(&e.Other)
}

// MessageResponse says which message is answered, and how it went: ok,
// transient-error or fatal-error.
type MessageResponse struct {
	Identifier string
	Code       string
	Details    Reference
	Other      Others
}

func (r *MessageResponse) elements(v visitor) {
	v.text("identifier", &r.Identifier)
	v.text("code", &r.Code)
	one(v, "details", &r.Details)
	v.others(&r.Other)
}
