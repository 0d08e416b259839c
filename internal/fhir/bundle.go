package fhir

// Bundle holds several resources: a message, a history, what was found, or what
// is to be done.
type Bundle struct {
	ID         string
	Meta       Meta
	Identifier Identifier
	Type       string
	Timestamp  string
	Total      *int
	Link       []BundleLink
	Entry      []BundleEntry
	Other      Others
}

// Types of bundles.
const (
	BundleMessage     = "message"
	BundleHistory     = "history"
	BundleCollection  = "collection"
	BundleTransaction = "transaction"
	BundleBatch       = "batch"
	BundleSearchset   = "searchset"
)

// ResourceType is Bundle.
func (*Bundle) ResourceType() string { return typeBundle }

func (b *Bundle) elements(v visitor) {
	v.resourceType(typeBundle)
	v.text("id", &b.ID)
	one(v, "meta", &b.Meta)
	one(v, "identifier", &b.Identifier)
	v.text("type", &b.Type)
	v.text("timestamp", &b.Timestamp)
	v.integer("total", &b.Total)
	list(v, "link", &b.Link)
	list(v, "entry", &b.Entry)
	v.others(&b.Other)
}

// BundleLink leads to other parts of what a bundle is a part of.
type BundleLink struct {
	Relation string
	URL      string
	Other    Others
}

func (l *BundleLink) elements(v visitor) {
	v.text("relation", &l.Relation)
	v.text("url", &l.URL)
	v.others(&l.Other)
}

// BundleEntry is one resource of a bundle, with what was or is to be done.
type BundleEntry struct {
	Link     []BundleLink
	FullURL  string
	Resource Resource
	Search   EntrySearch
	Request  EntryRequest
	Response EntryResponse
	Other    Others
}

func (e *BundleEntry) elements(v visitor) {
	list(v, "link", &e.Link)
	v.text("fullUrl", &e.FullURL)
	v.resource("resource", &e.Resource)
	one(v, "search", &e.Search)
	one(v, "request", &e.Request)
	one(v, "response", &e.Response)
	v.others(&e.Other)
}

// EntrySearch says why an entry was found. The grade of a match is an extension.
type EntrySearch struct {
	Extension []Extension
	Mode      string
	Score     Decimal
	Other     Others
}

func (s *EntrySearch) elements(v visitor) {
	list(v, "extension", &s.Extension)
	v.text("mode", &s.Mode)
	v.decimal("score", &s.Score)
	v.others(&s.Other)
}

// EntryRequest is what is to be done with an entry, or was.
type EntryRequest struct {
	Method      string
	URL         string
	IfNoneMatch string
	IfMatch     string
	IfNoneExist string
	Other       Others
}

func (r *EntryRequest) elements(v visitor) {
	v.text("method", &r.Method)
	v.text("url", &r.URL)
	v.text("ifNoneMatch", &r.IfNoneMatch)
	v.text("ifMatch", &r.IfMatch)
	v.text("ifNoneExist", &r.IfNoneExist)
	v.others(&r.Other)
}

// EntryResponse is what came of it.
type EntryResponse struct {
	Status       string
	Location     string
	Etag         string
	LastModified string
	Outcome      Resource
	Other        Others
}

func (r *EntryResponse) elements(v visitor) {
	v.text("status", &r.Status)
	v.text("location", &r.Location)
	v.text("etag", &r.Etag)
	v.text("lastModified", &r.LastModified)
	v.resource("outcome", &r.Outcome)
	v.others(&r.Other)
}
