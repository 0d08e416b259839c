package fhir

import (
	"slices"
	"strings"
)

// none is the place of what a patient does not have.
const none = -1

// nhsIdentifier gives the place of the NHS number: the first that is not told to
// be an old one, else the first.
func (p *Patient) nhsIdentifier() int {
	return first(p.Identifier,
		func(i *Identifier) bool { return isNHSNumber(i.System) && i.Use != useOld },
		func(i *Identifier) bool { return isNHSNumber(i.System) },
	)
}

// localIdentifier gives the place of the identifier at an organisation: a medical
// record number before any other, one in use before an old one.
func (p *Patient) localIdentifier() int {
	return first(p.Identifier,
		func(i *Identifier) bool { return i.isLocal() && i.Use != useOld && i.isMedicalRecordNumber() },
		func(i *Identifier) bool { return i.isLocal() && i.Use != useOld },
		(*Identifier).isLocal,
	)
}

func (p *Patient) recordIdentifier() int {
	return first(p.Identifier, func(i *Identifier) bool { return i.System == SystemRecordID })
}

func (i *Identifier) isMedicalRecordNumber() bool {
	return slices.ContainsFunc(i.Type.Coding, func(c Coding) bool { return c.Code == codeMedicalRecord })
}

// mainName gives the place of the name that the person goes by.
func (p *Patient) mainName() int {
	now := func(uses ...string) func(*HumanName) bool {
		return func(n *HumanName) bool { return slices.Contains(uses, n.Use) && !p.ended(n.Period) }
	}
	return first(p.Name, now("usual"), now("official", ""), now("temp"), now("nickname", "anonymous"),
		func(n *HumanName) bool { return !n.isFormer() },
		func(*HumanName) bool { return true },
	)
}

func (n *HumanName) isFormer() bool { return n.Use == useOld || n.Use == "maiden" }

// mainAddress gives the place of the home.
func (p *Patient) mainAddress() int {
	return first(p.Address,
		func(a *Address) bool { return (a.Use == useHome || a.Use == "") && !p.isFormer(a) },
		func(a *Address) bool { return a.Use == useTemporary && !p.isFormer(a) },
	)
}

func (p *Patient) isFormer(a *Address) bool { return a.Use == useOld || p.ended(a.Period) }

// isHome leaves out where a person works or gets bills.
func (a *Address) isHome() bool { return a.Use != "work" && a.Use != "billing" }

// ended says whether a period was over when the resource was last changed; a
// resource that does not tell when that was tells of no end to come.
func (p *Patient) ended(period Period) bool {
	if period.End == "" {
		return false
	}
	day := func(text string) string { return text[:min(len(text), len("yyyy-mm-dd"))] }
	return p.Meta.LastUpdated == "" || day(period.End) < day(p.Meta.LastUpdated)
}

// practice gives the place of the GP practice.
func (p *Patient) practice() int {
	return first(p.GeneralPractitioner,
		func(r *Reference) bool { return isODS(r.Identifier.System) && r.Identifier.Value != "" },
		func(r *Reference) bool { return r.Organisation() != "" },
	)
}

// Organisation gives the code of the organisation that a reference names.
func (r *Reference) Organisation() string {
	if r.Identifier.Value != "" && (isODS(r.Identifier.System) || r.Identifier.System == "") {
		return r.Identifier.Value
	}
	if at := strings.LastIndex(r.Reference, "Organization/"); at >= 0 {
		code, _, _ := strings.Cut(r.Reference[at+len("Organization/"):], "/")
		return code
	}
	return ""
}

// extension gives the place of the first extension that a name knows.
func extension(among []Extension, name string) int {
	return first(among, func(e *Extension) bool { return hasName(e.URL, name) })
}

// first gives the place of the first value that the first of the conditions to
// hold at all holds for.
func first[T any](among []T, conditions ...func(*T) bool) int {
	for _, holds := range conditions {
		for i := range among {
			if holds(&among[i]) {
				return i
			}
		}
	}
	return none
}

// Codes of FHIR that are both read and written.
const (
	useOld       = "old"
	useHome      = "home"
	useTemporary = "temp"

	codeMedicalRecord = "MR"
	systemPhone       = "phone"
	systemEmail       = "email"
	codeUPRN          = "UPRN"
)
