package population

import "maps"

// DefaultProfile gives the rates of a region: the measured ones of NHS records
// where there are some, plain assumptions elsewhere.
func DefaultProfile(r Region) (Profile, error) {
	if err := r.validate(); err != nil {
		return Profile{}, err
	}
	return Profile{
		Cultures:           maps.Clone(regionCultures()[r]),
		CultureErrors:      defaultCultureErrors(),
		OrganisationErrors: map[string]float64{},
		DefaultBirthDates:  defaultBirthDates(),
		Households: HouseholdShares{
			Family: .22, Couple: .27, Alone: .31, LoneParent: .07, ThreeGenerations: .035,
			Shared: .06, Students: .0007, CareHome: .0006,
		},
		People:        defaultPeople(),
		Moves:         MoveRates{PerYear: .133, SameSector: .005, SameOutcode: .28, NoFixedAbode: .002, JunkPostcode: .001},
		Errors:        defaultErrors(),
		Numbers:       NumberRates{Superseded: .002, WrongPerson: .0001, Typing: .001, NinesAsNone: .5},
		Organisations: defaultOrganisations(),
	}, nil
}

func defaultPeople() PeopleRates {
	return PeopleRates{
		TwinBirths: .015, NearTwinNames: .1, TwinNumbersSwap: .02, BabyNames: .04, TwinBabyNames: .12, Juniors: .02,
		MixedCouples: .06, ChildOtherName: .1, DoubleBarrelled: .02,
		NameChangeWomen: .25, NameChangeOthers: .04, DeathsPerYear: .05,
		Restricted: .0015, IdentityUnknown: .0005, OtherEthnicity: .03, NoPractice: .01,
		AloneOld: .4, PartnerMovesIn: .6, FormalDeath: .9, BirthRecordKept: .3, DefaultDateMarked: .3, PrefersLandline: .25,
		HasMobile: .9, HasEmail: .6, SharedFamilyEmail: .1,
	}
}

func defaultErrors() ErrorRates {
	return ErrorRates{
		GivenSpelling: .0087, GivenShortened: .0079, GivenOther: .0060,
		FamilySpelling: .0085, FamilyShortened: .0050, NamesReversed: .0010,
		BirthDate: .0048, BirthDateOnePart: .93, BirthDateDefault: .0001,
		Sex: .0033, PostcodeTyping: .004,
	}
}

func defaultOrganisations() OrganisationsByKind {
	usual := OrganisationRates{
		ErrorMultiplier: 1, SecondLocalID: .04, UpToDate: .15, OldFacts: .3,
		NoNHSNumber: .04, UntracedNumber: .06, PlaceholderNumber: .0005,
		NoGivenNames: .001, NoMiddleName: .35, MiddleInitial: .15, NoBirthDate: .001, NoSex: .003,
		NoPostcode: .005, NoPhone: .25, NoEmail: .6, NoPractice: .05, NoEthnicity: .15,
		HasUPRN: .2, PreviousPostcodes: .35, PreviousName: .3, KnowsDeath: .7,
	}
	all := OrganisationsByKind{Practice: usual, Acute: usual, MentalHealth: usual, Community: usual, Ambulance: usual, SocialCare: usual}
	all.Practice.adjust(.97, .10, func(o *OrganisationRates) {
		o.UpToDate, o.NoNHSNumber, o.UntracedNumber, o.PlaceholderNumber = .6, .003, .01, 0
		o.NoMiddleName, o.MiddleInitial, o.HasUPRN, o.SecondLocalID, o.KnowsDeath = .1, .05, .7, .004, .97
		o.PreviousName, o.NoGivenNames, o.NoBirthDate, o.OldFacts = .5, .0002, .0001, .1
	})
	all.Acute.adjust(.66, .2, func(*OrganisationRates) {})
	all.MentalHealth.adjust(.12, .01, func(*OrganisationRates) {})
	all.Community.adjust(.26, .02, func(*OrganisationRates) {})
	all.Ambulance.adjust(.2, 0, func(o *OrganisationRates) {
		o.NoNHSNumber, o.UntracedNumber, o.PlaceholderNumber = .25, .3, .004
		o.NoBirthDate, o.NoGivenNames, o.NoPostcode, o.NoSex = .02, .01, .03, .01
		o.NoMiddleName, o.MiddleInitial, o.HasUPRN, o.PreviousName, o.PreviousPostcodes = .8, .1, .1, .02, .02
	})
	all.SocialCare.adjust(.1, .005, func(o *OrganisationRates) {
		o.NoNHSNumber, o.UntracedNumber, o.HasUPRN, o.PreviousName = .15, .2, .95, .2
	})
	return all
}

