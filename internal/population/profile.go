package population

// Profile holds every rate of a population. A rate is a share between 0 and 1
// unless its comment says otherwise.
type Profile struct {
	Cultures          map[string]float64 `json:"cultures" range:"100"`        // share of households, in any unit
	DefaultBirthDates map[string]float64 `json:"culture_default_birth_dates"` // known as 1 January everywhere, by culture

	// How much oftener a group's records are wrong in names, birth date, sex and
	// postcode, so that unfairness can be planted. With the cultures' the mean
	// over the population stays what Errors says.
	CultureErrors      map[string]float64 `json:"culture_error_multipliers" range:"100"`
	AgeErrors          map[string]float64 `json:"age_error_multipliers" range:"100"` // by age band, as in "25-44" and "85+"
	SexErrors          map[string]float64 `json:"sex_error_multipliers" range:"100"` // female, male
	OrganisationErrors map[string]float64 `json:"organisation_error_multipliers" range:"100"`

	// How much oftener they lack an NHS number or another field.
	CultureMissing      map[string]float64 `json:"culture_missing_multipliers" range:"100"`
	AgeMissing          map[string]float64 `json:"age_missing_multipliers" range:"100"`
	SexMissing          map[string]float64 `json:"sex_missing_multipliers" range:"100"`
	OrganisationMissing map[string]float64 `json:"organisation_missing_multipliers" range:"100"`

	Population    float64             `json:"population" range:"100000000"` // that the numbers of organisations are for
	Households    HouseholdShares     `json:"households"`
	People        PeopleRates         `json:"people"`
	Moves         MoveRates           `json:"moves"`
	Errors        ErrorRates          `json:"errors"`
	Numbers       NumberRates         `json:"nhs_numbers"`
	Organisations OrganisationsByKind `json:"organisations"`
}

// HouseholdShares weighs the kinds of household, in any unit.
type HouseholdShares struct {
	Family           float64 `json:"family"`
	Couple           float64 `json:"couple"`
	Alone            float64 `json:"alone"`
	LoneParent       float64 `json:"lone_parent"`
	ThreeGenerations float64 `json:"three_generations"`
	Shared           float64 `json:"shared"`
	Students         float64 `json:"students"`
	CareHome         float64 `json:"care_home"`
}

// PeopleRates says how often people have what makes linking hard.
type PeopleRates struct {
	TwinBirths        float64 `json:"twin_births"`
	NearTwinNames     float64 `json:"near_twin_names"`      // of twins: DANIEL and DANIELLE
	TwinNumbersSwap   float64 `json:"twin_numbers_swapped"` // of twins, at one organisation
	BabyNames         float64 `json:"baby_names"`           // of birth records that keep BABY as the name
	TwinBabyNames     float64 `json:"twin_baby_names"`      // of those of twins
	Juniors           float64 `json:"juniors"`              // of families: a child named like its parent
	MixedCouples      float64 `json:"mixed_couples"`
	ChildOtherName    float64 `json:"child_with_mothers_name"`
	DoubleBarrelled   float64 `json:"double_barrelled"`
	NameChangeWomen   float64 `json:"name_change_women"`  // adults, since 2007, beside the marriages seen
	NameChangeOthers  float64 `json:"name_change_others"` // men and children
	DeathsPerYear     float64 `json:"deaths_per_year"`    // at 80 years; a quarter at 60
	Restricted        float64 `json:"restricted"`
	IdentityUnknown   float64 `json:"identity_unknown"` // of emergency records
	OtherEthnicity    float64 `json:"other_ethnicity"`
	NoPractice        float64 `json:"no_practice"`
	AloneOld          float64 `json:"alone_old"`         // of people who live alone
	CoupleOld         float64 `json:"couple_old"`        // of couples without children
	PartnerMovesIn    float64 `json:"partner_moves_in"`  // of each of a couple; else they lived there before
	FormalDeath       float64 `json:"formal_death"`      // of deaths
	BirthRecordKept   float64 `json:"birth_record_kept"` // of birth records: never changed since
	DefaultDateMarked float64 `json:"default_birth_date_marked"`
	PrefersLandline   float64 `json:"prefers_landline"` // of people with a mobile
	HasMobile         float64 `json:"has_mobile"`
	HasEmail          float64 `json:"has_email"`
	SharedFamilyEmail float64 `json:"shared_family_email"`
	ParentsPhone      float64 `json:"parents_phone"`    // of children: a parent's mobile stands in their record
	SiblingsSwapped   float64 `json:"siblings_swapped"` // of neighbouring siblings: records under each other's NHS number, at one organisation
}

