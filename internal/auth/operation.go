package auth

// Operation is something that callers ask for.
type Operation string

// Operations of the FHIR API.
const (
	Match       Operation = "match"              // POST Patient/$match
	CrossRefer  Operation = "cross-reference"    // GET Patient/$ihe-pix, one or a whole list
	Search      Operation = "search"             // GET Patient, POST Patient/_search
	Read        Operation = "read"               // GET Patient/{identity}, its versions and its history
	Locate      Operation = "locate"             // which organisations hold a record
	Inpatients  Operation = "inpatients"         // who of a list is in hospital
	Feed        Operation = "feed"               // PUT Patient
	ReportWrong Operation = "report-wrong-link"  // POST $report-wrong-link
	Events      Operation = "identity-events"    // GET identity-events
	Notices     Operation = "notices"            // GET notices: what an organisation is told of stays in hospital
	Recall      Operation = "recall"             // GET recalls: who was served what turned out wrong
	Acknowledge Operation = "recall-acknowledge" // POST recalls/{id}/acknowledgements
	BreakGlass  Operation = "break-glass"        // where a restricted person is, with a reason
	Audit       Operation = "audit"              // GET AuditEvent
)

// Operations lists them.
func Operations() []Operation {
	return []Operation{
		Match, CrossRefer, Search, Read, Locate, Inpatients, Feed, ReportWrong, Events,
		Notices, Recall, Acknowledge, BreakGlass, Audit,
	}
}
