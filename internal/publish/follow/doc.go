// Package follow reads what internal/publish wrote, as anybody outside would who
// knows its topics alone: which record has which identity, and what became of
// each. Tests and checks compare that with the store.
//
// Messages may come more than once, late, or, once the topic is compacted, not at
// all. What is believed in the end depends on none of that.
package follow
