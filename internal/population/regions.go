package population

// traits are what sets a region apart: who lives there, and who knows them.
type traits struct {
	population                        float64
	organisations                     [kinds]float64
	households                        HouseholdShares
	aloneOld, coupleOld               float64
	movesPerYear                      float64
	nameChangeWomen, nameChangeOthers float64 // so that changed names are as common as measured, whatever the customs
}

// traitsOf gives population and organisations as published, and households
// that make the ages of the region: many young adults in London, many
// pensioners in Wessex.
func traitsOf(r Region) traits {
	switch r {
	case Wessex:
		return traits{
			population:    2_600_000,
			organisations: [kinds]float64{practice: 220, acute: 8, mentalHealth: 2, community: 3, ambulance: 1, socialCare: 5},
			households: HouseholdShares{
				Family: .175, Couple: .33, Alone: .33, LoneParent: .055, ThreeGenerations: .02,
				Shared: .05, Students: .0007, CareHome: .0009,
			},
			aloneOld: .42, coupleOld: .38, movesPerYear: .138, nameChangeWomen: .25, nameChangeOthers: .04,
		}
	case OneLondon:
		return traits{
			population:    8_800_000,
			organisations: [kinds]float64{practice: 1175, acute: 24, mentalHealth: 8, community: 6, ambulance: 1, socialCare: 33},
			households: HouseholdShares{
				Family: .18, Couple: .25, Alone: .31, LoneParent: .065, ThreeGenerations: .04,
				Shared: .12, Students: .0008, CareHome: .0004,
			},
			aloneOld: .28, coupleOld: .18, movesPerYear: .117, nameChangeWomen: .25, nameChangeOthers: .04,
		}
	case GreaterManchester:
	}
	return traits{
		population:    2_800_000,
		organisations: [kinds]float64{practice: 414, acute: 8, mentalHealth: 2, community: 4, ambulance: 1, socialCare: 10},
		households: HouseholdShares{
			Family: .175, Couple: .29, Alone: .33, LoneParent: .06, ThreeGenerations: .035,
			Shared: .06, Students: .0007, CareHome: .0006,
		},
		aloneOld: .36, coupleOld: .26, movesPerYear: .133, nameChangeWomen: .25, nameChangeOthers: .04,
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