// MoveRates says how people move house.
type MoveRates struct {
	PerYear      float64 `json:"per_year"` // up to 44 years; half of it later, a quarter from 65
	SameSector   float64 `json:"same_sector"`
	SameOutcode  float64 `json:"same_outcode"`
	NoFixedAbode float64 `json:"no_fixed_abode"`
	JunkPostcode float64 `json:"junk_postcode"`
}

// ErrorRates says how often two records of one person disagree by mistake;
// each record errs about half as often. Changes of name or address are apart.
type ErrorRates struct {
	GivenSpelling    BySex   `json:"given_spelling"`   // the same sound
	GivenShortened   BySex   `json:"given_shortened"`  // the same first two letters only
	GivenOther       BySex   `json:"given_other"`      // neither
	GivenReordered   float64 `json:"given_reordered"`  // first and further names change places, or the further one stands alone
	FamilySpelling   BySex   `json:"family_spelling"`  // as with given names
	FamilyShortened  BySex   `json:"family_shortened"` //
	FamilyOther      BySex   `json:"family_other"`     //
	BothNames        float64 `json:"both_names"`       // written anew from another script or by ear
	NamesReversed    float64 `json:"names_reversed"`   // family name first
	BirthDate        float64 `json:"birth_date"`
	BirthDateOnePart float64 `json:"birth_date_one_part"` // of wrong birth dates
	BirthDateDefault float64 `json:"birth_date_default"`  // 1 January put in for this record
	Sex              float64 `json:"sex"`
	PostcodeTyping   float64 `json:"postcode_typing"`
}

// NumberRates says how NHS numbers go wrong, per record.
type NumberRates struct {
	Superseded  float64 `json:"superseded"`
	WrongPerson float64 `json:"wrong_person"`
	Typing      float64 `json:"typing"`
	Deleted     float64 `json:"records_deleted"`      // registered in error and taken out again
	Merged      float64 `json:"local_ids_merged"`     // of second local ids: the organisation found out
	NinesAsNone float64 `json:"nines_as_placeholder"` // of placeholders; else a number of the organisation's
}

// OrganisationsByKind holds the habits of each kind of organisation.
type OrganisationsByKind struct {
	Practice     OrganisationRates `json:"gp_practice"`
	Acute        OrganisationRates `json:"acute"`
	MentalHealth OrganisationRates `json:"mental_health"`
	Community    OrganisationRates `json:"community"`
	Ambulance    OrganisationRates `json:"ambulance"`
	SocialCare   OrganisationRates `json:"social_care"`
}

// OrganisationRates holds what one kind of organisation knows and leaves out.
type OrganisationRates struct {
	Count             float64 `json:"count" range:"10000"` // in the region; practices grow with the population
	Knows             float64 `json:"knows"`               // a person of the area
	KnowsOthers       float64 `json:"knows_others"`        // another of the same kind knows the person too
	SecondLocalID     float64 `json:"second_local_id"`
	ErrorMultiplier   float64 `json:"error_multiplier" range:"100"`
	UpToDate          float64 `json:"up_to_date"` // records of the last two years
	OldFacts          float64 `json:"old_facts"`  // name and address up to eight years older than the record
	NoNHSNumber       float64 `json:"no_nhs_number"`
	UntracedNumber    float64 `json:"untraced_nhs_number"`
	PlaceholderNumber float64 `json:"placeholder_nhs_number"`
	NoGivenNames      float64 `json:"no_given_names"`
	NoMiddleName      float64 `json:"no_middle_name"`
	MiddleInitial     float64 `json:"middle_initial"`
	NoBirthDate       float64 `json:"no_birth_date"`
	NoSex             float64 `json:"no_sex"`
	NoPostcode        float64 `json:"no_postcode"`
	NoPhone           float64 `json:"no_phone"`
	NoEmail           float64 `json:"no_email"`
	NoPractice        float64 `json:"no_gp_practice"`
	NoEthnicity       float64 `json:"no_ethnic_category"`
	HasUPRN           float64 `json:"has_uprn"`
	PreviousPostcodes float64 `json:"previous_postcodes"` // of movers
	PreviousName      float64 `json:"previous_family_name"`
	KnowsDeath        float64 `json:"knows_death"`
}
