// Package fhir holds the FHIR R4 resources that the engine speaks, in the forms
// of UK Core, and takes a patient to and from the native columns of a record.
// internal/files and internal/intake read patients with it before demographics
// standardises them; internal/population writes them.
//
// Decoding accepts what senders in the field still write (CareConnect, OIDs,
// retired code systems); encoding writes the current forms only. Elements and
// resources that the package does not know are kept and written again.
//
// Not obvious:
//   - Each type describes its elements once, in FHIR's order; the same
//     description serves decoding and encoding (visit.go).
//   - An error names the element as FHIRPath from the whole message down, never
//     the value, and nothing that a sender may choose, such as the type of a
//     resource that nobody knows.
package fhir
