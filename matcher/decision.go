package matcher

// Tier says how strongly a pair of records is joined, strongest first.
type Tier uint8

// The tiers of the pair ladder.
const (
	TierNone     Tier = iota // no edge
	TierCertain              // ladder rules 3 and 4: the same NHS number, corroborated
	TierProbable             // weight ≥ auto, enough agreeing fields, no guard
	TierPossible             // weight ≥ review, or a rule that asks for a reviewer
)

// Rule names the ladder rule that decided a pair.
type Rule string

// The rules of the pair ladder, in the order they are tried.
const (
	RuleLocalID      Rule = "local-id"               // same authority and local identifier, corroborated
	RulePseudoPerson Rule = "pseudo-person"          // identity unknown on a side: nothing is scored
	RuleNHSBirthDate Rule = "nhs-number+birth-date"  // ladder rule 3
	RuleNHSPartial   Rule = "nhs-number+partial"     // ladder rule 4
	RuleConfusion    Rule = "confusion"              // ladder rule 5: one number, two people?
	RuleNBODuplicate Rule = "possible-nbo-duplicate" // ladder rule 6: two verified numbers, one person?
	RuleNumbers      Rule = "different-nhs-numbers"  // ladder rule 7
	RuleWeight       Rule = "weight"                 // ladder rule 8
	RuleReview       Rule = "review"                 // ladder rule 9
	RuleNone         Rule = "none"                   // ladder rule 10
)

// Guard names what holds a pair back from an automatic link by weight.
type Guard string

// The pair guards. A guard says only "no link from this edge"; what two
// records of one person may never be is a Conflict.
const (
	GuardNone             Guard = ""
	GuardTwin             Guard = "possible-twin"
	GuardBirthDates       Guard = "birth-dates-differ"
	GuardPlaceholderName  Guard = "placeholder-given-name"
	GuardDefaultBirthDate Guard = "default-birth-date"
	GuardFewFields        Guard = "few-agreeing-fields"
	GuardDeath            Guard = "activity-after-death"
	GuardRestricted       Guard = "restricted"
)

// Conflict names why two records can never be one person.
type Conflict string

// The conflicts.
const (
	ConflictNone       Conflict = ""
	ConflictNHSNumbers Conflict = "two-verified-nhs-numbers"
	ConflictTwins      Conflict = "twins"
	ConflictLocalIDs   Conflict = "two-local-ids"
	ConflictCannotLink Conflict = "cannot-link" // set by identity from assertions, never by Decide
)

// Decision is what the pair ladder says of two records.
type Decision struct {
	Weight   Weight
	Tier     Tier
	Rule     Rule
	Guard    Guard
	Conflict Conflict
}
