package intake

import (
	"errors"

	"github.com/lhcre/mpi/internal/hl7v2"
)

// adtPatient is a PID and the segments that go with it.
type adtPatient struct {
	pid, pd1, zpd, pv1 hl7v2.Segment
	merged             []hl7v2.Segment // MRG
}

// patientsOf finds the patients of a message: each PID begins one.
func patientsOf(m *hl7v2.Message) ([]adtPatient, error) {
	var all []adtPatient
	for _, s := range m.Segments {
		switch s.Name {
		case "PID":
			all = append(all, adtPatient{pid: s})
		case "PV1":
			if len(all) > 0 && all[len(all)-1].pv1.Name == "" {
				all[len(all)-1].pv1 = s
			}
		case "PD1", "ZPD", "MRG":
			if len(all) == 0 {
				return nil, errors.New("expected a segment PID before " + s.Name)
			}
			if err := all[len(all)-1].add(s); err != nil {
				return nil, err
			}
		}
	}
	if len(all) == 0 {
		return nil, errors.New("expected a segment PID")
	}
	return all, nil
}

func (p *adtPatient) add(s hl7v2.Segment) error {
	var place *hl7v2.Segment
	switch s.Name {
	case "MRG":
		p.merged = append(p.merged, s)
		return nil
	case "PD1":
		place = &p.pd1
	default:
		place = &p.zpd
	}
	if place.Name != "" {
		return errors.New("expected one segment " + s.Name + " for a PID")
	}
	*place = s
	return nil
}
