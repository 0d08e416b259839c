// Package fhir holds the FHIR R4 resources that the engine speaks, in the forms
// of UK Core, and takes a patient to and from the native columns of a record.
// internal/files reads patients with it before demographics standardises them;
// internal/population writes them.
//
// Decoding accepts what senders in the field still write (CareConnect, OIDs,
// retired code systems); encoding writes the current forms only. Elements that
// the package does not know are kept and written again.
package fhir
