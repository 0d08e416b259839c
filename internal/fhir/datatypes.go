package fhir

import "strconv"

// Meta is what a resource tells of itself.
type Meta struct {
	VersionID   string
	LastUpdated string
	Profile     []string
	Security    []Coding
	Tag         []Coding
	Other       Others
}

func (m *Meta) elements(v visitor) {
	v.text("versionId", &m.VersionID)
	v.text("lastUpdated", &m.LastUpdated)
	v.texts("profile", &m.Profile)
	list(v, "security", &m.Security)
	list(v, "tag", &m.Tag)
	v.others(&m.Other)
}

// Element holds the extensions of a primitive.
type Element struct {
	Extension []Extension
	Other     Others
}

func (e *Element) elements(v visitor) {
	list(v, "extension", &e.Extension)
	v.others(&e.Other)
}

// Extension is an extension; a value of a type that is not listed is in Other.
type Extension struct {
	URL        string
	Extension  []Extension
	Boolean    *bool
	Code       string
	Decimal    Decimal
	Text       string
	Concept    CodeableConcept
	Coding     Coding
	Identifier Identifier
	Other      Others
}

func (e *Extension) elements(v visitor) {
	v.text("url", &e.URL)
	list(v, "extension", &e.Extension)
	v.boolean("valueBoolean", &e.Boolean)
	v.text("valueCode", &e.Code)
	v.decimal("valueDecimal", &e.Decimal)
	v.text("valueString", &e.Text)
	one(v, "valueCodeableConcept", &e.Concept)
	one(v, "valueCoding", &e.Coding)
	one(v, "valueIdentifier", &e.Identifier)
	v.others(&e.Other)
}

// Identifier is an identifier.
type Identifier struct {
	Extension []Extension
	Use       string
	Type      CodeableConcept
	System    string
	Value     string
	Period    Period
	Other     Others
}

func (i *Identifier) elements(v visitor) {
	list(v, "extension", &i.Extension)
	v.text("use", &i.Use)
	one(v, "type", &i.Type)
	v.text("system", &i.System)
	v.text("value", &i.Value)
	one(v, "period", &i.Period)
	v.others(&i.Other)
}

// CodeableConcept is a concept in one or several codes.
type CodeableConcept struct {
	Coding []Coding
	Text   string
	Other  Others
}

func (c *CodeableConcept) elements(v visitor) {
	list(v, "coding", &c.Coding)
	v.text("text", &c.Text)
	v.others(&c.Other)
}

// Coding is a code of a system.
type Coding struct {
	System  string
	Code    string
	Display string
	Other   Others
}

func (c *Coding) elements(v visitor) {
	v.text("system", &c.System)
	v.text("code", &c.Code)
	v.text("display", &c.Display)
	v.others(&c.Other)
}

// Decimal is a number as it was written, since its precision says something;
// "" is none.
type Decimal string

// NewDecimal writes a number with some digits behind the point.
func NewDecimal(value float64, digits int) Decimal {
	return Decimal(strconv.FormatFloat(value, 'f', digits, 64))
}

// Float gives the number, false for none.
func (d Decimal) Float() (value float64, ok bool) {
	value, err := strconv.ParseFloat(string(d), 64)
	return value, err == nil
}

// Period is a time from start to end.
type Period struct {
	Start string
	End   string
	Other Others
}

func (p *Period) elements(v visitor) {
	v.text("start", &p.Start)
	v.text("end", &p.End)
	v.others(&p.Other)
}

// Reference points to another resource, by its identifier where that is known.
type Reference struct {
	Reference  string
	Type       string
	Identifier Identifier
	Display    string
	Other      Others
}

func (r *Reference) elements(v visitor) {
	v.text("reference", &r.Reference)
	v.text("type", &r.Type)
	one(v, "identifier", &r.Identifier)
	v.text("display", &r.Display)
	v.others(&r.Other)
}
