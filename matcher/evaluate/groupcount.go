package evaluate

// facts holds what is true of each record, whatever group it is in; nil for
// what nobody told.
type facts struct {
	linked, review, unlinkable, bare []bool
}

func (s *Survey) facts() facts {
	f := facts{linked: make([]bool, len(s.roster.person)), review: s.review}
	for i := range s.roster.companies.len() {
		if members := s.roster.companies.members(i); len(members) > 1 {
			for _, at := range members {
				f.linked[at] = true
			}
		}
	}
	if s.reach != nil {
		f.unlinkable, f.bare = s.reach.unlinkable(), s.reach.bare
	}
	return f
}

// groups counts every group.
func (s *Survey) groups(of []uint16, n int, f facts, hide Suppression) []Group {
	recall, precision := s.roster.recallBy(of, n), s.roster.precisionBy(of, n)
	linked := s.roster.sharesBy(of, n, f.linked)
	out := make([]Group, n)
	for i := range out {
		out[i] = Group{
			Records: hide.count(linked[i].whole), People: hide.count(linked[i].clusters),
			Recall: hide.newRate(&recall[i]), Precision: hide.newRate(&precision[i]), Linked: hide.newRate(&linked[i]),
		}
	}
	s.rates(of, f.review, hide, out, func(g *Group) **Rate { return &g.InReview })
	s.rates(of, f.unlinkable, hide, out, func(g *Group) **Rate { return &g.Unlinkable })
	s.rates(of, f.bare, hide, out, func(g *Group) **Rate { return &g.Bare })
	return out
}

// rates fills in one more rate of every group, if it is known of records.
func (s *Survey) rates(of []uint16, holds []bool, hide Suppression, groups []Group, field func(*Group) **Rate) {
	if holds == nil {
		return
	}
	tallies := s.roster.sharesBy(of, len(groups), holds)
	for i := range groups {
		*field(&groups[i]) = new(hide.newRate(&tallies[i]))
	}
}

// judgement is a rate that is compared, and which way is better.
type judgement struct {
	name       string
	rate, with *Rate
	sign       float64 // 1 where more is better, -1 where less is, 0 where neither
}

// compare notes how a group differs from another, and flags what is worse by
// more than the bound and beyond chance.
func (g *Group) compare(with *Group, bound float64) {
	for _, j := range []judgement{
		{"recall", &g.Recall, &with.Recall, 1},
		{"precision", &g.Precision, &with.Precision, 1},
		{"linked", &g.Linked, &with.Linked, 0},
		{"in_review", g.InReview, with.InReview, -1},
		{"unlinkable", g.Unlinkable, with.Unlinkable, -1},
		{"missing_identifiers", g.Bare, with.Bare, 0},
	} {
		if j.rate == nil || j.with == nil {
			continue
		}
		*j.rate = j.rate.comparedWith(*j.with)
		if j.rate.worse(j.sign, bound) {
			g.Alarms = append(g.Alarms, j.name)
		}
	}
}
