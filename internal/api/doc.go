// Package api answers record services in FHIR R4: it comes last on the way of a
// record, after internal/find and internal/people, which know who is who.
//
// A request goes one way: who calls (auth), whether they may, what they ask (the
// endpoints, in routes.go), what the answer tells of whom (audit), and only when that
// is written down the answer itself. What goes wrong is a problem, and every problem
// is an OperationOutcome.
//
// Not obvious:
//   - Unknown is never nobody. Whatever keeps an answer from being whole, a store that
//     does not answer, an index that is behind, an audit that cannot be written, is 503;
//     only a look that was made in full may find nobody.
//   - No answer is made of a Person but of the View that its caller may have.
//   - Nothing of a request is logged but its number, its operation and its outcome.
package api
