package fhir

// Patient is an R4 Patient.
type Patient struct {
	ID                   string
	Meta                 Meta
	Extension            []Extension
	Identifier           []Identifier
	Active               *bool
	Name                 []HumanName
	Telecom              []ContactPoint
	Gender               string
	BirthDate            string
	BirthDateMore        Element // _birthDate
	DeceasedBoolean      *bool
	DeceasedDateTime     string
	Address              []Address
	MultipleBirthBoolean *bool
	MultipleBirthInteger *int
	GeneralPractitioner  []Reference
	ManagingOrganization Reference
	Link                 []PatientLink
	Other                Others
}

func (p *Patient) elements(v visitor) {
	v.resourceType(typePatient)
	v.text("id", &p.ID)
	one(v, "meta", &p.Meta)
	list(v, "extension", &p.Extension)
	list(v, "identifier", &p.Identifier)
	v.boolean("active", &p.Active)
	list(v, "name", &p.Name)
	list(v, "telecom", &p.Telecom)
	v.text("gender", &p.Gender)
	v.text("birthDate", &p.BirthDate)
	one(v, "_birthDate", &p.BirthDateMore)
	v.boolean("deceasedBoolean", &p.DeceasedBoolean)
	v.text("deceasedDateTime", &p.DeceasedDateTime)
	list(v, "address", &p.Address)
	v.boolean("multipleBirthBoolean", &p.MultipleBirthBoolean)
	v.integer("multipleBirthInteger", &p.MultipleBirthInteger)
	list(v, "generalPractitioner", &p.GeneralPractitioner)
	one(v, "managingOrganization", &p.ManagingOrganization)
	list(v, "link", &p.Link)
	v.others(&p.Other)
}

// ResourceType is Patient.
func (*Patient) ResourceType() string { return typePatient }

// PatientLink says how a patient stands to another one.
type PatientLink struct {
	Target Reference // the element "other"
	Type   string
	Other  Others
}

func (l *PatientLink) elements(v visitor) {
	one(v, "other", &l.Target)
	v.text("type", &l.Type)
	v.others(&l.Other)
}

// HumanName is a name.
type HumanName struct {
	Use    string
	Text   string
	Family string
	Given  []string // "" where an element has extensions only
	Period Period
	Other  Others
}

func (n *HumanName) elements(v visitor) {
	v.text("use", &n.Use)
	v.text("text", &n.Text)
	v.text("family", &n.Family)
	v.texts("given", &n.Given)
	one(v, "period", &n.Period)
	v.others(&n.Other)
}

// ContactPoint is a telephone number or an e-mail address.
type ContactPoint struct {
	System string
	Value  string
	Use    string
	Period Period
	Other  Others
}

func (c *ContactPoint) elements(v visitor) {
	v.text("system", &c.System)
	v.text("value", &c.Value)
	v.text("use", &c.Use)
	one(v, "period", &c.Period)
	v.others(&c.Other)
}

// Address is an address.
type Address struct {
	Extension  []Extension
	Use        string
	Text       string
	Line       []string
	City       string
	District   string
	PostalCode string
	Period     Period
	Other      Others
}

func (a *Address) elements(v visitor) {
	list(v, "extension", &a.Extension)
	v.text("use", &a.Use)
	v.text("text", &a.Text)
	v.texts("line", &a.Line)
	v.text("city", &a.City)
	v.text("district", &a.District)
	v.text("postalCode", &a.PostalCode)
	one(v, "period", &a.Period)
	v.others(&a.Other)
}
