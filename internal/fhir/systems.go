package fhir

import "strings"

// Identifier and code systems of UK Core and HL7.
const (
	SystemNHSNumber = "https://fhir.nhs.uk/Id/nhs-number"
	SystemODS       = "https://fhir.nhs.uk/Id/ods-organization-code"

	systemNHSStatus       = "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland"
	systemDeathStatus     = "https://fhir.hl7.org.uk/CodeSystem/UKCore-DeathNotificationStatus"
	systemEthnicCategory  = "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategoryEngland"
	systemAddressKeyType  = "https://fhir.hl7.org.uk/CodeSystem/UKCore-AddressKeyType"
	systemConfidentiality = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
	systemNullFlavor      = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor"
	systemIdentifierType  = "http://terminology.hl7.org/CodeSystem/v2-0203"
)

// Extensions of UK Core.
const (
	extensionNHSStatus      = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus"
	extensionDeathStatus    = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeathNotificationStatus"
	extensionEthnicCategory = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory"
	extensionAddressKey     = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AddressKey"
)

// What no standard has a place for. Each is told once, in the way of an
// identifier system or of an extension.
const (
	// SystemRecordID is the system of a record_id that cannot be a Patient.id,
	// which holds at most 64 letters, digits, hyphens and dots.
	SystemRecordID = "urn:lhcre:mpi:record-id"
	// SystemAuthority begins the system of a local identifier whose authority is
	// no URI of its own: authority RM3 has urn:lhcre:mpi:authority:RM3.
	SystemAuthority = "urn:lhcre:mpi:authority:"

	extensionBirthDateQuality = "urn:lhcre:mpi:birth-date-quality" // valueCode, on birthDate
	extensionMotherID         = "urn:lhcre:mpi:mother-id"          // valueIdentifier
	extensionIdentityUnknown  = "urn:lhcre:mpi:identity-unknown"   // valueBoolean
)

// isNHSNumber knows the system of the NHS number under its present and former
// names, the OID in either spelling.
func isNHSNumber(system string) bool {
	switch strings.TrimPrefix(system, "urn:oid:") {
	case SystemNHSNumber, "http://fhir.nhs.net/Id/nhs-number", "http://fhir.nhs.uk/Id/nhs-number", "2.16.840.1.113883.2.1.4.1":
		return true
	}
	return false
}

// isODS knows the system of organisation codes, with or without the final s of
// http and under the older host.
func isODS(system string) bool {
	return strings.HasSuffix(system, "/Id/ods-organization-code") || strings.HasSuffix(system, "/Id/ods-organisation-code") ||
		strings.HasSuffix(system, "/Id/ods-site-code")
}

// hasName knows an extension or code system by the end of its URL, since UK
// Core, CareConnect and the versions of both differ in what comes before and in
// a version after it.
func hasName(url, name string) bool { return strings.Contains(url, name) }

// The names by which extensions and code systems are known.
const (
	nameNHSStatus   = "NHSNumberVerificationStatus"
	nameDeathStatus = "DeathNotificationStatus"
	nameEthnic      = "EthnicCategory"
	nameAddressKey  = "AddressKey"
)
