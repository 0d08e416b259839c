package fhir

// Parameters are what an operation is asked with, or answers.
type Parameters struct {
	ID        string
	Meta      Meta
	Parameter []Parameter
	Other     Others
}

// ResourceType is Parameters.
func (*Parameters) ResourceType() string { return typeParameters }

func (p *Parameters) elements(v visitor) {
	v.resourceType(typeParameters)
	v.text("id", &p.ID)
	one(v, "meta", &p.Meta)
	list(v, "parameter", &p.Parameter)
	v.others(&p.Other)
}

// Parameter has a name and one value, a resource or parts; a value of a type that
// is not listed is in Other.
type Parameter struct {
	Name       string
	Boolean    *bool
	Code       string
	Concept    CodeableConcept
	Coding     Coding
	Date       string
	DateTime   string
	Decimal    Decimal
	Identifier Identifier
	Integer    *int
	Reference  Reference
	Text       string
	URI        string
	Resource   Resource
	Part       []Parameter
	Other      Others
}

func (p *Parameter) elements(v visitor) {
	v.text("name", &p.Name)
	v.boolean("valueBoolean", &p.Boolean)
	v.text("valueCode", &p.Code)
	one(v, "valueCodeableConcept", &p.Concept)
	one(v, "valueCoding", &p.Coding)
	v.text("valueDate", &p.Date)
	v.text("valueDateTime", &p.DateTime)
	v.decimal("valueDecimal", &p.Decimal)
	one(v, "valueIdentifier", &p.Identifier)
	v.integer("valueInteger", &p.Integer)
	one(v, "valueReference", &p.Reference)
	v.text("valueString", &p.Text)
	v.text("valueUri", &p.URI)
	v.resource("resource", &p.Resource)
	list(v, "part", &p.Part)
	v.others(&p.Other)
}
