package linker_test

import (
	"slices"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

// scratch works out who is who from nothing but facts, all at once: what every
// history of them has to come to.
type scratch struct {
	model *matcher.Model

	standard []demographics.Record
	told     map[identity.RecordID]*matcher.Comparable
	raw      map[identity.RecordID]*matcher.Comparable
	edges    []identity.Edge
	answer   identity.Resolution
}

func fromScratch(model *matcher.Model, all []event) *scratch {
	s := &scratch{model: model, told: map[identity.RecordID]*matcher.Comparable{}, raw: map[identity.RecordID]*matcher.Comparable{}}
	var numbers facts.Numbers
	var merges facts.Merges
	for _, e := range all {
		if e.number != nil {
			numbers = numbers.With(*e.number)
		}
		if e.fact != nil {
			merges = merges.With(*e.fact)
		}
	}
	disputed := s.records(all, merges, numbers)
	s.judge(disputed)
	s.weigh()
	assertions := s.assertions(all)
	ids := make([]identity.RecordID, 0, len(s.told))
	for id := range s.told {
		ids = append(ids, id)
	}
	s.answer = identity.ResolveAll(ids, s.edges, assertions, s, rulesOf(model))
	return s
}

func rulesOf(model *matcher.Model) identity.Rules {
	t := model.Thresholds()
	return identity.Rules{Auto: t.Auto, Review: t.Review, Margin: t.Margin, MaxCluster: t.MaxCluster}
}

func (s *scratch) records(all []event, merges facts.Merges, numbers facts.Numbers) (disputed map[demographics.NHSNumber]bool) {
	told := map[facts.Key][]facts.Fact{}
	for _, e := range all {
		if e.fact != nil && (e.fact.Kind == facts.Tell || e.fact.Kind == facts.Delete) {
			target := merges.Target(e.fact.Key, e.fact.Stamp)
			told[target] = append(told[target], *e.fact)
		}
	}
	disputed = map[demographics.NHSNumber]bool{}
	for key, list := range told {
		content := facts.Fold(list...)
		if content.Deleted() {
			continue
		}
		r, _, err := content.Record(key, s.model.OwnColumns(), demographics.Options{})
		if err != nil {
			panic(err)
		}
		if !r.NHSNumber.IsZero() {
			class, usable, doubt := numbers.Resolve(r.NHSNumber)
			disputed[class] = doubt
			if !usable {
				class = demographics.NHSNumber{}
			}
			r.NHSNumber = class
		}
		s.standard = append(s.standard, r)
	}
	return disputed
}

func (s *scratch) judge(disputed map[demographics.NHSNumber]bool) {
	in := s.model.NewInterner()
	holders := map[demographics.NHSNumber][]*matcher.Comparable{}
	for i := range s.standard {
		r := &s.standard[i]
		c := s.model.Comparable(r, matcher.NumberFact{Class: r.NHSNumber}, in)
		s.told[identity.RecordID(r.ID)] = c
		s.raw[identity.RecordID(r.ID)] = c
		if !r.NHSNumber.IsZero() && !r.IdentityUnknown {
			holders[r.NHSNumber] = append(holders[r.NHSNumber], c)
		}
	}
	comparer := s.model.NewComparer(in)
	for number, list := range holders {
		state, told := comparer.JudgeNumber(list)
		if disputed[number] && state == matcher.NumberCurrent {
			state, told = matcher.NumberDisputed, list
		}
		for _, c := range told {
			s.told[identity.RecordID(c.ID)] = s.model.WithNumberState(c, state)
		}
	}
}

func (s *scratch) keys(c *matcher.Comparable) (keys []string) {
	for at, rule := range s.model.Rules() {
		s.model.Keys(at, c, func(key []byte) { keys = append(keys, rule.Name+"\x00"+string(key)) })
	}
	return keys
}

func (s *scratch) weigh() {
	for x, a := range s.told {
		for y, b := range s.told {
			if x >= y || !slices.ContainsFunc(s.keys(a), func(k string) bool { return slices.Contains(s.keys(b), k) }) {
				continue
			}
			if d := s.model.Decide(a, b); d.Tier != matcher.TierNone {
				s.edges = append(s.edges, identity.Edge{A: x, B: y, Weight: d.Weight, Tier: d.Tier, Rule: d.Rule, Guard: d.Guard})
			}
		}
	}
	slices.SortFunc(s.edges, func(e, f identity.Edge) int {
		return slices.Compare([]identity.RecordID{e.A, e.B}, []identity.RecordID{f.A, f.B})
	})
}

func (s *scratch) Conflict(a, b identity.RecordID) matcher.Conflict {
	return s.model.Conflict(s.told[a], s.told[b])
}

func (s *scratch) Weight(a, b identity.RecordID) matcher.Weight {
	w, _ := s.model.Weigh(s.told[a], s.told[b])
	return w
}

func (s *scratch) assertions(all []event) (out []identity.Assertion) {
	for _, e := range all {
		switch {
		case e.assertion != nil:
			a := e.assertion.Assertion
			a.Suspended = s.another(a.A, e.assertion.SeenA) || s.another(a.B, e.assertion.SeenB)
			out = append(out, a)
		case e.fact != nil && (e.fact.Kind == facts.Merge || e.fact.Kind == facts.Unmerge):
			kind := identity.MustLink
			if e.fact.Kind == facts.Unmerge {
				kind = identity.Withdrawn
			}
			a, b := e.fact.Key.Record(), e.fact.Other.Record()
			a, b = min(a, b), max(a, b)
			out = append(out, identity.Assertion{
				ID: identity.UUID5("lhcre mpi merge\x00", string(a)+string(b)+string(e.fact.Stamp.Hash[:])+"0"),
				A:  a, B: b, Kind: kind, By: identity.Authority, At: e.fact.Stamp.At,
			})
		}
	}
	return out
}

func (s *scratch) another(id identity.RecordID, seen []byte) bool {
	now := s.raw[id]
	if now == nil || len(seen) == 0 {
		return false
	}
	r, err := demographics.DecodeCompact(seen)
	if err != nil {
		panic(err)
	}
	then := s.model.Comparable(&r, matcher.NumberFact{Class: r.NHSNumber}, s.model.NewInterner())
	return !s.model.Corroborated(then, now)
}
