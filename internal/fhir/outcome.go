package fhir

// OperationOutcome says what is wrong or noteworthy.
type OperationOutcome struct {
	ID    string
	Meta  Meta
	Issue []Issue
	Other Others
}

// ResourceType is OperationOutcome.
func (*OperationOutcome) ResourceType() string { return typeOperationOutcome }

func (o *OperationOutcome) elements(v visitor) {
	v.resourceType(typeOperationOutcome)
	v.text("id", &o.ID)
	one(v, "meta", &o.Meta)
	list(v, "issue", &o.Issue)
	v.others(&o.Other)
}

// Severities of issues.
const (
	SeverityFatal       = "fatal"
	SeverityError       = "error"
	SeverityWarning     = "warning"
	SeverityInformation = "information"
)

// Issue is one thing that an outcome says. Expression names the elements meant
// as FHIRPath.
type Issue struct {
	Severity    string
	Code        string
	Details     CodeableConcept
	Diagnostics string
	Expression  []string
	Other       Others
}

func (i *Issue) elements(v visitor) {
	v.text("severity", &i.Severity)
	v.text("code", &i.Code)
	one(v, "details", &i.Details)
	v.text("diagnostics", &i.Diagnostics)
	v.texts("expression", &i.Expression)
	v.others(&i.Other)
}
