package population

import "maps"

// DefaultProfile gives the rates of a region: the measured ones of NHS records
// where there are some, plain assumptions elsewhere.
func DefaultProfile(r Region) (Profile, error) {
	if err := r.validate(); err != nil {
		return Profile{}, err
	}
	own := traitsOf(r)
	p := Profile{
		Cultures:          maps.Clone(regionCultures()[r]),
		DefaultBirthDates: defaultBirthDates(),
		CultureErrors:     defaultCultureErrors(),
		Population:        own.population,
		Households:        own.households,
		People:            defaultPeople(),
		Moves:             MoveRates{PerYear: own.movesPerYear, SameSector: .0165, SameOutcode: .28, NoFixedAbode: .002, JunkPostcode: .0022},
		Errors:            defaultErrors(),
		Numbers:           NumberRates{Superseded: .002, WrongPerson: .0001, Typing: .001, NinesAsNone: .5, Deleted: .0003, Merged: .3},
		Organisations:     defaultOrganisations(),
	}
	p.People.AloneOld, p.People.CoupleOld = own.aloneOld, own.coupleOld
	p.People.NameChangeWomen, p.People.NameChangeOthers = own.nameChangeWomen, own.nameChangeOthers
	for k, of := range p.Organisations.kinds() {
		of.Count = own.organisations[k]
	}
	return p, nil
}

func defaultPeople() PeopleRates {
	return PeopleRates{
		TwinBirths: .015, NearTwinNames: .1, TwinNumbersSwap: .02, BabyNames: .04, TwinBabyNames: .12, Juniors: .02,
		MixedCouples: .06, ChildOtherName: .1, DoubleBarrelled: .02, DeathsPerYear: .05,
		Restricted: .0015, IdentityUnknown: .0005, OtherEthnicity: .03, NoPractice: .01,
		PartnerMovesIn: .6, FormalDeath: .9, BirthRecordKept: .3, DefaultDateMarked: .3, PrefersLandline: .25,
		HasMobile: .9, HasEmail: .6, SharedFamilyEmail: .1, ParentsPhone: .3, SiblingsSwapped: .0005,
	}
}

func defaultErrors() ErrorRates {
	return ErrorRates{
		GivenSpelling: BySex{.0080, .0074}, GivenShortened: BySex{.0080, .0058}, GivenOther: BySex{.0041, .0046}, GivenReordered: .0023,
		FamilySpelling: BySex{.0044, .0037}, FamilyShortened: BySex{.0050, .0050}, FamilyOther: BySex{.0030, .0030},
		BothNames: .0026, NamesReversed: .0008,
		BirthDate: .0048, BirthDateOnePart: .935, BirthDateDefault: .0001,
		Sex: .0033, PostcodeTyping: .0085,
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
	all.Practice.adjust(.97, .137, func(o *OrganisationRates) { // 1.107 registrations a resident
		o.UpToDate, o.NoNHSNumber, o.UntracedNumber, o.PlaceholderNumber = .6, .003, .01, 0
		o.NoMiddleName, o.MiddleInitial, o.HasUPRN, o.SecondLocalID, o.KnowsDeath = .1, .05, .7, .004, .97
		o.PreviousName, o.NoGivenNames, o.NoBirthDate, o.OldFacts = .5, .0002, .0001, .1
	})
	all.Acute.adjust(.9, .5, func(*OrganisationRates) {})
	all.MentalHealth.adjust(.28, .05, func(*OrganisationRates) {})
	all.Community.adjust(.7, .08, func(*OrganisationRates) {})
	all.Ambulance.adjust(.26, 0, func(o *OrganisationRates) {
		o.NoNHSNumber, o.UntracedNumber, o.PlaceholderNumber = .25, .3, .004
		o.NoBirthDate, o.NoGivenNames, o.NoPostcode, o.NoSex = .02, .01, .03, .01
		o.NoMiddleName, o.MiddleInitial, o.HasUPRN, o.PreviousName, o.PreviousPostcodes = .8, .1, .1, .02, .02
	})
	all.SocialCare.adjust(.22, .02, func(o *OrganisationRates) {
		o.NoNHSNumber, o.UntracedNumber, o.HasUPRN, o.PreviousName = .15, .2, .95, .2
	})
	return all
}

// kinds gives the rates by kind of organisation.
func (o *OrganisationsByKind) kinds() [kinds]*OrganisationRates {
	return [kinds]*OrganisationRates{&o.Practice, &o.Acute, &o.MentalHealth, &o.Community, &o.Ambulance, &o.SocialCare}
}

func (o *OrganisationRates) adjust(knows, others float64, change func(*OrganisationRates)) {
	o.Knows, o.KnowsOthers = knows, others
	change(o)
}

// defaultBirthDates are shares of people whose true birth date nobody wrote down.
func defaultBirthDates() map[string]float64 {
	return map[string]float64{"pakistani": .006, "bangladeshi": .008, "indian": .002, "nigerian": .002, "ghanaian": .002, "somali": .04, "ethiopian": .02, "arabic": .02, "afghan": .08, "vietnamese": .004}
}

func defaultCultureErrors() map[string]float64 {
	return map[string]float64{
		"british": .9, "irish": 1, "pakistani": 1.5, "bangladeshi": 1.6, "indian": 1.3, "sikh": 1.3, "tamil": 1.6,
		"chinese": 1.6, "nigerian": 1.5, "ghanaian": 1.4, "somali": 1.8, "ethiopian": 1.8, "caribbean": 1.1,
		"polish": 1.3, "romanian": 1.3, "turkish": 1.3, "greek": 1.2, "italian": 1.1, "portuguese": 1.2,
		"spanish": 1.2, "arabic": 1.6, "afghan": 1.7, "jewish": 1.1, "vietnamese": 1.6, "filipino": 1.2,
	}
}
