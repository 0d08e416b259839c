package fhir

import "strconv"

// Path names the element that a native column comes from, as FHIRPath, for
// errors: who sent the patient knows nothing of columns.
func (p *Patient) Path(column string) string {
	switch column {
	case "record_id":
		if at := p.recordIdentifier(); at != none {
			return identifierPath(at) + ".value"
		}
		return "Patient.id"
	case "nhs_number":
		return identifierPath(p.nhsIdentifier()) + ".value"
	case "nhs_number_status":
		return p.statusPath()
	case "authority":
		return identifierPath(p.localIdentifier()) + ".system"
	case "local_id":
		return identifierPath(p.localIdentifier()) + ".value"
	case "family_name":
		return "Patient.name" + placeOf(p.mainName()) + ".family"
	case "given_names":
		return "Patient.name" + placeOf(p.mainName()) + ".given"
	case "address":
		return "Patient.address" + placeOf(p.mainAddress()) + ".line"
	case "uprn":
		return "Patient.address" + placeOf(p.mainAddress()) + ".extension"
	case "postcode":
		return "Patient.address" + placeOf(p.mainAddress()) + ".postalCode"
	case "gp_practice":
		return "Patient.generalPractitioner" + placeOf(p.practice())
	}
	return p.plainPath(column)
}

// plainPath names the elements that come once.
func (p *Patient) plainPath(column string) string {
	switch column {
	case "organisation":
		return "Patient.managingOrganization"
	case "previous_family_name":
		return "Patient.name"
	case "birth_date":
		return "Patient.birthDate"
	case "birth_date_quality":
		return "Patient.birthDate.extension" + placeOf(extension(p.BirthDateMore.Extension, extensionBirthDateQuality))
	case "birth_order":
		return "Patient.multipleBirthInteger"
	case "mother_id":
		return "Patient.extension" + placeOf(extension(p.Extension, extensionMotherID))
	case "sex":
		return "Patient.gender"
	case "previous_postcodes":
		return "Patient.address"
	case "phone", "email":
		return "Patient.telecom"
	case "deceased_date":
		return "Patient.deceasedDateTime"
	case "death_status":
		return "Patient.extension" + placeOf(extension(p.Extension, nameDeathStatus))
	case "confidentiality":
		return "Patient.meta.security"
	case "ethnic_category":
		return "Patient.extension" + placeOf(extension(p.Extension, nameEthnic))
	case "updated_at":
		return "Patient.meta.lastUpdated"
	case "deleted":
		return "Patient.active"
	}
	return "Patient"
}

func (p *Patient) statusPath() string {
	at := p.nhsIdentifier()
	if at == none {
		return "Patient.identifier"
	}
	return identifierPath(at) + ".extension" + placeOf(extension(p.Identifier[at].Extension, nameNHSStatus))
}

func identifierPath(at int) string { return "Patient.identifier" + placeOf(at) }

// placeOf writes a place in a list, nothing for none.
func placeOf(at int) string {
	if at == none {
		return ""
	}
	return "[" + strconv.Itoa(at) + "]"
}
