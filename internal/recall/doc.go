// Package recall finds who was told what turned out to be wrong: when an identity is
// split, some of its records were another person's as long as they were its own, and
// whoever was served the identity meanwhile may have acted on them. It comes after
// internal/store, which has the history of identities, and internal/audit, which says
// who was served which version; the API tells each organisation of its own calls.
package recall
