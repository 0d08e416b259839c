package demographics

// WithoutPlace gives the record without what could tell where the person is: the
// address and all that goes with it, how to reach the person, who cares for them,
// and who holds the record under which identifier.
func (r *Record) WithoutPlace() Record {
	out := *r
	out.ID, out.Organisation, out.Authority, out.LocalID, out.MotherID = "", "", "", "", ""
	out.Address, out.HouseNumber, out.UPRN, out.Postcodes, out.NoFixedAbode = "", "", 0, nil, false
	out.Phones, out.Emails, out.GPPractice = nil, nil, ""
	out.Extra = nil
	return out
}
