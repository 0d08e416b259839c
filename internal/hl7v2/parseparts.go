package hl7v2

import (
	"fmt"
	"strings"
)

func (p *parser) field(text string) (Field, *ParseError) {
	if text == "" {
		return nil, nil
	}
	field := make(Field, 0, parts(text, p.marks.repetition, mostRepetitions))
	err := p.each(text, p.marks.repetition, mostRepetitions, "repetitions", func(i int, text string) *ParseError {
		p.at.Repetition = i + 1
		repetition, err := p.repetition(text)
		field = append(field, repetition)
		return err
	})
	p.at.Repetition = 0
	if len(field) == 1 && len(field[0]) == 0 {
		field = nil
	}
	return field, err
}

func (p *parser) repetition(text string) (Repetition, *ParseError) {
	if text == "" {
		return nil, nil
	}
	repetition := make(Repetition, 0, parts(text, p.marks.component, mostComponents))
	err := p.each(text, p.marks.component, mostComponents, "components", func(i int, text string) *ParseError {
		p.at.Component = i + 1
		component, err := p.component(text)
		repetition = append(repetition, component)
		return err
	})
	p.at.Component = 0
	return trimmed(repetition, func(c Component) bool { return len(c) == 0 }), err
}

func (p *parser) component(text string) (Component, *ParseError) {
	if text == "" {
		return nil, nil
	}
	component := make(Component, 0, parts(text, p.marks.subcomponent, mostSubcomponents))
	err := p.each(text, p.marks.subcomponent, mostSubcomponents, "subcomponents", func(_ int, text string) *ParseError {
		value, ok := p.set.text(p.marks.unescaped(text))
		if !ok {
			return p.wrong("characters of " + p.set.name)
		}
		component = append(component, value)
		return nil
	})
	return trimmed(component, func(value string) bool { return value == "" }), err
}

// parts counts what each will call for.
func parts(text string, mark byte, most int) int {
	if mark == 0 {
		return 1
	}
	return min(most, 1+strings.Count(text, string(mark)))
}

// each calls for each part between marks; too many of them are an error of the
// whole.
func (p *parser) each(text string, mark byte, most int, name string, do func(i int, part string) *ParseError) *ParseError {
	whole := p.at
	for i := 0; ; i++ {
		if i == most {
			p.at = whole
			return p.wrong(fmt.Sprintf("at most %d %s", most, name))
		}
		end := -1
		if mark != 0 {
			end = strings.IndexByte(text, mark)
		}
		if end < 0 {
			return do(i, text)
		}
		if err := do(i, text[:end]); err != nil {
			return err
		}
		text = text[end+1:]
	}
}

func trimmed[S ~[]E, E any](parts S, empty func(E) bool) S {
	last := len(parts)
	for last > 0 && empty(parts[last-1]) {
		last--
	}
	if last == 0 {
		return nil
	}
	return parts[:last]
}
