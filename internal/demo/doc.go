// Package demo shows the engine at work: it makes a region's people, tells a
// running engine of them as their organisations would, in HL7 v2 and FHIR,
// through Kafka, and measures what came of it against the truth.
package demo
