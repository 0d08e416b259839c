package intake

import (
	"errors"

	"github.com/lhcre/mpi/internal/facts"
)

// merged gives the merges of all groups of PID and MRG. A move also tells what
// PID says of the record that is left.
func (a *adt) merged() ([]facts.Fact, error) {
	var all []facts.Fact
	for i := range a.patients {
		p := &a.patients[i]
		if len(p.merged) == 0 {
			return nil, errors.New("expected a segment MRG behind PID")
		}
		if a.action == movePatient {
			moved, err := a.moved(p)
			if err != nil {
				return nil, err
			}
			all = append(all, moved...)
			if a.keepsKey(p) {
				continue
			}
		}
		merges, err := a.mergesOf(p)
		if err != nil {
			return nil, err
		}
		all = append(all, merges...)
	}
	return all, nil
}

// moved tells of the record that is left, if PID says more than its identifier.
func (a *adt) moved(p *adtPatient) ([]facts.Fact, error) {
	key, err := a.key(p)
	if err != nil {
		return nil, err
	}
	columns, err := a.columns(p, key)
	if err != nil || len(columns) == 0 {
		return nil, err
	}
	return []facts.Fact{{Key: key, Kind: facts.Tell, Columns: columns}}, nil
}

// keepsKey says that a move changes the NHS number alone, which PID has told.
func (a *adt) keepsKey(p *adtPatient) bool {
	changed := false
	for i := range p.merged {
		for _, old := range identifiers(p.merged[i].Get(1), a.day()) {
			if !old.isNational() {
				return false
			}
			changed = true
		}
	}
	return changed
}

func (a *adt) mergesOf(p *adtPatient) ([]facts.Fact, error) {
	left, err := a.sound(&p.pid, 3, "PID-3")
	if err != nil {
		return nil, err
	}
	var retired []identifier
	for i := range p.merged {
		more, err := a.sound(&p.merged[i], 1, "MRG-1")
		if err != nil {
			return nil, err
		}
		retired = append(retired, more...)
	}
	all := make([]facts.Fact, 0, len(retired))
	for i := range retired {
		survivor, ok := coupled(left, retired[:i], &retired[i])
		switch {
		case !ok:
			return nil, expected("MRG-1", "an identifier of an authority that PID-3 has one of")
		case survivor == retired[i].key():
			return nil, expected("MRG-1", "another identifier than the one that PID-3 keeps")
		}
		all = append(all, facts.Fact{Key: retired[i].key(), Kind: facts.Merge, Other: survivor})
	}
	return all, nil
}

// coupled finds the identifier that a retired one is merged into: of those of
// the same authority and type the one in the same place, else the first; where
// there is none of the type, the first of the authority.
func coupled(left, before []identifier, retired *identifier) (facts.Key, bool) {
	same := func(all []identifier) (found []identifier) {
		for _, i := range all {
			if i.authority == retired.authority && i.kind == retired.kind {
				found = append(found, i)
			}
		}
		return found
	}
	place := len(same(before))
	if among := same(left); place < len(among) {
		return among[place].key(), true
	} else if len(among) > 0 {
		return among[0].key(), true
	}
	for i := range left {
		if left[i].authority == retired.authority {
			return left[i].key(), true
		}
	}
	return facts.Key{}, false
}

// unlinked takes a merge of two records back. The message does not tell which
// of the two was retired, so that either is told not to be the other.
func (a *adt) unlinked() ([]facts.Fact, error) {
	if len(a.patients) != 2 {
		return nil, errors.New("expected two segments PID")
	}
	one, err := a.key(&a.patients[0])
	if err != nil {
		return nil, err
	}
	other, err := a.key(&a.patients[1])
	switch {
	case err != nil:
		return nil, err
	case one == other:
		return nil, expected("PID-3", "two different identifiers")
	case one.Authority != other.Authority:
		return nil, expected("PID-3", "two identifiers of one authority")
	}
	return []facts.Fact{{Key: one, Kind: facts.Unmerge, Other: other}, {Key: other, Kind: facts.Unmerge, Other: one}}, nil
}
