package files

import (
	"errors"

	"github.com/valyala/fastjson"

	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/matcher/demographics"
)

// patientDecoder makes records of FHIR Patients. Their elements are no columns,
// so that columns.yaml says nothing of them.
type patientDecoder struct {
	standard *standard
}

func newPatientDecoder(r *Reader) *patientDecoder {
	columns := &layout{own: demographics.NativeColumns(), index: map[string]int{}}
	for i, name := range columns.own {
		columns.index[name] = i
	}
	s := newStandard(r, columns)
	s.cells = make([]string, len(columns.own))
	return &patientDecoder{s}
}

func (d *patientDecoder) decode(value *fastjson.Value, out *outcome) {
	s := d.standard
	patient, err := fhir.DecodePatient(value)
	if err != nil {
		d.refuse(value, out, err)
		return
	}
	clear(s.cells)
	patient.Columns(func(column, text string) { s.cells[s.columns.index[column]] = text })
	s.record(out)
	if out.reason != "" && out.column != "" {
		out.column = patient.Path(out.column)
	}
	out.idColumn = patient.Path(recordID)
}

func (*patientDecoder) refuse(value *fastjson.Value, out *outcome, err error) {
	id := string(value.GetStringBytes("id"))
	if !isName(id) {
		id = ""
	}
	if bad, ok := errors.AsType[*fhir.ElementError](err); ok {
		out.refuse(id, bad.Path, "expected "+bad.Expected)
		return
	}
	out.refuse(id, "", err.Error())
}
