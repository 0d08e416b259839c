package demographics

// New standardises one record. value gives the raw text of a column, "" when it
// is absent; extra names further columns to keep.
//
// A record is rejected, with a *FieldError, when it has no record_id, a date
// that does not exist, an unknown code, text that is not UTF-8 or a field over
// 64 KiB. A value that merely cannot be used becomes absent, with a Remark.
func New(value func(column string) string, extra []string, opt Options) (Record, []Remark, error) {
	s := standardiser{value: value, options: opt}
	s.identifiers()
	s.nhsNumber()
	s.names()
	s.birth()
	s.place()
	s.contacts()
	s.death()
	s.state()
	s.extras(extra)
	if s.rejected != nil {
		return Record{}, nil, s.rejected
	}
	return s.record, s.remarks, nil
}

// standardiser fills one record, column by column; the first rejection stays.
type standardiser struct {
	value    func(column string) string
	options  Options
	record   Record
	remarks  []Remark
	rejected error
}

func (s *standardiser) identifiers() {
	r := &s.record
	r.ID = s.text(colRecordID)
	if r.ID == "" || blankedText(r.ID) != r.ID {
		s.reject(colRecordID, "an identifier of printable characters")
	}
	r.Organisation = upperText(s.text(colOrganisation))
	r.Authority = blankedText(s.text(colAuthority))
	r.LocalID = Private(blankedText(s.text(colLocalID)))
	r.MotherID = Private(blankedText(s.text(colMotherID)))
}

func (s *standardiser) nhsNumber() {
	r := &s.record
	r.NHSStatus = coded(s, colNHSNumberStatus, ParseNHSNumberStatus)
	text := s.text(colNHSNumber)
	if text == "" {
		return
	}
	number, class := s.options.DenyList.Classify(text)
	if !class.Usable(s.options.Environment) {
		s.remark(colNHSNumber, "treated as missing: "+class.String())
		return
	}
	r.NHSNumber = number
}

func (s *standardiser) state() {
	r := &s.record
	r.Confidentiality = coded(s, colConfidentiality, ParseConfidentiality)
	r.IdentityUnknown = coded(s, colIdentityUnknown, parseBool) || r.IdentityUnknown
	r.EthnicCategory = upperText(s.text(colEthnicCategory))
	r.UpdatedAt = coded(s, colUpdatedAt, parseTime)
	r.Deleted = coded(s, colDeleted, parseBool)
}

// extra gives a column in upper case with single blanks; one whose name stands
// in backquotes as it is written.
func (s *standardiser) extra(column string) string {
	if OwnName(column) != column {
		return s.raw(column)
	}
	return upperText(s.text(column))
}

func (s *standardiser) extras(columns []string) {
	for _, column := range columns {
		text := s.extra(column)
		if text == "" {
			continue
		}
		if s.record.Extra == nil {
			s.record.Extra = make(map[string]string, len(columns))
		}
		s.record.Extra[column] = text
	}
}
