package evaluate

import (
	"fmt"
	"slices"

	"github.com/lhcre/mpi/matcher/demographics"
)

// Groupings that are made of what a record says, beside its columns.
const (
	ByAgeBand          = "age_band"
	ByNHSNumberPresent = "nhs_number_present"
	ByNoFixedAbode     = "no_fixed_abode"
	ByDefaultBirthDate = "default_birth_date"
	ByOutcode          = "outcode"
)

// derived lists those groupings.
func derived() []string {
	return []string{ByAgeBand, ByNHSNumberPresent, ByNoFixedAbode, ByDefaultBirthDate, ByOutcode}
}

// ungrouped lists columns that single people out, or say nothing of groups: no
// report goes by them.
func ungrouped() []string {
	return []string{
		"record_id", "local_id", "nhs_number", "family_name", "given_names", "previous_family_name", "names",
		"birth_date", "mother_id", "address", "house_number", "uprn", "postcode", "previous_postcodes",
		"phone", "email", "deceased_date", "updated_at", "person_id", "birth_date_quality", "deleted",
	}
}

// CheckGrouping says whether records can be grouped by a column, or by one of
// the derived groupings.
func CheckGrouping(by string) error {
	if slices.Contains(ungrouped(), by) {
		return fmt.Errorf("expected a column that puts people into groups and does not single them out, found %s", by)
	}
	return nil
}

// FromRecord says whether a grouping is made of a record's native columns.
func FromRecord(by string) bool {
	return slices.Contains(derived(), by) || slices.Contains(demographics.NativeColumns(), by)
}

// attribute is what a record says of itself, "" for nothing. Age bands are made
// later, when the newest record is known.
func attribute(r *demographics.Record, by string) string {
	switch by {
	case ByNHSNumberPresent:
		return yesNo(!r.NHSNumber.IsZero())
	case ByNoFixedAbode:
		return yesNo(r.NoFixedAbode)
	case ByOutcode:
		if len(r.Postcodes) > 0 {
			return r.Postcodes[0].Outcode()
		}
		return ""
	case ByDefaultBirthDate:
		return yesNo(r.BirthDateDefault)
	case "sex":
		return r.Sex.Code()
	case "ethnic_category":
		return r.EthnicCategory
	case "nhs_number_status":
		return r.NHSStatus.String()
	case "confidentiality":
		return yesNo(r.Confidentiality.Hidden())
	case "death_status":
		return yesNo(r.DeathStatus.Dead())
	case "identity_unknown":
		return yesNo(r.IdentityUnknown)
	}
	if values := r.Values(by); len(values) > 0 {
		return values[0]
	}
	return ""
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}