func (o *OrganisationRates) adjust(knows, others float64, change func(*OrganisationRates)) {
	o.Knows, o.KnowsOthers = knows, others
	change(o)
}

// defaultBirthDates are shares of people whose true birth date nobody wrote down.
func defaultBirthDates() map[string]float64 {
	return map[string]float64{"pakistani": .006, "bangladeshi": .008, "indian": .002, "nigerian": .002, "ghanaian": .002, "somali": .04, "ethiopian": .02, "arabic": .02, "afghan": .08}
}

func defaultCultureErrors() map[string]float64 {
	return map[string]float64{
		"british": .9, "irish": 1, "pakistani": 1.5, "bangladeshi": 1.6, "indian": 1.3, "sikh": 1.3, "tamil": 1.6,
		"chinese": 1.6, "nigerian": 1.5, "ghanaian": 1.4, "somali": 1.8, "ethiopian": 1.8, "caribbean": 1.1,
		"polish": 1.3, "romanian": 1.3, "turkish": 1.3, "greek": 1.2, "italian": 1.1, "portuguese": 1.2,
		"spanish": 1.2, "arabic": 1.6, "afghan": 1.7, "jewish": 1.1, "vietnamese": 1.6, "filipino": 1.2,
	}
}

// regionCultures gives the share of households by name culture, in per cent.
func regionCultures() map[Region]map[string]float64 {
	return map[Region]map[string]float64{
		GreaterManchester: {
			"british": 71, "irish": 2.5, "pakistani": 7.6, "bangladeshi": 1.6, "indian": 2, "sikh": .3, "tamil": .2,
			"chinese": 1.2, "nigerian": 1.8, "ghanaian": .5, "somali": .6, "ethiopian": .3, "caribbean": 1.2,
			"polish": 2.2, "romanian": 1, "turkish": .3, "greek": .2, "italian": .5, "portuguese": .3, "spanish": .4,
			"arabic": 1.6, "afghan": .4, "jewish": 1.1, "vietnamese": .2, "filipino": .4,
		},
		Wessex: {
			"british": 88, "irish": 1.5, "pakistani": .4, "bangladeshi": .5, "indian": 1.2, "sikh": .3, "tamil": .2,
			"chinese": .8, "nigerian": .5, "ghanaian": .2, "somali": .1, "ethiopian": .05, "caribbean": .4,
			"polish": 1.8, "romanian": .9, "turkish": .2, "greek": .2, "italian": .4, "portuguese": .4, "spanish": .3,
			"arabic": .3, "afghan": .2, "jewish": .2, "vietnamese": .1, "filipino": .5,
		},
		OneLondon: {
			"british": 42, "irish": 3, "pakistani": 3.2, "bangladeshi": 3.6, "indian": 5, "sikh": 1.6, "tamil": 1.8,
			"chinese": 1.7, "nigerian": 4.4, "ghanaian": 2.2, "somali": 1.6, "ethiopian": 1, "caribbean": 4.6,
			"polish": 3, "romanian": 2.4, "turkish": 2, "greek": 1, "italian": 1.8, "portuguese": 1.6, "spanish": 2.4,
			"arabic": 2.6, "afghan": .9, "jewish": 1.9, "vietnamese": .5, "filipino": .8,
		},
	}
}
