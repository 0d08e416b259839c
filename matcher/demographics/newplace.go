package demographics

import "strings"

func (s *standardiser) place() {
	r := &s.record
	if address := s.text(colAddress); address != "" {
		r.Address = cleanAddress(address)
		r.HouseNumber = HouseNumber(r.Address)
	}
	if text := s.text(colUPRN); text != "" {
		uprn, ok := ParseUPRN(text)
		if !ok {
			s.remark(colUPRN, noteUnreadable)
		}
		r.UPRN = uprn
	}
	r.Postcodes = several(s, colPostcode, s.currentPostcode)
	for _, previous := range several(s, colPreviousPostcodes, s.previousPostcode) {
		r.Postcodes = appendNew(r.Postcodes, previous)
	}
}

// currentPostcode keeps "no fixed abode" as a fact of its own. The first half of a
// postcode says where somebody lives as well.
func (s *standardiser) currentPostcode(text string) (Postcode, bool) {
	postcode, class := ParsePostcode(text)
	s.record.NoFixedAbode = s.record.NoFixedAbode || class == PostcodeNoFixedAbode
	return postcode, class == PostcodeStandard || class == PostcodePartial
}

func (*standardiser) previousPostcode(text string) (Postcode, bool) {
	postcode, class := ParsePostcode(text)
	return postcode, class == PostcodeStandard
}

func (s *standardiser) contacts() {
	r := &s.record
	r.Phones = several(s, colPhone, ParsePhone)
	r.Emails = several(s, colEmail, ParseEmail)
	r.GPPractice = s.practice()
}

// practice gives the ODS code of the GP practice; the codes for no practice,
// not applicable and not known are absent.
func (s *standardiser) practice() string {
	code := strings.ReplaceAll(upperText(s.text(colGPPractice)), " ", "")
	switch code {
	case "V81997", "V81998", "V81999":
		s.remark(colGPPractice, notePlaceholder)
		return ""
	}
	return code
}

func (s *standardiser) death() {
	s.record.DeceasedDate = s.date(colDeceasedDate)
	s.record.DeathStatus = coded(s, colDeathStatus, ParseDeathStatus)
}
