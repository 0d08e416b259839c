// Package notices decides whom to tell that somebody was admitted to hospital, or
// discharged: it runs within the transaction of internal/linker that decides who is
// who, after it, and leaves its notices to internal/publish and to those who ask the
// API for them.
//
// An organisation that wants notices (internal/organisations) gets one of each
// admission and of each discharge that another organisation tells of somebody whom it
// holds a record of, with its own identifiers of the person and no others.
//
// Not obvious:
//   - A notice follows from what is known, not from what came in: from the stay that a
//     record tells of now, whose record it is, and who else holds one. So nothing
//     depends on the order or the number of messages, and what was told already is told
//     to nobody again. Of what came in at once the last state is told.
//   - What turns out not to be so is retracted: the hospital says so (A11, A13), the
//     records are not the same person's after all, or the person is restricted now. A
//     retraction does not say why.
//   - News is what is not older than Within: what a first load or a replay brings in has
//     long been known.
package notices
