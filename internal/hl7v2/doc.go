// Package hl7v2 reads and writes HL7 v2 messages: segments, fields, repetitions,
// components and subcomponents, with their escapes, in the encoding that MSH-18
// names. internal/intake reads what organisations send; internal/population tells
// the lives of its records with it.
//
// What a field means is not decided here: a message is its segments, in order,
// those that begin with Z among them, and a field that is left out differs from
// one that is Null.
package hl7v2
