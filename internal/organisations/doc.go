// Package organisations knows a region's organisations: their codes and names,
// the authorities that each assigns local identifiers for, and the names that
// senders give these authorities. It is read from a file, organisations.yaml, and
// used by whoever asks whose a record is: who may write it (internal/auth), whom to
// tell of it, and how to name it in FHIR.
//
// A code is that of the Organisation Data Service (ODS). An authority is a name of
// ours, the same for whatever format a message comes in: FHIR names it by a URI,
// HL7 v2 by a namespace.
package organisations
