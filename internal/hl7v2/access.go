package hl7v2

import "slices"

// IsEmpty says that the field says nothing.
func (f Field) IsEmpty() bool {
	return !slices.ContainsFunc(f, func(r Repetition) bool {
		return slices.ContainsFunc(r, func(c Component) bool { return !emptyComponent(c) })
	})
}

// HasNull says that the field, or a part of it, is Null.
func (f Field) HasNull() bool {
	return slices.ContainsFunc(f, func(r Repetition) bool {
		return slices.ContainsFunc(r, func(c Component) bool { return slices.Contains(c, Null) })
	})
}

// Value gives a component of the first repetition, counted from 1.
func (f Field) Value(component int) string {
	if len(f) == 0 {
		return ""
	}
	return f[0].Value(component)
}

// Value gives the first subcomponent of a component, counted from 1; "" where it
// is empty, Null or not there.
func (r Repetition) Value(component int) string { return r.Part(component, 1) }

// Part gives a subcomponent of a component, both counted from 1; "" where it is
// empty, Null or not there.
func (r Repetition) Part(component, subcomponent int) string {
	if component < 1 || component > len(r) {
		return ""
	}
	c := r[component-1]
	if subcomponent < 1 || subcomponent > len(c) || c[subcomponent-1] == Null {
		return ""
	}
	return c[subcomponent-1]
}

// Segment gives the first segment of a name; nil if there is none.
func (m *Message) Segment(name string) *Segment {
	at := slices.IndexFunc(m.Segments, func(s Segment) bool { return s.Name == name })
	if at < 0 {
		return nil
	}
	return &m.Segments[at]
}
